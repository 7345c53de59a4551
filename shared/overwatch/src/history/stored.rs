//! Snapshots as they are kept: a chart of a year reads hundreds of them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Counters, Filter, RankedRole, ShortRank, Snapshot};
use crate::{Gamemode, HeroKey, Platform, hero::InvalidHeroKey};

/// The first byte: how the rest is written. Fields and variants have no names there, so that a change of
/// [`Snapshot`] or of what is in it needs another one.
const FORMAT: u8 = 1;

/// Bytes that are no snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a stored snapshot")]
pub struct InvalidSnapshot;

impl Snapshot {
    /// The snapshot in few bytes.
    ///
    /// # Errors
    ///
    /// Never for what a page can hold; the encoder wants it said.
    pub fn to_bytes(&self) -> Result<Vec<u8>, InvalidSnapshot> {
        postcard::to_allocvec(&(FORMAT, self)).map_err(|_| InvalidSnapshot)
    }

    /// The snapshot that these bytes are of, with the heroes that pass.
    ///
    /// # Errors
    ///
    /// When they are damaged, or of a format that we do not know.
    pub fn from_bytes(bytes: &[u8], filter: &Filter) -> Result<Self, InvalidSnapshot> {
        let [FORMAT, snapshot @ ..] = bytes else { return Err(InvalidSnapshot) };
        match postcard::take_from_bytes::<Stored<'_>>(snapshot) {
            Ok((stored, [])) => stored.snapshot(filter),
            _ => Err(InvalidSnapshot),
        }
    }
}

/// A [`Snapshot`] as its bytes have it, where a map is a list of pairs. Most heroes are not asked for, and no key
/// of theirs is copied.
#[derive(Deserialize)]
struct Stored<'a> {
    name: String,
    title: Option<String>,
    endorsement: Option<u32>,
    ranks: BTreeMap<Platform, BTreeMap<RankedRole, ShortRank>>,
    #[serde(borrow)]
    heroes: Vec<(Platform, Vec<(Gamemode, Heroes<'a>)>)>,
    seasons: BTreeMap<Platform, u32>,
}

type Heroes<'a> = Vec<(&'a str, Counters)>;

impl Stored<'_> {
    fn snapshot(self, filter: &Filter) -> Result<Snapshot, InvalidSnapshot> {
        let mut heroes: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for (platform, gamemodes) in self.heroes {
            for (gamemode, played) in gamemodes {
                let played = kept(played, |hero| filter.passes(platform, gamemode, hero))?;
                if !played.is_empty() {
                    heroes.entry(platform).or_default().insert(gamemode, played);
                }
            }
        }
        let Self { name, title, endorsement, ranks, seasons, .. } = self;
        Ok(Snapshot { name, title, endorsement, ranks, heroes, seasons })
    }
}

fn kept(
    heroes: Heroes<'_>,
    passes: impl Fn(&str) -> bool,
) -> Result<BTreeMap<HeroKey, Counters>, InvalidSnapshot> {
    let kept = heroes.into_iter().filter(|(hero, _)| passes(hero));
    let keyed = kept.map(|(hero, counters)| Ok((hero.parse()?, counters)));
    keyed.collect::<Result<_, InvalidHeroKey>>().map_err(|_| InvalidSnapshot)
}
