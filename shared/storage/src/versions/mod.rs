//! How versions of a career are kept: in chains, of which the first is whole and each other one holds what
//! the one before does not.

mod chain;
mod delta;

pub(crate) use chain::{Link, NewVersion, next_version, read, rebuild};

/// A version of a career, as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptVersion {
    /// When Blizzard was asked, in seconds since 1970.
    pub taken_at: i64,
    /// The whole career, as JSON.
    pub career: Vec<u8>,
    /// When the career last changed on Blizzard's side, in seconds since 1970.
    pub last_updated_blizzard: Option<i64>,
    /// The version of the parser that wrote `career`.
    pub data_version: i16,
}
