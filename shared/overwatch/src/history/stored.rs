//! Snapshots as they are kept: a chart of a year reads hundreds of them.

use super::Snapshot;

/// The first byte: how the rest is written. Fields and variants have no names there, so that a change of
/// [`Snapshot`] or of what is in it needs another one.
const FORMAT: u8 = 1;

/// Bytes that are no snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a stored snapshot")]
pub struct InvalidSnapshot;

impl Snapshot {
    /// The snapshot in few bytes.
    ///
    /// # Errors
    ///
    /// Never for what a page can hold; the encoder wants it said.
    pub fn to_bytes(&self) -> Result<Vec<u8>, InvalidSnapshot> {
        postcard::to_allocvec(&(FORMAT, self)).map_err(|_| InvalidSnapshot)
    }

    /// The snapshot that these bytes are of.
    ///
    /// # Errors
    ///
    /// When they are damaged, or of a format that we do not know.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidSnapshot> {
        let [FORMAT, snapshot @ ..] = bytes else { return Err(InvalidSnapshot) };
        match postcard::take_from_bytes(snapshot) {
            Ok((snapshot, [])) => Ok(snapshot),
            _ => Err(InvalidSnapshot),
        }
    }
}
