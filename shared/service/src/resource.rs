//! What the cache knows of a resource: its name, how long it is fresh, and what is stored of it.

use std::{fmt, time::Duration};

use blizzard::RatesQuery;
use overwatch::{HeroKey, Locale, PlayerId};
use serde::{Deserialize, Serialize};
use storage::Lease;

use crate::freshness::Freshness;

/// How long a refresh, or a first fetch behind a response, may take. A crashed one blocks the next for
/// at most this.
pub const REFRESH_LEASE: Duration = Duration::from_mins(5);

/// How long a resource is fresh, and when it is refreshed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// From this age on it is stale.
    pub stale_after: Duration,
    /// From this age on a request asks for a refresh behind its response.
    pub refresh_ahead: Duration,
}

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

/// What came of storing something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It is stored.
    Stored,
    /// What is stored already is better: what was fetched shows less.
    Kept,
    /// The lease was lost: somebody else has it, or it was ended.
    LeaseLost,
}

/// The name of a resource in storage, the queue, the leases and the log. As JSON it is part of the queue's
/// messages, which processes of another version may read: a variant may be added, none changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Key {
    /// A player.
    Player(PlayerId),
    /// The list of heroes.
    Heroes(Locale),
    /// A hero's page.
    Hero(HeroKey, Locale),
    /// The roles.
    Roles(Locale),
    /// How often heroes are picked, and win.
    HeroRates(RatesQuery),
    /// What rates can be asked for, by the rates page.
    RateFilters,
    /// Players of exactly that name.
    Search(String),
}

impl Key {
    /// What the log may say of it: no player and no name.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Player(_) => "player",
            Self::Heroes(_) => "heroes",
            Self::Hero(..) => "hero",
            Self::Roles(_) => "roles",
            Self::HeroRates(_) => "rates",
            Self::RateFilters => "rate-filters",
            Self::Search(_) => "search",
        }
    }

    /// Its lease, for that owner.
    #[must_use]
    pub fn lease(&self, owner: storage::Owner) -> Lease {
        Lease { key: self.to_string(), owner }
    }
}

/// The key in storage.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Player(id) => write!(f, "player:{id}"),
            Self::Heroes(locale) => write!(f, "heroes:{locale}"),
            Self::Hero(key, locale) => write!(f, "hero:{key}:{locale}"),
            Self::Roles(locale) => write!(f, "roles:{locale}"),
            Self::HeroRates(query) => write!(f, "rates:{query}"),
            Self::RateFilters => f.write_str("rate-filters"),
            Self::Search(name) => write!(f, "search:{name}"),
        }
    }
}
