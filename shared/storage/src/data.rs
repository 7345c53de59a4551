//! The types of what is the same for everybody, and of what storage says of itself.

use std::time::Duration;

use strum::{EnumString, IntoStaticStr};

use crate::Document;

/// What static data is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Category {
    /// The list of heroes, in one language.
    Heroes,
    /// One hero, in one language.
    Hero,
    /// Game modes.
    Gamemodes,
    /// Maps.
    Maps,
    /// Roles, in one language.
    Roles,
    /// Patch notes, in one language.
    PatchNotes,
}

/// Where data is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataTable {
    /// For ever: what it is about, and the version of its parser.
    StaticData(Category, i16),
    /// Until it has served its time.
    CachedAnswers,
}

/// What is stored under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredData {
    /// What it says.
    pub document: Document,
    /// Whether the parser of the version asked for has written it, or a newer one.
    pub is_current: bool,
    /// Time since it was last confirmed.
    pub age: Duration,
    /// Whether somebody refreshes it.
    pub is_leased: bool,
}

/// What the watch on Blizzard's pages saw last of one page.
#[derive(Debug, Clone, PartialEq)]
pub struct PageWatch {
    /// The page.
    pub page: String,
    /// What was seen.
    pub data: serde_json::Value,
    /// Time since then.
    pub age: Duration,
}

/// What storage holds, counted over all rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StorageStats {
    /// Player profiles.
    pub player_profiles: u64,
    /// Static data.
    pub static_data: u64,
    /// Bytes of all pages, where their length is known.
    pub html_bytes: u64,
    /// Bytes of the same pages compressed: the compression ratio is the one by the other.
    pub html_compressed_bytes: u64,
    /// Bytes of all live rows of players: pages, careers, summaries and versions as they are stored.
    pub live_player_bytes: u64,
    /// Bytes of the profiles' table with its indexes, as stored.
    pub player_profiles_bytes: u64,
    /// Ages of profiles that half, 90 % and 99 % are not older than.
    pub profile_age_p50: Duration,
    /// See `profile_age_p50`.
    pub profile_age_p90: Duration,
    /// See `profile_age_p50`.
    pub profile_age_p99: Duration,
}
