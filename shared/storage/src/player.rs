//! The types of stored players.

use std::time::Duration;

use overwatch::{
    BattleTag, BlizzardId, SearchEntry,
    career::{Career, PRIVATE},
    history::Snapshot,
};
use strum::IntoStaticStr;

use crate::{
    Error,
    career::{CareerValues, Stored, SummaryJson, WholeCareer},
    document::Effort,
    json,
};

/// How much of a stored career is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum CareerPart {
    /// Who the player is.
    Summary,
    /// All of it.
    Whole,
    /// The values of its statistics, without their labels.
    Values,
    /// The counters that totals and averages are computed from.
    Snapshot,
}

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

/// A career in the forms that are stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCareer {
    /// All of it, as JSON: what versions are made of.
    pub json: Vec<u8>,
    /// Its summary.
    pub summary: SummaryJson,
    /// All of it, in bytes as [`Stored::to_bytes`] makes them, as are the next ones.
    pub whole: Vec<u8>,
    /// Its values.
    pub values: Vec<u8>,
    /// Its snapshot.
    pub snapshot: Vec<u8>,
    /// The version of the parser that wrote it.
    pub data_version: i16,
    /// How hard it was compressed, and its page is to be.
    pub effort: Effort,
}

impl StoredCareer {
    /// A career that was parsed by that version of the parser.
    ///
    /// # Errors
    ///
    /// [`Error::Compress`].
    pub fn new(career: &Career, data_version: i16, effort: Effort) -> Result<Self, Error> {
        let make = || {
            Ok(Self {
                json: json::to_vec(career)?,
                summary: SummaryJson::of(career, effort)?,
                whole: WholeCareer::of(career, effort)?.to_bytes()?,
                values: CareerValues::of(career, effort)?.to_bytes()?,
                snapshot: Stored::to_bytes(&Snapshot::of(career))?,
                data_version,
                effort,
            })
        };
        make().map_err(Error::Compress)
    }

    /// The bytes of a part.
    #[must_use]
    pub fn part(&self, part: CareerPart) -> Vec<u8> {
        match part {
            CareerPart::Summary => self.summary.json().to_vec(),
            CareerPart::Whole => self.whole.clone(),
            CareerPart::Values => self.values.clone(),
            CareerPart::Snapshot => self.snapshot.clone(),
        }
    }

    /// The bytes that are stored of it.
    pub(crate) fn length(&self) -> usize {
        let Self { summary, whole, values, snapshot, .. } = self;
        summary.json().len() + whole.len() + values.len() + snapshot.len()
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
