//! Snapshots as an answer.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{Counters, RankedRole, ShortRank, Snapshot, Version};
use crate::{Gamemode, HeroKey, Platform};

/// What is wanted of each snapshot; `None` means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of one platform: heroes, ranks and seasons.
    pub platform: Option<Platform>,
    /// Of one gamemode: heroes.
    pub gamemode: Option<Gamemode>,
    /// One hero.
    pub hero: Option<HeroKey>,
}

/// What a player was at several times.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = PlayerHistory)]
pub struct History<'a> {
    /// The newest first.
    pub snapshots: Vec<HistoryEntry<'a>>,
}

/// What a player was at one time.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = PlayerSnapshot)]
pub struct HistoryEntry<'a> {
    /// When Blizzard was asked, in seconds since 1970.
    pub taken_at: i64,
    /// When the career last changed on Blizzard's side, in seconds since 1970.
    #[schema(required = true)]
    pub last_updated_blizzard: Option<i64>,
    /// What was there then.
    pub data: SnapshotData<'a>,
}

/// What was there at one time. What there was not is absent.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = PlayerSnapshotData)]
pub struct SnapshotData<'a> {
    /// The level of the endorsement.
    #[schema(required = true)]
    pub endorsement: Option<u32>,
    /// The ranks, by platform and role.
    #[schema(value_type = BTreeMap<Platform, PlayerSnapshotRanks>)]
    pub competitive: BTreeMap<Platform, &'a BTreeMap<RankedRole, ShortRank>>,
    /// What each hero was played with so far, by platform and gamemode.
    #[schema(value_type = BTreeMap<Platform, PlayerSnapshotGamemodes>)]
    pub heroes: BTreeMap<Platform, BTreeMap<Gamemode, BTreeMap<&'a HeroKey, HeroSnapshot>>>,
    /// The last season played, by platform.
    pub seasons: BTreeMap<Platform, u32>,
}

/// The ranks of one platform, by role.
#[derive(ToSchema)]
pub struct PlayerSnapshotRanks(pub BTreeMap<RankedRole, ShortRank>);

/// What each hero was played with so far on one platform, by gamemode.
#[derive(ToSchema)]
pub struct PlayerSnapshotGamemodes(pub BTreeMap<Gamemode, PlayerSnapshotHeroes>);

/// What each hero was played with so far on one platform in one gamemode.
#[derive(ToSchema)]
pub struct PlayerSnapshotHeroes(pub BTreeMap<HeroKey, HeroSnapshot>);

/// What a hero was played with so far.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct HeroSnapshot {
    /// The sums.
    #[serde(flatten)]
    pub counters: Counters,
    /// Games won, in percent of those played; 0 without games.
    pub win_percentage: f64,
}

impl From<Counters> for HeroSnapshot {
    fn from(counters: Counters) -> Self {
        Self { counters, win_percentage: counters.win_percentage() }
    }
}

impl<'a> HistoryEntry<'a> {
    /// What of a version passes the filter, also if nothing does.
    #[must_use]
    pub fn of(version: &'a Version, filter: &Filter) -> Self {
        Self {
            taken_at: version.taken_at,
            last_updated_blizzard: version.last_updated_blizzard,
            data: SnapshotData::of(&version.snapshot, filter),
        }
    }
}

impl<'a> SnapshotData<'a> {
    /// What of a snapshot passes the filter.
    #[must_use]
    pub fn of(snapshot: &'a Snapshot, filter: &Filter) -> Self {
        let mut heroes: BTreeMap<_, BTreeMap<_, BTreeMap<_, _>>> = BTreeMap::new();
        for (platform, gamemode, hero, counters) in filter.heroes(snapshot) {
            let gamemodes = heroes.entry(platform).or_default();
            gamemodes.entry(gamemode).or_default().insert(hero, counters.into());
        }
        let competitive = snapshot.ranks.iter().map(|(platform, ranks)| (*platform, ranks));
        let seasons = snapshot.seasons.iter().map(|(platform, season)| (*platform, *season));
        Self {
            endorsement: snapshot.endorsement,
            competitive: competitive.filter(|(platform, _)| filter.has(*platform)).collect(),
            heroes,
            seasons: seasons.filter(|(platform, _)| filter.has(*platform)).collect(),
        }
    }
}

impl Filter {
    fn has(&self, platform: Platform) -> bool {
        self.platform.is_none_or(|wanted| wanted == platform)
    }

    /// The heroes that pass.
    pub fn heroes<'a>(
        &self,
        snapshot: &'a Snapshot,
    ) -> impl Iterator<Item = (Platform, Gamemode, &'a HeroKey, Counters)> {
        snapshot
            .gamemodes()
            .flat_map(|(platform, gamemode, heroes)| {
                heroes.iter().map(move |(hero, counters)| (platform, gamemode, hero, *counters))
            })
            .filter(|(platform, gamemode, hero, _)| {
                self.passes(*platform, *gamemode, hero.as_str())
            })
    }

    /// Whether a hero passes.
    pub(super) fn passes(&self, platform: Platform, gamemode: Gamemode, hero: &str) -> bool {
        self.has(platform)
            && self.gamemode.is_none_or(|wanted| wanted == gamemode)
            && self.hero.as_ref().is_none_or(|wanted| wanted.as_str() == hero)
    }
}
