//! JSON in the form it is kept and answered in.

use std::{borrow::Cow, io};

use crate::gzip;

/// JSON in the form it is kept and answered in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// As it is.
    Json(Vec<u8>),
    /// One gzip member.
    Gzip(Vec<u8>),
}

impl Document {
    /// What stands in a column: a gzip member, or JSON, which does not begin like one.
    pub(crate) fn stored(bytes: Vec<u8>) -> Self {
        if gzip::is_member(&bytes) { Self::Gzip(bytes) } else { Self::Json(bytes) }
    }

    /// The JSON text.
    ///
    /// # Errors
    ///
    /// When the member is damaged, or larger than anything we store.
    pub fn json(&self) -> io::Result<Cow<'_, [u8]>> {
        match self {
            Self::Json(json) => Ok(Cow::Borrowed(json)),
            Self::Gzip(member) => gzip::inflate(member).map(Cow::Owned),
        }
    }

    /// The length of the JSON text in bytes; 0 where it cannot be inflated.
    #[must_use]
    pub fn length(&self) -> usize {
        match self {
            Self::Json(json) => json.len(),
            Self::Gzip(member) => gzip::length(member).unwrap_or_default(),
        }
    }
}
