//! Totals and averages, computed from career statistics.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use crate::{
    Gamemode, HeroKey, Platform, Role, counters::Counters, history::Snapshot, schema::described,
};

pub use crate::counters::Scores;

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

/// Sums over all games, in the documentation.
pub struct TotalStatsSummary;

impl PartialSchema for TotalStatsSummary {
    fn schema() -> RefOr<Schema> {
        described("Sums over all games.", Scores::<i64>::schema())
    }
}

impl ToSchema for TotalStatsSummary {}

/// Means per ten minutes played, in the documentation.
pub struct AverageStatsSummary;

impl PartialSchema for AverageStatsSummary {
    fn schema() -> RefOr<Schema> {
        described("Means per ten minutes played.", Scores::<f64>::schema())
    }
}

impl ToSchema for AverageStatsSummary {}

/// Summarizes what was played on a platform and in a gamemode; `None` means all.
///
/// A hero without a role counts altogether but in no role.
pub fn summarize(
    snapshot: &Snapshot,
    platform: Option<Platform>,
    gamemode: Option<Gamemode>,
    role_of: impl Fn(&HeroKey) -> Option<Role>,
) -> StatsSummary {
    let mut heroes: BTreeMap<&HeroKey, Counters> = BTreeMap::new();
    for (of_platform, of_gamemode, played) in snapshot.gamemodes() {
        if platform.is_none_or(|platform| platform == of_platform)
            && gamemode.is_none_or(|gamemode| gamemode == of_gamemode)
        {
            for (hero, counters) in played {
                *heroes.entry(hero).or_default() += *counters;
            }
        }
    }
    heroes.retain(|_, counters| counters.time_played > 0);

    let mut roles: BTreeMap<Role, Counters> = BTreeMap::new();
    let mut general = Counters::default();
    for (hero, counters) in &heroes {
        general += *counters;
        if let Some(role) = role_of(hero) {
            *roles.entry(role).or_default() += *counters;
        }
    }
    StatsSummary {
        general: (!heroes.is_empty()).then(|| figures(general)),
        roles: roles.into_iter().map(|(role, counters)| (role, figures(counters))).collect(),
        heroes: heroes
            .into_iter()
            .map(|(hero, counters)| (hero.clone(), figures(counters)))
            .collect(),
    }
}

fn figures(counters: Counters) -> Figures {
    Figures {
        games_played: counters.games_played,
        games_won: counters.games_won,
        games_lost: counters.games_lost,
        time_played: counters.time_played,
        winrate: counters.win_percentage(),
        kda: counters.kda(),
        total: counters.scores(),
        average: counters.averages(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        career::{Category, Stat, StatValue},
        hero::role_of,
    };

    type Hero = (HeroKey, Counters);

    fn hero(name: &str, values: &[(&str, i64)]) -> Hero {
        let stat = |&(key, value): &(&str, i64)| Stat {
            key: key.to_owned(),
            label: key.to_owned(),
            value: StatValue::Integer(value),
        };
        let stats = values.iter().map(stat).collect();
        let category = Category { category: "game".to_owned(), label: "Game".to_owned(), stats };
        (name.parse().unwrap(), Counters::of(&[category]))
    }

    fn played<const N: usize>(gamemodes: [(Gamemode, Vec<Hero>); N]) -> Snapshot {
        let gamemodes =
            gamemodes.map(|(gamemode, heroes)| (gamemode, heroes.into_iter().collect()));
        let heroes = [(Platform::Pc, gamemodes.into())].into();
        Snapshot { heroes, ..Snapshot::default() }
    }

    fn quickplay<const N: usize>(heroes: [Hero; N]) -> Snapshot {
        played([(Gamemode::Quickplay, heroes.into())])
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
    fn losses_of_one_gamemode_take_no_win_from_another() {
        let stats = |played, lost| {
            let values = [("time_played", 600), ("games_played", played), ("games_lost", lost)];
            vec![hero("ana", &values)]
        };
        let stats =
            played([(Gamemode::Quickplay, stats(10, 4)), (Gamemode::Competitive, stats(3, 5))]);
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
}
