//! How long each kind of data counts as fresh, for storage, headers and documentation alike.

use std::{cmp::Reverse, time::Duration};

/// A player profile.
pub const PLAYER_PROFILE: Duration = Duration::from_hours(1);
/// What Blizzard's player search answered.
pub const PLAYER_SEARCH: Duration = Duration::from_mins(10);
/// Heroes, roles, game modes and maps.
pub const STATIC_DATA: Duration = Duration::from_hours(24);
/// Hero statistics.
pub const HERO_STATS: Duration = Duration::from_hours(1);
/// Patch notes.
pub const PATCH_NOTES: Duration = Duration::from_hours(1);
/// The documentation of this API.
pub const DOCUMENTATION: Duration = Duration::from_hours(24);
/// How the product is.
pub const STATUS: Duration = Duration::from_mins(1);
/// That all is well.
pub const HEALTH: Duration = Duration::from_secs(1);
/// A list that lacks what is being fetched.
pub const INCOMPLETE: Duration = Duration::from_mins(1);
/// Cached answers, and the check counts of unknown players, are kept this long.
pub const ANSWERS_KEPT: Duration = Duration::from_hours(24);

/// How fresh a response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freshness {
    /// Time since the data was last confirmed with Blizzard.
    pub age: Duration,
    /// The age at which such data is stale.
    pub stale_after: Duration,
}

impl Freshness {
    /// Fetched just now.
    #[must_use]
    pub fn new(stale_after: Duration) -> Self {
        Self { age: Duration::ZERO, stale_after }
    }

    /// Of many, the one that is stale first, or has been for longest.
    #[must_use]
    pub fn first_to_be_stale(all: impl IntoIterator<Item = Self>) -> Option<Self> {
        all.into_iter().min_by_key(|one| {
            let left = one.stale_after.saturating_sub(one.age);
            (left, Reverse(one.age.saturating_sub(one.stale_after)))
        })
    }

    /// Whether the data should not be taken for current any more.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.age >= self.stale_after
    }

    /// What is left of its time, in the whole seconds that headers count in; at least one.
    #[must_use]
    pub fn time_to_live(&self) -> Duration {
        let left = self.stale_after.as_secs().saturating_sub(self.age.as_secs());
        Duration::from_secs(left.max(1))
    }
}
