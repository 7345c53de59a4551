//! Gzip members that are put together of parts, none of which is compressed again.

use std::io::{self, Read, Write};

use crc32fast::Hasher;
use flate2::{read::DeflateDecoder, write::DeflateEncoder};
use serde::{Deserialize, Serialize};

use crate::compression::{Effort, MAX_LENGTH};

/// RFC 1952: deflate, no flags, no time, no operating system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// RFC 1951: the last block, which holds nothing.
const LAST_BLOCK: [u8; 2] = [3, 0];
/// RFC 1951: a stored block has at most so many bytes.
const LONGEST_STORED: usize = 0xffff;

/// A text within a gzip member that was deflated alone, so that it may stand in any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Where it begins among the member's bytes.
    start: u32,
    /// Where it ends.
    end: u32,
    /// Its bytes when it is inflated.
    length: u32,
    /// CRC-32 of those.
    checksum: u32,
}

impl Part {
    /// Its text, out of the member that it was added to.
    pub(crate) fn inflate(self, member: &[u8]) -> io::Result<Vec<u8>> {
        if u64::from(self.length) > MAX_LENGTH {
            return Err(damaged());
        }
        let mut text = vec![0; self.length as usize];
        DeflateDecoder::new(self.deflated(member)?).read_exact(&mut text)?;
        if crc32fast::hash(&text) == self.checksum { Ok(text) } else { Err(damaged()) }
    }

    fn deflated(self, member: &[u8]) -> io::Result<&[u8]> {
        member.get(self.start as usize..self.end as usize).ok_or_else(damaged)
    }
}

/// Writes a gzip member.
pub(crate) struct Writer {
    member: Vec<u8>,
    /// Text that stands between parts, not written yet.
    glue: String,
    checksum: Hasher,
    length: u32,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self { member: HEADER.to_vec(), glue: String::new(), checksum: Hasher::new(), length: 0 }
    }

    /// Adds a short text as it is.
    pub(crate) fn text(&mut self, text: &str) {
        self.glue.push_str(text);
    }

    /// Adds a text, deflated.
    pub(crate) fn deflate(&mut self, text: &[u8], effort: Effort) -> io::Result<Part> {
        self.write_glue();
        let start = short(self.member.len())?;
        let mut encoder = DeflateEncoder::new(Vec::new(), effort.gzip_level());
        encoder.write_all(text)?;
        // Ends at a byte, and is not the last block.
        encoder.flush()?;
        self.member.extend_from_slice(encoder.get_ref());
        let end = short(self.member.len())?;
        let part = Part { start, end, length: short(text.len())?, checksum: crc32fast::hash(text) };
        self.count(part);
        Ok(part)
    }

    /// Adds a part of another member.
    pub(crate) fn copy(&mut self, part: Part, member: &[u8]) -> io::Result<()> {
        self.write_glue();
        self.member.extend_from_slice(part.deflated(member)?);
        self.count(part);
        Ok(())
    }

    /// The member.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.write_glue();
        self.member.extend(LAST_BLOCK);
        self.member.extend(self.checksum.finalize().to_le_bytes());
        self.member.extend(self.length.to_le_bytes());
        self.member
    }

    /// RFC 1951, 3.2.4: the kind of the block, its length, the same with all bits turned, and the bytes.
    fn write_glue(&mut self) {
        for block in self.glue.as_bytes().chunks(LONGEST_STORED) {
            let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
            self.member.push(0);
            self.member.extend(length.to_le_bytes());
            self.member.extend((!length).to_le_bytes());
            self.member.extend(block);
            self.checksum.update(block);
            self.length = self.length.wrapping_add(length.into());
        }
        self.glue.clear();
    }

    fn count(&mut self, part: Part) {
        self.checksum.combine(&Hasher::new_with_initial_len(part.checksum, part.length.into()));
        self.length = self.length.wrapping_add(part.length);
    }
}

/// A member of one text.
pub(crate) fn member(text: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new();
    writer.deflate(text, effort)?;
    Ok(writer.finish())
}

/// Whether these bytes may be a member of ours.
pub(crate) fn is_member(bytes: &[u8]) -> bool {
    bytes.starts_with(&HEADER)
}

/// So many bytes a member says that it holds; `None` for more than anything we store.
pub(crate) fn length(member: &[u8]) -> Option<usize> {
    let length = member.last_chunk().filter(|_| is_member(member))?;
    let length = u32::from_le_bytes(*length);
    usize::try_from(length).ok().filter(|_| u64::from(length) <= MAX_LENGTH)
}

/// What a member holds.
pub(crate) fn inflate(member: &[u8]) -> io::Result<Vec<u8>> {
    let expected = length(member).ok_or_else(damaged)?;
    let mut text = Vec::with_capacity(expected);
    flate2::read::GzDecoder::new(member).take(MAX_LENGTH + 1).read_to_end(&mut text)?;
    if text.len() == expected { Ok(text) } else { Err(damaged()) }
}

fn short(length: usize) -> io::Result<u32> {
    length.try_into().map_err(io::Error::other)
}

pub(crate) fn damaged() -> io::Error {
    io::Error::other("not what we store")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_damaged_part_is_an_error() {
        let mut writer = Writer::new();
        let part = writer.deflate(&b"a text ".repeat(100), Effort::Quick).unwrap();
        let mut member = writer.finish();
        assert_eq!(part.inflate(&member).unwrap(), b"a text ".repeat(100));
        assert!(part.inflate(&member[..HEADER.len() + 3]).is_err());
        assert!(Part { length: u32::MAX, ..part }.inflate(&member).is_err());
        assert!(Part { checksum: 0, ..part }.inflate(&member).is_err());
        let last = member.len() - 1;
        member[last] ^= 1;
        assert!(inflate(&member).is_err());
    }

    #[test]
    fn what_claims_to_be_larger_than_anything_is_not_inflated() {
        let mut member = member(b"a text", Effort::Quick).unwrap();
        let end = member.len() - 4;
        member[end..].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(length(&member), None);
        assert!(inflate(&member).is_err());
        let bomb = super::member(&vec![0; usize::try_from(MAX_LENGTH).unwrap() + 1], Effort::Quick)
            .unwrap();
        assert!(bomb.len() < 64 * 1024 && inflate(&bomb).is_err());
    }

    proptest! {
        /// A text is what it was, whichever parts stand before it and between.
        #[test]
        fn parts_are_read_back_in_any_order(
            texts in prop::collection::vec("[a-z0-9]{0,300}", 1..6),
            glue in prop::collection::vec(".{0,20}", 6),
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let mut writer = Writer::new();
            let mut parts = Vec::new();
            let mut whole = String::new();
            for (text, glue) in texts.iter().zip(&glue) {
                writer.text(glue);
                parts.push(writer.deflate(text.as_bytes(), Effort::Quick).unwrap());
                whole += glue;
                whole += text;
            }
            let member = writer.finish();
            prop_assert_eq!(inflate(&member).unwrap(), whole.as_bytes());

            let mut writer = Writer::new();
            let mut expected = String::new();
            for index in order {
                let number = index.index(texts.len());
                prop_assert_eq!(parts[number].inflate(&member).unwrap(), texts[number].as_bytes());
                writer.copy(parts[number], &member).unwrap();
                writer.text(&glue[number]);
                expected += &texts[number];
                expected += &glue[number];
            }
            let member = writer.finish();
            prop_assert_eq!(length(&member), Some(expected.len()));
            prop_assert_eq!(inflate(&member).unwrap(), expected.as_bytes());
        }
    }
}
