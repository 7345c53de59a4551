//! What was played between two times.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use strum::VariantArray;
use utoipa::ToSchema;

use super::{Counters, RankedRole, ShortRank, Snapshot, Version};
use crate::{Gamemode, HeroKey, Platform, counters::Scores};

/// What was played between two times, and how the ranks moved.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = PlayerDiff)]
pub struct Diff {
    /// What was asked for, in seconds since 1970.
    pub since: i64,
    /// With fewer than two there is nothing to compare, and everything else is empty.
    pub snapshots_compared: usize,
    /// When the first of them was taken, in seconds since 1970.
    #[schema(required = true)]
    pub compared_from: Option<i64>,
    /// When the last of them was taken, in seconds since 1970.
    #[schema(required = true)]
    pub compared_to: Option<i64>,
    /// The ranks that moved.
    pub ranks: Vec<RankDiff>,
    /// The heroes that were played.
    pub heroes: Vec<HeroDiff>,
    /// All heroes together.
    pub totals: Totals,
    /// Where Blizzard began to count anew.
    pub resets: Vec<Reset>,
}

/// A rank that moved.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RankDiff {
    /// Where it moved.
    pub platform: Platform,
    /// Whose it is.
    pub role: RankedRole,
    /// The rank at first; null where there was none.
    #[schema(required = true)]
    pub before: Option<ShortRank>,
    /// The rank at last; null where there is none.
    #[schema(required = true)]
    pub after: Option<ShortRank>,
}

/// What a hero was played with in between.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct HeroDiff {
    /// Where it was played.
    pub platform: Platform,
    /// How it was played.
    pub gamemode: Gamemode,
    /// The hero.
    pub hero: HeroKey,
    /// What came in between.
    #[serde(flatten)]
    pub played: Counters,
    /// Games won until then, in percent of those played; 0 without games.
    pub win_percentage_before: f64,
    /// Games won by now, in percent of those played; 0 without games.
    pub win_percentage_after: f64,
    /// Means per ten minutes of what came in between.
    #[schema(value_type = crate::stats_summary::AverageStatsSummary)]
    pub averages: Scores<f64>,
}

/// What all heroes together were played with in between.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, ToSchema)]
#[schema(as = DiffTotals)]
pub struct Totals {
    /// The sums.
    #[serde(flatten)]
    pub played: Counters,
    /// Means per ten minutes.
    #[schema(value_type = crate::stats_summary::AverageStatsSummary)]
    pub averages: Scores<f64>,
}

/// Where Blizzard began to count anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(as = CountersReset)]
pub struct Reset {
    /// The platform.
    pub platform: Platform,
    /// The gamemode, with all its heroes.
    pub gamemode: Gamemode,
}

impl Diff {
    /// What was played from the first of the versions to the last, each compared with the one before.
    ///
    /// `since` is only repeated; [`between`](super::between) finds the versions for it.
    #[must_use]
    pub fn of(since: i64, versions: &[Version]) -> Self {
        let nothing = Self {
            since,
            snapshots_compared: versions.len(),
            compared_from: None,
            compared_to: None,
            ranks: Vec::new(),
            heroes: Vec::new(),
            totals: Totals::default(),
            resets: Vec::new(),
        };
        let [first, .., last] = versions else { return nothing };

        let mut played = Played::default();
        for pair in versions.windows(2) {
            if let [before, after] = pair {
                played.add(&before.snapshot, &after.snapshot);
            }
        }
        let mut totals = Counters::default();
        for played in played.heroes.values() {
            totals += *played;
        }
        Self {
            compared_from: Some(first.taken_at),
            compared_to: Some(last.taken_at),
            ranks: moved_ranks(&first.snapshot, &last.snapshot).collect(),
            totals: Totals { played: totals, averages: totals.averages() },
            resets: played.resets.iter().copied().collect(),
            heroes: played.heroes(&first.snapshot, &last.snapshot),
            ..nothing
        }
    }
}

/// What was played from version to version.
#[derive(Default)]
struct Played<'a> {
    heroes: BTreeMap<(Platform, Gamemode, &'a HeroKey), Counters>,
    resets: BTreeSet<Reset>,
}

impl<'a> Played<'a> {
    fn add(&mut self, before: &Snapshot, after: &'a Snapshot) {
        let resets: BTreeSet<Reset> = resets(before, after).collect();
        for (platform, gamemode, heroes) in after.gamemodes() {
            let is_reset = resets.contains(&Reset { platform, gamemode });
            let before = before.heroes_of(platform, gamemode).filter(|_| !is_reset);
            for (hero, counters) in heroes {
                let before = before.and_then(|heroes| heroes.get(hero)).copied();
                let played = counters.since(before.unwrap_or_default());
                if played != Counters::default() {
                    *self.heroes.entry((platform, gamemode, hero)).or_default() += played;
                }
            }
        }
        self.resets.extend(resets);
    }

    fn heroes(self, first: &Snapshot, last: &Snapshot) -> Vec<HeroDiff> {
        let diff = |((platform, gamemode, hero), played): (_, Counters)| {
            let win_percentage =
                |at: &Snapshot| at.counters(platform, gamemode, hero).win_percentage();
            HeroDiff {
                platform,
                gamemode,
                hero: hero.clone(),
                played,
                win_percentage_before: win_percentage(first),
                win_percentage_after: win_percentage(last),
                averages: played.averages(),
            }
        };
        self.heroes.into_iter().map(diff).collect()
    }
}

/// Where a counter went back: Blizzard began to count anew.
fn resets(before: &Snapshot, after: &Snapshot) -> impl Iterator<Item = Reset> {
    before.gamemodes().filter_map(|(platform, gamemode, heroes)| {
        let now = after.heroes_of(platform, gamemode);
        let is_reset = heroes.iter().any(|(hero, before)| {
            let after = now.and_then(|heroes| heroes.get(hero));
            after.is_none_or(|after| went_back(*before, *after))
        });
        is_reset.then_some(Reset { platform, gamemode })
    })
}

/// Games won and lost do not count here: they are partly computed, and go back a little where Blizzard
/// counts a loss without a game.
fn went_back(before: Counters, after: Counters) -> bool {
    after.time_played < before.time_played
        || after.games_played < before.games_played
        || after.eliminations < before.eliminations
        || after.deaths < before.deaths
        || after.assists < before.assists
        || after.damage < before.damage
        || after.healing < before.healing
}

/// The ranks that are others at last than at first.
pub(super) fn moved_ranks(first: &Snapshot, last: &Snapshot) -> impl Iterator<Item = RankDiff> {
    let roles = Platform::VARIANTS
        .iter()
        .flat_map(|platform| RankedRole::VARIANTS.iter().map(move |role| (*platform, *role)));
    roles
        .map(|(platform, role)| RankDiff {
            platform,
            role,
            before: first.rank(platform, role).cloned(),
            after: last.rank(platform, role).cloned(),
        })
        .filter(|rank| rank.before != rank.after)
}
