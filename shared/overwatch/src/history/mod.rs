//! What a player was and did over time, from one version of a career to the next.
//!
//! A [`Snapshot`] is the little of a version that charts, differences and feeds are made of. Versions are
//! given in the order of their time, the oldest first.
//!
//! - [`is_same_version`]: whether a career is worth keeping beside the one before.
//! - [`History`]: snapshots as an answer, and [`csv_rows`] as a table.
//! - [`Diff`]: what was played between two times.
//! - [`rank_names`]: the order of ranks.
//! - [`Period`]: the times that people ask for by name.
//! - [`changes`]: what is worth telling of a version.

mod changes;
mod csv;
mod diff;
mod ladder;
mod period;
mod same;
mod snapshot;
mod stored;
mod view;

pub use crate::counters::Counters;
pub use changes::{Change, News, changes};
pub use csv::{CSV_HEADER, csv_rows};
pub use diff::{Diff, HeroDiff, RankDiff, Reset, Totals};
pub use ladder::{TIERS, capital, rank_names};
pub use period::Period;
pub use same::is_same_version;
pub use snapshot::{ByHero, RankedRole, ShortRank, Snapshot, Version};
pub use stored::InvalidSnapshot;
pub use view::{
    Filter, HeroSnapshot, History, HistoryEntry, PlayerSnapshotGamemodes, PlayerSnapshotHeroes,
    PlayerSnapshotRanks, SnapshotData,
};

/// The versions that a time from `since` to `until` is compared by, both included: the last one before
/// `since`, or the first there is, and all that follow until `until`.
#[must_use]
pub fn between(versions: &[Version], since: i64, until: i64) -> &[Version] {
    let before = versions.partition_point(|version| version.taken_at < since);
    let end = versions.partition_point(|version| version.taken_at <= until);
    versions.get(before.saturating_sub(1)..end).unwrap_or_default()
}
