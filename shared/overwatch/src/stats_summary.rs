//! Totals and averages, computed from career statistics.

use std::{collections::BTreeMap, ops::AddAssign};

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Gamemode, HeroKey, Platform, Role,
    career::{ALL_HEROES, Category, GamemodeStats, Stats},
};

/// What a player achieved: by hero, by role, and altogether. Empty without any time played.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
#[schema(as = PlayerStatsSummary)]
pub struct StatsSummary {
    /// All heroes together.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Figures, required = false)]
    pub general: Option<Figures>,
    /// The roles whose heroes were played.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = PlayerRolesStats)]
    pub roles: BTreeMap<Role, Figures>,
    /// The heroes that were played.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = PlayerHeroesStats)]
    pub heroes: BTreeMap<HeroKey, Figures>,
}

/// The figures of a hero, a role, or all of them.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = StatsSummary)]
pub struct Figures {
    /// Won or lost.
    pub games_played: i64,
    /// Played and not lost.
    pub games_won: i64,
    /// Lost.
    pub games_lost: i64,
    /// In seconds.
    pub time_played: i64,
    /// Games won, in percent of those played.
    pub winrate: f64,
    /// Eliminations and assists per death; 0 without deaths.
    pub kda: f64,
    /// Sums.
    #[schema(value_type = TotalStatsSummary)]
    pub total: Scores<i64>,
    /// Means per ten minutes.
    #[schema(value_type = AverageStatsSummary)]
    pub average: Scores<f64>,
}

/// Figures by role; a role that was not played is absent.
#[derive(ToSchema)]
pub struct PlayerRolesStats(pub BTreeMap<String, Figures>);

/// Figures by hero; a hero that was not played is absent.
#[derive(ToSchema)]
pub struct PlayerHeroesStats(pub BTreeMap<HeroKey, Figures>);

/// What is scored in a game.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, ToSchema)]
pub struct Scores<T> {
    /// Enemies eliminated.
    pub eliminations: T,
    /// Offensive assists.
    pub assists: T,
    /// Own deaths.
    pub deaths: T,
    /// Damage done, to heroes and to everything else.
    pub damage: T,
    /// Healing done.
    pub healing: T,
}

/// Sums over all games.
#[derive(ToSchema)]
pub struct TotalStatsSummary(#[schema(inline)] pub Scores<i64>);

/// Means per ten minutes played.
#[derive(ToSchema)]
pub struct AverageStatsSummary(#[schema(inline)] pub Scores<f64>);

/// Summarizes the statistics of a platform and gamemode; `None` means all.
///
/// A hero without a role counts altogether but in no role.
pub fn summarize(
    stats: &Stats,
    platform: Option<Platform>,
    gamemode: Option<Gamemode>,
    role_of: impl Fn(&HeroKey) -> Option<Role>,
) -> StatsSummary {
    let mut heroes: BTreeMap<&HeroKey, Sums> = BTreeMap::new();
    for stats in chosen(stats, platform, gamemode) {
        for (hero, categories) in &stats.career_stats {
            if hero.as_str() != ALL_HEROES {
                *heroes.entry(hero).or_default() += Sums::of(categories);
            }
        }
    }
    heroes.retain(|_, sums| sums.time_played > 0);

    let mut roles: BTreeMap<Role, Sums> = BTreeMap::new();
    let mut general = Sums::default();
    for (hero, sums) in &heroes {
        general += *sums;
        if let Some(role) = role_of(hero) {
            *roles.entry(role).or_default() += *sums;
        }
    }
    StatsSummary {
        general: (!heroes.is_empty()).then(|| general.figures()),
        roles: roles.into_iter().map(|(role, sums)| (role, sums.figures())).collect(),
        heroes: heroes.into_iter().map(|(hero, sums)| (hero.clone(), sums.figures())).collect(),
    }
}

fn chosen(
    stats: &Stats,
    platform: Option<Platform>,
    gamemode: Option<Gamemode>,
) -> impl Iterator<Item = &GamemodeStats> {
    let platforms = [Platform::Pc, Platform::Console];
    let gamemodes = [Gamemode::Quickplay, Gamemode::Competitive];
    platforms
        .into_iter()
        .filter(move |other| platform.is_none_or(|platform| platform == *other))
        .filter_map(|platform| stats.get(platform))
        .flat_map(move |stats| {
            gamemodes
                .into_iter()
                .filter(move |other| gamemode.is_none_or(|gamemode| gamemode == *other))
                .filter_map(|gamemode| stats.get(gamemode))
        })
}

/// What is added up.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    games_played: i64,
    games_won: i64,
    games_lost: i64,
    time_played: i64,
    total: Scores<i64>,
}

impl Sums {
    /// One hero's sums on one platform in one gamemode.
    fn of(categories: &[Category]) -> Self {
        let value = |key| first_value(categories, key).unwrap_or(0);
        let games_played = value("games_played");
        let games_lost = plausible_losses(value("games_lost"), games_played);
        Self {
            games_played,
            // Blizzard sometimes counts more losses than games in one gamemode, which take no win
            // from another.
            games_won: games_played.saturating_sub(games_lost).max(0),
            games_lost,
            time_played: value("time_played"),
            total: Scores {
                eliminations: value("eliminations"),
                assists: value("offensive_assists"),
                deaths: value("deaths"),
                damage: value("all_damage_done"),
                healing: value("healing_done"),
            },
        }
    }

    fn figures(self) -> Figures {
        let Self { games_played, games_won, games_lost, time_played, total } = self;
        let per_10_min = |total| rounded(ratio(total, time_played) * 600.0);
        Figures {
            games_played,
            games_won,
            games_lost,
            time_played,
            winrate: rounded(ratio(games_won, games_played) * 100.0),
            kda: rounded(ratio(total.eliminations.saturating_add(total.assists), total.deaths)),
            total,
            average: Scores {
                eliminations: per_10_min(total.eliminations),
                assists: per_10_min(total.assists),
                deaths: per_10_min(total.deaths),
                damage: per_10_min(total.damage),
                healing: per_10_min(total.healing),
            },
        }
    }
}

// Saturating, for a page may claim anything.
impl AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        let add = |sum: &mut i64, value| *sum = sum.saturating_add(value);
        add(&mut self.games_played, other.games_played);
        add(&mut self.games_won, other.games_won);
        add(&mut self.games_lost, other.games_lost);
        add(&mut self.time_played, other.time_played);
        add(&mut self.total.eliminations, other.total.eliminations);
        add(&mut self.total.assists, other.total.assists);
        add(&mut self.total.deaths, other.total.deaths);
        add(&mut self.total.damage, other.total.damage);
        add(&mut self.total.healing, other.total.healing);
    }
}

/// The first value of that key, whatever its category.
fn first_value(categories: &[Category], key: &str) -> Option<i64> {
    let mut stats = categories.iter().flat_map(|category| &category.stats);
    stats.find(|stat| stat.key == key)?.value.as_integer()
}

/// Games lost. Blizzard sometimes counts below zero; then half of the games is our best guess.
fn plausible_losses(lost: i64, played: i64) -> i64 {
    if lost >= 0 {
        return lost;
    }
    // Half of an odd number goes to the even neighbour.
    let half = played.div_euclid(2);
    if played % 2 != 0 && half % 2 != 0 { half.saturating_add(1) } else { half }
}

/// 0 when there is nothing to divide by.
#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, far beyond any player")]
fn ratio(value: i64, by: i64) -> f64 {
    if by == 0 { 0.0 } else { value as f64 / by as f64 }
}

/// Rounded to two decimals by the exact value of the double, half to even: as text formatting does.
fn rounded(value: f64) -> f64 {
    format!("{value:.2}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ByGamemode, ByPlatform,
        career::{Stat, StatValue},
        hero::role_of,
    };

    fn hero(name: &str, values: &[(&str, i64)]) -> (HeroKey, Vec<Category>) {
        let stat = |&(key, value): &(&str, i64)| Stat {
            key: key.to_owned(),
            label: key.to_owned(),
            value: StatValue::Integer(value),
        };
        let stats = values.iter().map(stat).collect();
        let category = Category { category: "game".to_owned(), label: "Game".to_owned(), stats };
        (name.parse().unwrap(), vec![category])
    }

    fn quickplay<const N: usize>(heroes: [(HeroKey, Vec<Category>); N]) -> Stats {
        let stats = GamemodeStats {
            heroes_comparisons: BTreeMap::new(),
            career_stats: heroes.into_iter().collect(),
        };
        let pc = ByGamemode { quickplay: Some(stats), competitive: None };
        ByPlatform { pc: Some(pc), console: None }
    }

    #[test]
    fn nothing_played_is_an_empty_object() {
        let summary =
            summarize(&quickplay([hero("ana", &[("time_played", 0)])]), None, None, role_of);
        assert_eq!(serde_json::to_string(&summary).unwrap(), "{}");
    }

    #[test]
    fn heroes_add_up_to_roles_and_roles_to_everything() {
        let stats = quickplay([
            hero("all-heroes", &[("time_played", 999)]),
            hero("ana", &[("time_played", 60), ("games_played", 3), ("deaths", 2)]),
            hero("kiriko", &[("time_played", 30), ("games_played", 1), ("eliminations", 3)]),
            hero("newcomer", &[("time_played", 10)]),
        ]);
        let summary = summarize(&stats, None, None, role_of);
        let support = &summary.roles[&Role::Support];
        assert_eq!((support.time_played, support.games_played), (90, 4));
        assert_eq!((support.kda, support.average.deaths), (1.5, 13.33));
        assert_eq!(summary.heroes.len(), 3);
        assert_eq!(summary.general.unwrap().time_played, 100);
        assert!(summarize(&stats, Some(Platform::Console), None, role_of).general.is_none());
    }

    #[test]
    fn the_first_of_equal_keys_counts() {
        let stats = quickplay([hero("ana", &[("time_played", 9), ("deaths", 1), ("deaths", 5)])]);
        assert_eq!(summarize(&stats, None, None, role_of).general.unwrap().total.deaths, 1);
    }

    #[test]
    fn losses_below_zero_are_half_of_the_games() {
        for (played, lost) in [(4, 2), (5, 2), (7, 4), (1, 0), (3, 2), (0, 0)] {
            assert_eq!(plausible_losses(-1, played), lost, "{played}");
        }
        assert_eq!(plausible_losses(3, 1), 3);
    }

    #[test]
    fn losses_of_one_gamemode_take_no_win_from_another() {
        let stats = |played, lost| {
            let values = [("time_played", 600), ("games_played", played), ("games_lost", lost)];
            quickplay([hero("ana", &values)]).pc.unwrap().quickplay
        };
        let pc = ByGamemode { quickplay: stats(10, 4), competitive: stats(3, 5) };
        let stats = ByPlatform { pc: Some(pc), console: None };
        let general = summarize(&stats, None, None, role_of).general.unwrap();
        assert_eq!((general.games_played, general.games_lost, general.games_won), (13, 9, 6));
        assert!((general.winrate - 46.15).abs() < f64::EPSILON);
    }

    #[test]
    fn absurd_numbers_do_not_overflow() {
        let absurd = [i64::MIN, i64::MAX];
        for (played, lost) in absurd.into_iter().flat_map(|a| absurd.map(|b| (a, b))) {
            let values = |time| {
                [
                    ("games_played", played),
                    ("games_lost", lost),
                    ("time_played", time),
                    ("deaths", lost),
                ]
            };
            let stats = quickplay([hero("ana", &values(i64::MAX)), hero("ashe", &values(1))]);
            assert!(summarize(&stats, None, None, role_of).general.is_some());
        }
    }

    #[test]
    fn rounding_is_by_the_exact_double() {
        assert_eq!((rounded(0.125), rounded(2.675), rounded(0.375)), (0.12, 2.67, 0.38));
    }
}
