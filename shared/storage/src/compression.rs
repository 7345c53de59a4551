//! How what is stored is compressed: pages and rates as zstd frames, and how hard.

use std::io::{self, Read};

use flate2::Compression;

/// How hard something is compressed that is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Somebody waits for it.
    Quick,
    /// It is written once for many responses.
    Thorough,
}

impl Effort {
    /// The last levels before the encoder gets much slower, and before somebody waits for more than the parse takes.
    fn zstd_level(self) -> i32 {
        match self {
            Self::Quick => 5,
            Self::Thorough => 14,
        }
    }

    pub(crate) fn gzip_level(self) -> Compression {
        match self {
            Self::Quick => Compression::new(6),
            Self::Thorough => Compression::best(),
        }
    }
}

/// More than any page or answer has; what claims to be larger is not unpacked.
pub(crate) const MAX_LENGTH: u64 = 32 << 20;

/// Whether it is a zstd frame (RFC 8878).
pub(crate) fn is_zstd(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
}

/// One zstd frame of `data`.
pub(crate) fn compress(data: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(data, effort.zstd_level())
}

/// What a zstd frame holds.
pub(crate) fn decompress(frame: &[u8]) -> io::Result<Vec<u8>> {
    let mut data = Vec::new();
    zstd::stream::read::Decoder::with_buffer(frame)?.take(MAX_LENGTH + 1).read_to_end(&mut data)?;
    if data.len() as u64 > MAX_LENGTH {
        return Err(io::Error::other("unpacks to more than anything we store"));
    }
    Ok(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_compressed_is_read_back() {
        let json = br#"{"a":"b"}"#;
        let frame = compress(json, Effort::Quick).unwrap();
        assert!(is_zstd(&frame));
        assert_eq!(decompress(&frame).unwrap(), json);
    }

    #[test]
    fn damage_and_bombs_are_errors() {
        assert!(decompress(b"not zstd").is_err());
        let mut truncated = compress(&[7; 4096], Effort::Quick).unwrap();
        truncated.truncate(truncated.len() - 3);
        assert!(decompress(&truncated).is_err());
        let bomb =
            compress(&vec![0; usize::try_from(MAX_LENGTH).unwrap() + 1], Effort::Quick).unwrap();
        assert!(bomb.len() < 8192);
        assert!(decompress(&bomb).is_err());
    }
}
