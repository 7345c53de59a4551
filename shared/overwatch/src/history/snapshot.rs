//! The little of a career that charts, differences and feeds are made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

use super::Counters;
use crate::{
    CompetitiveDivision, Gamemode, HeroKey, Platform,
    career::{ALL_HEROES, Career, GamemodeStats, Rank, Ranks},
};

/// What people have ranks for: a role, or open queue.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
    ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum RankedRole {
    /// Role queue.
    Tank,
    /// Role queue.
    Damage,
    /// Role queue.
    Support,
    /// Open queue.
    Open,
}

impl RankedRole {
    /// What people call it, within a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tank => "tank",
            Self::Damage => "damage",
            Self::Support => "support",
            Self::Open => "open queue",
        }
    }
}

/// A rank without its pictures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShortRank {
    /// How good the player is.
    pub division: CompetitiveDivision,
    /// 5 is the lowest, 1 the highest; 0 where there is none.
    pub tier: u32,
}

impl ShortRank {
    /// Those there are, by what they are for.
    #[must_use]
    pub fn by_role(ranks: &Ranks) -> BTreeMap<RankedRole, Self> {
        let roles = [
            (RankedRole::Tank, &ranks.tank),
            (RankedRole::Damage, &ranks.damage),
            (RankedRole::Support, &ranks.support),
            (RankedRole::Open, &ranks.open),
        ];
        let short = |rank: &Rank| Self { division: rank.division.clone(), tier: rank.tier };
        roles.into_iter().filter_map(|(role, rank)| Some((role, short(rank.as_ref()?)))).collect()
    }
}

/// The heroes that were played, by platform and gamemode, without the sum of them all.
pub type ByHero<T> = BTreeMap<Platform, BTreeMap<Gamemode, BTreeMap<HeroKey, T>>>;

/// The little of a career that charts, differences and feeds are made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Snapshot {
    /// The name without its number.
    pub name: String,
    /// The title under the name.
    pub title: Option<String>,
    /// The level of the endorsement.
    pub endorsement: Option<u32>,
    /// The ranks there are.
    pub ranks: BTreeMap<Platform, BTreeMap<RankedRole, ShortRank>>,
    /// What each hero was played with so far; who was never played is not there.
    pub heroes: ByHero<Counters>,
    /// The last season played.
    pub seasons: BTreeMap<Platform, u32>,
}

/// A snapshot and its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// When Blizzard was asked, in seconds since 1970.
    pub taken_at: i64,
    /// When the career last changed on Blizzard's side, in seconds since 1970.
    pub last_updated_blizzard: Option<i64>,
    /// What was there then.
    pub snapshot: Snapshot,
}

const GAMEMODES: [Gamemode; 2] = [Gamemode::Quickplay, Gamemode::Competitive];

impl Snapshot {
    /// The snapshot of a career.
    #[must_use]
    pub fn of(career: &Career) -> Self {
        let Career { summary, stats } = career;
        let ranks = |platform| summary.competitive.as_ref()?.get(platform);
        let stats = |platform, gamemode| stats.as_ref()?.get(platform)?.get(gamemode);
        let heroes = |platform| {
            let of_gamemode = |gamemode| {
                let heroes = played_heroes(stats(platform, gamemode)?);
                (!heroes.is_empty()).then_some((gamemode, heroes))
            };
            let heroes: BTreeMap<_, _> = GAMEMODES.into_iter().filter_map(of_gamemode).collect();
            (!heroes.is_empty()).then_some(heroes)
        };
        Self {
            name: summary.username.clone(),
            title: summary.title.clone(),
            endorsement: summary.endorsement.as_ref().map(|endorsement| endorsement.level),
            ranks: by_platform(|platform| {
                ranks(platform).map(ShortRank::by_role).filter(|ranks| !ranks.is_empty())
            }),
            heroes: by_platform(heroes),
            seasons: by_platform(|platform| ranks(platform)?.season),
        }
    }

    /// The gamemodes that were played.
    pub fn gamemodes(
        &self,
    ) -> impl Iterator<Item = (Platform, Gamemode, &BTreeMap<HeroKey, Counters>)> {
        self.heroes.iter().flat_map(|(platform, gamemodes)| {
            gamemodes.iter().map(|(gamemode, heroes)| (*platform, *gamemode, heroes))
        })
    }

    /// What the heroes of a gamemode were played with so far.
    pub(super) fn heroes_of(
        &self,
        platform: Platform,
        gamemode: Gamemode,
    ) -> Option<&BTreeMap<HeroKey, Counters>> {
        self.heroes.get(&platform)?.get(&gamemode)
    }

    /// What a hero was played with so far; nothing for one who is not there.
    #[must_use]
    pub fn counters(&self, platform: Platform, gamemode: Gamemode, hero: &HeroKey) -> Counters {
        let heroes = self.heroes_of(platform, gamemode);
        heroes.and_then(|heroes| heroes.get(hero)).copied().unwrap_or_default()
    }

    /// The rank of a role.
    #[must_use]
    pub fn rank(&self, platform: Platform, role: RankedRole) -> Option<&ShortRank> {
        self.ranks.get(&platform)?.get(&role)
    }

    /// The last season played, on whichever platform.
    #[must_use]
    pub fn season(&self) -> Option<u32> {
        self.seasons.values().copied().max()
    }
}

fn by_platform<T>(of: impl Fn(Platform) -> Option<T>) -> BTreeMap<Platform, T> {
    Platform::PC_FIRST.into_iter().filter_map(|platform| Some((platform, of(platform)?))).collect()
}

fn played_heroes(stats: &GamemodeStats) -> BTreeMap<HeroKey, Counters> {
    stats
        .career_stats
        .iter()
        .filter(|(hero, _)| hero.as_str() != ALL_HEROES)
        .map(|(hero, categories)| (hero.clone(), Counters::of(categories)))
        .filter(|(_, counters)| *counters != Counters::default())
        .collect()
}
