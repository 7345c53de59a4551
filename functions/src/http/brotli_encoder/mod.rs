//! A small encoder of Brotli (RFC 7932), made of parts of the `brotli` crate.
//!
//! That crate's own encoder has twelve qualities and a dictionary, which would be a sixth of every function. This
//! one makes bodies about as small as its quality 4.
//!
//! - `copies.rs`: what of a body was there before.
//! - `stream.rs`: how that is written.

mod copies;
mod stream;

use brotli::enc::command::Command;

use copies::Copies;
use stream::Stream;

/// The bytes of a block, at most: so many that four digits are enough for its length.
const BLOCK: usize = 1 << 16;

/// Copies reach back so far: 2²² bytes, without the last 16.
const WINDOW: usize = (1 << 22) - 16;

/// Literals, and the copy that follows them. The last step of a block may have no copy.
struct Step<'a> {
    literals: &'a [u8],
    command: Command,
}

/// The body in Brotli.
pub(super) fn encode(body: &[u8]) -> Vec<u8> {
    let mut stream = Stream::new();
    let mut copies = Copies::new(body);
    for start in (0..body.len()).step_by(BLOCK) {
        let block = start..body.len().min(start + BLOCK);
        stream.write_block(block.len(), &copies.steps(block));
    }
    stream.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Words that come again and again, at any distance, between bytes that do not.
        #[test]
        fn what_was_encoded_is_read_back(
            words in prop::collection::vec("[a-c]{1,40}", 1..5),
            order in prop::collection::vec((any::<prop::sample::Index>(), "\\PC{0,6}"), 0..4000),
        ) {
            let text = order.iter().flat_map(|(word, rest)| [word.get(&words).as_str(), rest]);
            let body: String = text.collect();
            let encoded = super::encode(body.as_bytes());
            let mut read = Vec::new();
            brotli::Decompressor::new(encoded.as_slice(), 4096).read_to_end(&mut read).unwrap();
            prop_assert_eq!(read, body.as_bytes());
        }
    }
}
