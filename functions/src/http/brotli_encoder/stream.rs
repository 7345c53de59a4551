//! How steps are written.

use brotli::enc::{
    StandardAlloc,
    brotli_bit_stream::{BrotliBuildAndStoreHuffmanTreeFast, BrotliWriteEmptyLastMetaBlock},
    command::{Command, GetCopyLengthCode, GetInsertLengthCode},
    compress_fragment_two_pass::BrotliWriteBits,
    constants::{kCopyBase, kCopyExtra, kInsBase, kInsExtra},
};

use super::Step;

/// How a stream begins: the size of the window.
const WINDOW_HEADER: u64 = 0b1011;

/// The beginning or end of a stream takes less, and a block's header with its codes, in bytes.
const HEADER: usize = 4096;

/// A command takes less without its literals, in bytes.
const COMMAND: usize = 16;

/// A literal takes no more, in bytes: codes have up to 14 bits.
const LITERAL: usize = 2;

/// The symbols of literals, commands and distances.
const LITERALS: usize = 256;
const COMMANDS: usize = 704;
const DISTANCES: usize = 64;

/// Commands below say themselves that the distance is the last one.
const WITH_DISTANCE: u16 = 128;

/// An encoded stream.
pub(super) struct Stream {
    bytes: Vec<u8>,
    /// How many bits are written.
    bits: usize,
}

/// A Huffman code: of each symbol the bits, and how many.
struct Code {
    lengths: Vec<u8>,
    bits: Vec<u16>,
}

impl Stream {
    /// One of no blocks yet.
    pub(super) fn new() -> Self {
        let mut stream = Self { bytes: vec![0; HEADER], bits: 0 };
        stream.write(4, WINDOW_HEADER);
        stream
    }

    /// Writes a block, which makes up so many bytes of the body.
    pub(super) fn write_block(&mut self, length: usize, steps: &[Step<'_>]) {
        self.reserve(HEADER + COMMAND * steps.len() + LITERAL * length);
        // Not the last block, and a length of four digits.
        self.write(3, 0);
        self.write(16, length as u64 - 1);
        // Compressed, with one code of each kind.
        self.write(14, 0);
        let literals = steps.iter().flat_map(|step| step.literals);
        let literals = self.write_code(LITERALS, literals.map(|literal| usize::from(*literal)));
        let commands = self.write_code(COMMANDS, steps.iter().map(|step| command(&step.command)));
        let distances =
            self.write_code(DISTANCES, steps.iter().filter_map(|step| distance(&step.command)));
        for step in steps {
            self.write_symbol(&commands, command(&step.command));
            self.write_lengths(&step.command);
            for literal in step.literals {
                self.write_symbol(&literals, usize::from(*literal));
            }
            if let Some(distance) = distance(&step.command) {
                self.write_symbol(&distances, distance);
                let more = usize::from(step.command.dist_prefix_ >> 10);
                self.write(more, step.command.dist_extra_.into());
            }
        }
    }

    /// The whole stream.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.reserve(HEADER);
        BrotliWriteEmptyLastMetaBlock(&mut self.bits, &mut self.bytes);
        self.bytes.truncate(self.bits / 8);
        self.bytes
    }

    /// Makes room for so many bytes.
    fn reserve(&mut self, bytes: usize) {
        self.bytes.resize(self.bits / 8 + bytes, 0);
    }

    fn write(&mut self, count: usize, bits: u64) {
        BrotliWriteBits(count, bits, &mut self.bits, &mut self.bytes);
    }

    /// Writes the code that is best for how often these symbols are used.
    fn write_code(&mut self, symbols: usize, used: impl Iterator<Item = usize>) -> Code {
        let mut counts = vec![0; symbols];
        let mut all = 0;
        for symbol in used {
            counts[symbol] += 1;
            all += 1;
        }
        let mut code = Code { lengths: vec![0; symbols], bits: vec![0; symbols] };
        BrotliBuildAndStoreHuffmanTreeFast(
            &mut StandardAlloc::default(),
            &counts,
            all,
            symbols.next_power_of_two().ilog2() as usize,
            &mut code.lengths,
            &mut code.bits,
            &mut self.bits,
            &mut self.bytes,
        );
        code
    }

    fn write_symbol(&mut self, code: &Code, symbol: usize) {
        self.write(code.lengths[symbol].into(), code.bits[symbol].into());
    }

    /// What the symbol of a command leaves open: how many literals, and how many bytes to copy.
    fn write_lengths(&mut self, command: &Command) {
        let code = usize::from(GetInsertLengthCode(command.insert_len_ as usize));
        self.write(kInsExtra[code] as usize, (command.insert_len_ - kInsBase[code]).into());
        if command.copy_len() > 0 {
            let code = usize::from(GetCopyLengthCode(command.copy_len() as usize));
            self.write(kCopyExtra[code] as usize, (command.copy_len() - kCopyBase[code]).into());
        }
    }
}

/// The symbol of a command.
fn command(command: &Command) -> usize {
    command.cmd_prefix_.into()
}

/// The symbol of a command's distance, if it is written.
fn distance(command: &Command) -> Option<usize> {
    let is_written = command.copy_len() > 0 && command.cmd_prefix_ >= WITH_DISTANCE;
    is_written.then(|| usize::from(command.dist_prefix_ & 0x3ff))
}
