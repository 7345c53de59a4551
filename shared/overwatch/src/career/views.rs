//! The parts of a career that answers are made of.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{Career, Category, StatValue, Stats};
use crate::{ByGamemode, ByPlatform, Gamemode, HeroKey, Platform};

/// Career statistics by hero, and of all heroes together under `all-heroes`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CareerStats, value_type = BTreeMap<HeroKey, Vec<Category>>)]
#[serde(transparent)]
pub struct StatsView<'a>(BTreeMap<&'a HeroKey, &'a [Category]>);

/// The values of career statistics by hero, and of all heroes together under `all-heroes`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = PlayerCareerStats)]
#[serde(transparent)]
pub struct ValuesView<'a>(BTreeMap<&'a HeroKey, HeroValues<'a>>);

/// The values of one hero's statistics, by category and statistic.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
#[schema(as = HeroPlayerCareerStats, value_type = BTreeMap<String, CategoryValues>)]
#[serde(transparent)]
pub struct HeroValues<'a>(BTreeMap<&'a str, BTreeMap<&'a str, &'a StatValue>>);

/// The values of one category's statistics.
#[derive(ToSchema)]
pub struct CategoryValues(pub BTreeMap<String, StatValue>);

impl Stats {
    /// The heroes there are statistics of, each as often as there are.
    pub fn heroes(&self) -> impl Iterator<Item = &HeroKey> {
        let platforms = [&self.pc, &self.console].into_iter().flatten();
        let gamemodes =
            platforms.flat_map(|stats| [&stats.quickplay, &stats.competitive]).flatten();
        gamemodes.flat_map(|stats| stats.career_stats.keys())
    }
}

impl Career {
    /// The career with the statistics of only that platform and gamemode; `None` means all.
    #[must_use]
    pub fn filtered(mut self, platform: Option<Platform>, gamemode: Option<Gamemode>) -> Self {
        let platform_passes = |other| platform.is_none_or(|platform| platform == other);
        let gamemode_passes = |other| gamemode.is_none_or(|gamemode| gamemode == other);
        let of_gamemode = |stats: ByGamemode<_>| ByGamemode {
            quickplay: stats.quickplay.filter(|_| gamemode_passes(Gamemode::Quickplay)),
            competitive: stats.competitive.filter(|_| gamemode_passes(Gamemode::Competitive)),
        };
        self.stats = self.stats.map(|stats| ByPlatform {
            pc: stats.pc.filter(|_| platform_passes(Platform::Pc)).map(of_gamemode),
            console: stats.console.filter(|_| platform_passes(Platform::Console)).map(of_gamemode),
        });
        self
    }

    /// The career statistics of one gamemode, of all heroes or one.
    ///
    /// Without a platform, the first of PC and console that has any data counts. Empty when there
    /// is nothing of that kind.
    #[must_use]
    pub fn stats_of<'a>(
        &'a self,
        gamemode: Gamemode,
        platform: Option<Platform>,
        hero: Option<&HeroKey>,
    ) -> StatsView<'a> {
        let of_platform = |stats: &'a Stats| match platform {
            Some(platform) => stats.get(platform),
            None => stats.pc.as_ref().or(stats.console.as_ref()),
        };
        let stats = self.stats.as_ref().and_then(of_platform).and_then(|stats| stats.get(gamemode));
        let of_heroes = stats
            .into_iter()
            .flat_map(|stats| &stats.career_stats)
            .filter(|(key, _)| hero.is_none_or(|hero| hero == *key))
            .map(|(key, categories)| (key, categories.as_slice()));
        StatsView(of_heroes.collect())
    }
}

impl<'a> StatsView<'a> {
    /// The statistics without their labels; of values with the same key the last counts.
    #[must_use]
    pub fn values(&self) -> ValuesView<'a> {
        let of_hero = |(&hero, &categories): (&&'a HeroKey, &&'a [Category])| {
            (hero, HeroValues::of(categories))
        };
        ValuesView(self.0.iter().map(of_hero).collect())
    }
}

impl<'a> HeroValues<'a> {
    fn of(categories: &'a [Category]) -> Self {
        let mut values = Self::default();
        for category in categories {
            let stats = category.stats.iter().map(|stat| (stat.key.as_str(), &stat.value));
            values.0.entry(&category.category).or_default().extend(stats);
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::career;

    /// A career with quick play on the console: one hero, one category, one key twice.
    fn console_career() -> Career {
        let page = r#"<main><blz-section class="Profile-masthead">
            <h1 class="Profile-player--name">Name</h1></blz-section>
            <div class="controller-view Profile-view"><blz-section>
            <div class="quickPlay-view"><select></select></div></blz-section>
            <blz-section class="stats quickPlay-view">
            <select><option value="1" option-id="Ana"></option></select>
            <span class="stats-container option-1"><div class="category"><div class="content">
            <div class="header"><p>Combat</p></div>
            <div class="stat-item"><p class="name">Death</p><p class="value">1</p></div>
            <div class="stat-item"><p class="name">Deaths</p><p class="value">2</p></div>
            </div></div></span></blz-section></div></main>"#;
        career::parse(page).unwrap()
    }

    #[test]
    fn the_platform_with_data_is_taken() {
        let career = console_career();
        let count = |gamemode, platform| career.stats_of(gamemode, platform, None).0.len();
        assert_eq!(count(Gamemode::Quickplay, None), 1);
        assert_eq!(count(Gamemode::Quickplay, Some(Platform::Console)), 1);
        assert_eq!(count(Gamemode::Quickplay, Some(Platform::Pc)), 0);
        assert_eq!(count(Gamemode::Competitive, None), 0);
    }

    #[test]
    fn one_hero_can_be_asked_for() {
        let career = console_career();
        let count = |hero: &str| {
            career.stats_of(Gamemode::Quickplay, None, Some(&hero.parse().unwrap())).0.len()
        };
        assert_eq!((count("ana"), count("ashe")), (1, 0));
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let career = console_career();
        let values = career.stats_of(Gamemode::Quickplay, None, None).values();
        let json = serde_json::to_string(&values).unwrap();
        assert_eq!(json, r#"{"ana":{"combat":{"deaths":2}}}"#);
    }

    #[test]
    fn filters_leave_the_rest_empty() {
        let filtered = |platform, gamemode| {
            console_career().filtered(platform, gamemode).stats.unwrap().console
        };
        assert!(filtered(None, None).unwrap().quickplay.is_some());
        assert!(filtered(None, Some(Gamemode::Competitive)).unwrap().quickplay.is_none());
        assert!(filtered(Some(Platform::Pc), None).is_none());
    }
}
