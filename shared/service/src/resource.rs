//! What the cache knows of a resource.

use std::time::Duration;

use crate::{freshness::Freshness, resources::Key};

/// How long a refresh, or a first fetch behind a response, may take. A crashed one blocks the next for
/// at most this.
pub const REFRESH_LEASE: Duration = Duration::from_mins(5);

/// What is stored, or was just fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<Value> {
    /// What a response is made of.
    pub value: Value,
    /// The name of what is stored, under which it is refreshed.
    pub key: Key,
    /// How fresh it is.
    pub freshness: Freshness,
    /// When it last changed on Blizzard's side, in seconds since 1970.
    pub last_modified: Option<i64>,
    /// Whether it is time for a refresh.
    pub is_due: bool,
    /// Whether it lacks what failed when it was fetched.
    pub is_incomplete: bool,
    /// Whether somebody refreshes it.
    pub is_leased: bool,
    /// Whether it is to be noted that a client asks for it.
    pub note: Note,
}

/// Whether it is to be noted that a client asks for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// It is not noted yet today.
    Due,
    /// It is noted, or of no interest.
    Needless,
}

impl<Value> Entry<Value> {
    /// What was just fetched.
    pub(crate) fn new(key: Key, value: Value, stale_after: Duration) -> Self {
        Self {
            value,
            key,
            freshness: Freshness::new(stale_after),
            last_modified: None,
            is_due: false,
            is_incomplete: false,
            is_leased: false,
            note: Note::Needless,
        }
    }
}

/// What fetching something again came to.
pub enum Refreshed<T> {
    /// It is to be stored.
    New(T),
    /// Blizzard says that it has not changed.
    Unchanged,
    /// It is not stored any more.
    Gone,
}
