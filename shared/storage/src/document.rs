//! JSON in the form it is kept and answered in.

use std::{
    borrow::Cow,
    io::{self, Read},
};

/// The last level before the encoder gets much slower. The largest page at hand and its career take 20 ms
/// and 51 kB, against 7 ms and 61 kB at level 6, and are written once for many answers.
const LEVEL: i32 = 14;

/// More than any page or answer has; what claims to be larger is not unpacked.
pub(crate) const MAX_LENGTH: u64 = 32 << 20;

/// JSON in the form it is kept and answered in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// As it is.
    Json(Vec<u8>),
    /// One zstd frame.
    Zstd(Vec<u8>),
}

impl Document {
    /// A stored zstd frame, which may go out as it is. Frames of ours say how much they hold.
    ///
    /// # Errors
    ///
    /// When it is none, or holds more than anything we store, by its own word.
    pub(crate) fn stored(frame: Vec<u8>) -> io::Result<Self> {
        match zstd::zstd_safe::get_frame_content_size(&frame) {
            Ok(Some(..=MAX_LENGTH)) => Ok(Self::Zstd(frame)),
            _ => Err(io::Error::other("no frame of ours")),
        }
    }

    /// The JSON text.
    ///
    /// # Errors
    ///
    /// When the frame is damaged, or larger than anything we store.
    pub fn json(&self) -> io::Result<Cow<'_, [u8]>> {
        match self {
            Self::Json(json) => Ok(Cow::Borrowed(json)),
            Self::Zstd(frame) => decompress(frame).map(Cow::Owned),
        }
    }
}

/// One zstd frame of `data`.
pub(crate) fn compress(data: &[u8]) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(data, LEVEL)
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
        let document = Document::Zstd(compress(json).unwrap());
        assert_eq!(document.json().unwrap().as_ref(), json);
        assert_eq!(Document::Json(json.to_vec()).json().unwrap().as_ref(), json);
    }

    #[test]
    fn damage_and_bombs_are_errors() {
        assert!(Document::Zstd(b"not zstd".to_vec()).json().is_err());
        assert!(Document::stored(b"not zstd".to_vec()).is_err());
        assert!(Document::stored(compress(b"{}").unwrap()).is_ok());
        let mut truncated = compress(&[7; 4096]).unwrap();
        truncated.truncate(truncated.len() - 3);
        assert!(Document::Zstd(truncated).json().is_err());
        let bomb = compress(&vec![0; usize::try_from(MAX_LENGTH).unwrap() + 1]).unwrap();
        assert!(bomb.len() < 8192);
        assert!(Document::Zstd(bomb.clone()).json().is_err());
        assert!(Document::stored(bomb).is_err());
    }
}
