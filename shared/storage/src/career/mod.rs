//! Careers in the forms in which they are stored and sent: nothing is parsed or compressed for a response.

mod cut;
mod stored;
mod write;

use std::io;

use overwatch::{
    Gamemode, HeroKey, Platform,
    career::{Career, GamemodeStats, ValuesView},
    history::{Filter, Snapshot},
};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

pub use stored::StoredCareer;

use self::{
    cut::Cut,
    write::{OfGamemodes, write_career, write_gamemode, write_stats},
};
use crate::{
    Document,
    compression::{Effort, decompress, is_zstd},
    gzip::{self, Part, Writer},
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

/// A part of a career that can be asked for.
pub trait Stored: Sized {
    /// The part.
    const PART: CareerPart;

    /// The part of a career.
    ///
    /// # Errors
    ///
    /// When it cannot be compressed.
    fn of(career: &Career, effort: Effort) -> io::Result<Self>;

    /// What [`Self::to_bytes`] made of it.
    ///
    /// # Errors
    ///
    /// When it is damaged.
    fn from_bytes(bytes: Vec<u8>) -> io::Result<Self>;

    /// The part as it is stored.
    ///
    /// # Errors
    ///
    /// Never for what a page can hold; the encoder wants it said.
    fn to_bytes(&self) -> io::Result<Vec<u8>>;

    /// What is stored of it. Releases before migration 0013 stored whole careers only, as frames of zstd.
    ///
    /// # Errors
    ///
    /// When it is damaged.
    fn stored(bytes: Vec<u8>) -> io::Result<Self> {
        if !is_zstd(&bytes) {
            return Self::from_bytes(bytes);
        }
        Self::of(&serde_json::from_slice(&decompress(&bytes)?)?, Effort::Quick)
    }
}

/// Who a player is, as JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryJson(Vec<u8>);

impl SummaryJson {
    /// The JSON.
    #[must_use]
    pub fn json(&self) -> &[u8] {
        &self.0
    }
}

impl From<SummaryJson> for Document {
    fn from(summary: SummaryJson) -> Self {
        Self::Json(summary.0)
    }
}

impl Stored for SummaryJson {
    const PART: CareerPart = CareerPart::Summary;

    fn of(career: &Career, _: Effort) -> io::Result<Self> {
        Ok(Self(json::to_vec(&career.summary)?))
    }

    fn from_bytes(bytes: Vec<u8>) -> io::Result<Self> {
        Ok(Self(bytes))
    }

    fn to_bytes(&self) -> io::Result<Vec<u8>> {
        Ok(self.0.clone())
    }
}

/// A whole career, as JSON in one gzip member.
#[derive(Debug, Clone, PartialEq)]
pub struct WholeCareer(Cut<CareerParts>);

/// Where the parts of a career lie.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct CareerParts {
    summary: Part,
    stats: Option<OfGamemodes<GamemodeParts>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct GamemodeParts {
    heroes_comparisons: Part,
    career_stats: Part,
}

impl WholeCareer {
    /// The career.
    ///
    /// # Errors
    ///
    /// When it is damaged.
    pub fn read(&self) -> io::Result<Career> {
        Ok(serde_json::from_slice(&gzip::inflate(&self.0.member)?)?)
    }

    /// The career with the statistics of only that platform and gamemode; `None` means all.
    ///
    /// # Errors
    ///
    /// When it is damaged.
    pub fn filtered(
        &self,
        platform: Option<Platform>,
        gamemode: Option<Gamemode>,
    ) -> io::Result<Document> {
        let Cut { parts, member } = &self.0;
        let stats = parts.stats.clone().map(|stats| stats.filtered(platform, gamemode));
        let mut writer = Writer::new();
        write_career(
            &mut writer,
            |writer| writer.copy(parts.summary, member),
            stats.as_ref(),
            |writer, parts| {
                write_gamemode(
                    writer,
                    |writer| writer.copy(parts.heroes_comparisons, member),
                    |writer| writer.copy(parts.career_stats, member),
                )
            },
        )?;
        Ok(Document::Gzip(writer.finish()))
    }

    /// The career statistics of one gamemode, of all heroes or one.
    ///
    /// Without a platform, the first of PC and console that has any data counts. Empty when there
    /// is nothing of that kind.
    ///
    /// # Errors
    ///
    /// When it is damaged.
    pub fn stats_of(
        &self,
        gamemode: Gamemode,
        platform: Option<Platform>,
        hero: Option<&HeroKey>,
    ) -> io::Result<Document> {
        let stats = self.0.parts.stats.as_ref().and_then(|stats| stats.of(gamemode, platform));
        self.0.by_hero(stats.map(|parts| parts.career_stats), hero)
    }
}

/// All of it.
impl From<WholeCareer> for Document {
    fn from(career: WholeCareer) -> Self {
        Self::Gzip(career.0.member)
    }
}

impl Stored for WholeCareer {
    const PART: CareerPart = CareerPart::Whole;

    fn of(career: &Career, effort: Effort) -> io::Result<Self> {
        let mut writer = Writer::new();
        let (summary, stats) = write_career(
            &mut writer,
            |writer| writer.deflate(&json::to_vec(&career.summary)?, effort),
            career.stats.as_ref(),
            |writer, stats| {
                let GamemodeStats { heroes_comparisons, career_stats } = stats;
                let (heroes_comparisons, career_stats) = write_gamemode(
                    writer,
                    |writer| writer.deflate(&json::to_vec(heroes_comparisons)?, effort),
                    |writer| writer.deflate(&json::to_vec(career_stats)?, effort),
                )?;
                Ok(GamemodeParts { heroes_comparisons, career_stats })
            },
        )?;
        Ok(Self(Cut { parts: CareerParts { summary, stats }, member: writer.finish() }))
    }

    fn from_bytes(bytes: Vec<u8>) -> io::Result<Self> {
        Cut::from_bytes(&bytes).map(Self)
    }

    fn to_bytes(&self) -> io::Result<Vec<u8>> {
        self.0.to_bytes()
    }
}

/// The values of career statistics, without their labels.
#[derive(Debug, Clone, PartialEq)]
pub struct CareerValues(Cut<Option<OfGamemodes<Part>>>);

impl CareerValues {
    /// The values of one gamemode, chosen as [`WholeCareer::stats_of`] does.
    ///
    /// # Errors
    ///
    /// When they are damaged.
    pub fn stats_of(
        &self,
        gamemode: Gamemode,
        platform: Option<Platform>,
        hero: Option<&HeroKey>,
    ) -> io::Result<Document> {
        let stats = self.0.parts.as_ref().and_then(|stats| stats.of(gamemode, platform));
        self.0.by_hero(stats.copied(), hero)
    }
}

impl Stored for CareerValues {
    const PART: CareerPart = CareerPart::Values;

    fn of(career: &Career, effort: Effort) -> io::Result<Self> {
        let mut writer = Writer::new();
        let parts = write_stats(&mut writer, career.stats.as_ref(), &mut |writer, stats| {
            writer.deflate(&json::to_vec(&ValuesView::of(&stats.career_stats))?, effort)
        })?;
        Ok(Self(Cut { parts, member: writer.finish() }))
    }

    fn from_bytes(bytes: Vec<u8>) -> io::Result<Self> {
        Cut::from_bytes(&bytes).map(Self)
    }

    fn to_bytes(&self) -> io::Result<Vec<u8>> {
        self.0.to_bytes()
    }
}

impl Stored for Snapshot {
    const PART: CareerPart = CareerPart::Snapshot;

    fn of(career: &Career, _: Effort) -> io::Result<Self> {
        Ok(Self::of(career))
    }

    fn from_bytes(bytes: Vec<u8>) -> io::Result<Self> {
        Self::from_bytes(&bytes, &Filter::default()).map_err(io::Error::other)
    }

    fn to_bytes(&self) -> io::Result<Vec<u8>> {
        Self::to_bytes(self).map_err(io::Error::other)
    }
}

/// The JSON of a whole career as it is stored.
pub(crate) fn whole_json(stored: Vec<u8>) -> io::Result<Vec<u8>> {
    if is_zstd(&stored) {
        return decompress(&stored);
    }
    gzip::inflate(&WholeCareer::from_bytes(stored)?.0.member)
}
