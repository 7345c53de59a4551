//! The parts of a career that answers are made of.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{CareerStats, Category, StatValue, Stats};
use crate::{ByGamemode, ByPlatform, Gamemode, HeroKey, Platform};

/// Career statistics by hero, and of all heroes together under `all-heroes`.
#[derive(ToSchema)]
#[schema(as = CareerStats, value_type = BTreeMap<HeroKey, Vec<Category>>)]
pub struct StatsView(pub CareerStats);

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

impl<T> ByPlatform<ByGamemode<T>> {
    /// Only what there is of that platform and gamemode; `None` means all.
    #[must_use]
    pub fn filtered(self, platform: Option<Platform>, gamemode: Option<Gamemode>) -> Self {
        let platform_passes = |other| platform.is_none_or(|platform| platform == other);
        let gamemode_passes = |other| gamemode.is_none_or(|gamemode| gamemode == other);
        let of_gamemode = |stats: ByGamemode<_>| ByGamemode {
            quickplay: stats.quickplay.filter(|_| gamemode_passes(Gamemode::Quickplay)),
            competitive: stats.competitive.filter(|_| gamemode_passes(Gamemode::Competitive)),
        };
        Self {
            pc: self.pc.filter(|_| platform_passes(Platform::Pc)).map(of_gamemode),
            console: self.console.filter(|_| platform_passes(Platform::Console)).map(of_gamemode),
        }
    }

    /// The one of a gamemode. Without a platform, the first of PC and console that has any data counts.
    #[must_use]
    pub fn of(&self, gamemode: Gamemode, platform: Option<Platform>) -> Option<&T> {
        let stats = match platform {
            Some(platform) => self.get(platform),
            None => self.pc.as_ref().or(self.console.as_ref()),
        };
        stats?.get(gamemode)
    }
}

impl<'a> ValuesView<'a> {
    /// The values of statistics; of those with the same key the last counts.
    #[must_use]
    pub fn of(stats: &'a CareerStats) -> Self {
        Self(stats.iter().map(|(hero, categories)| (hero, HeroValues::of(categories))).collect())
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
    use crate::career::{self, Career};

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
        let stats = console_career().stats.unwrap();
        let is_there = |gamemode, platform| stats.of(gamemode, platform).is_some();
        assert!(is_there(Gamemode::Quickplay, None));
        assert!(is_there(Gamemode::Quickplay, Some(Platform::Console)));
        assert!(!is_there(Gamemode::Quickplay, Some(Platform::Pc)));
        assert!(!is_there(Gamemode::Competitive, None));
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let stats = console_career().stats.unwrap();
        let values = ValuesView::of(&stats.of(Gamemode::Quickplay, None).unwrap().career_stats);
        let json = serde_json::to_string(&values).unwrap();
        assert_eq!(json, r#"{"ana":{"combat":{"deaths":2}}}"#);
    }

    #[test]
    fn filters_leave_the_rest_empty() {
        let filtered = |platform, gamemode| {
            console_career().stats.unwrap().filtered(platform, gamemode).console
        };
        assert!(filtered(None, None).unwrap().quickplay.is_some());
        assert!(filtered(None, Some(Gamemode::Competitive)).unwrap().quickplay.is_none());
        assert!(filtered(Some(Platform::Pc), None).is_none());
    }
}
