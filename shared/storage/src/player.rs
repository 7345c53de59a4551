//! The types of stored players.

use std::time::Duration;

use overwatch::{BattleTag, BlizzardId, SearchEntry, career::PRIVATE};

pub use crate::career::{CareerPart, StoredCareer};

/// A stored player, as an answer needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlayerProfile {
    /// The player.
    pub id: BlizzardId,
    /// The part that was asked for, for [`Stored::stored`]; `None` where only the page is stored.
    pub career: Option<Vec<u8>>,
    /// The version of the parser that wrote `career`.
    pub data_version: i16,
    /// When the career last changed on Blizzard's side, in seconds since 1970.
    pub last_updated_blizzard: Option<i64>,
    /// Time since the data was last confirmed with Blizzard.
    pub age: Duration,
    /// Whether somebody refreshes it.
    pub is_leased: bool,
    /// Whether the search entry is missing because Blizzard's search failed.
    pub search_failed: bool,
    /// Whether it is noted that a client asked for the player within a day.
    pub is_noted: bool,
    /// Who may see the career.
    pub visibility: Visibility,
}

/// Who may see a career, by what is known without unpacking its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Only the page says it: [`PlayerSource::is_private`].
    Unknown,
}

impl Visibility {
    pub(crate) fn of(is_public: bool) -> Self {
        if is_public { Self::Public } else { Self::Unknown }
    }
}

/// What a career was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct PlayerSource {
    /// The player.
    pub id: BlizzardId,
    /// The BattleTag that leads to the player, if one is known.
    pub battletag: Option<BattleTag>,
    /// The name without its number, if known.
    pub name: Option<String>,
    /// The career page.
    pub html: String,
    /// The player's entry in Blizzard's search.
    pub search_entry: Option<SearchEntry>,
    /// Whether the entry is missing because Blizzard's search failed.
    pub search_failed: bool,
    /// When the career last changed on Blizzard's side, in seconds since 1970.
    pub last_updated_blizzard: Option<i64>,
}

impl PlayerSource {
    /// Whether the page says that the career is private. Ranks say nothing of it: a page may show them and
    /// hide the statistics.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.html.contains(PRIVATE)
    }

    /// The same as it is known of what is stored.
    #[must_use]
    pub fn visibility(&self) -> Visibility {
        Visibility::of(!self.is_private())
    }
}

/// What the negative cache holds of an id that Blizzard did not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NegativeEntry {
    /// How often Blizzard was asked.
    pub check_count: u32,
    /// How long Blizzard will not be asked again; zero when it may be asked now.
    pub retry_after: Duration,
    /// When it may be asked again, in seconds since 1970.
    pub next_check_at: i64,
}
