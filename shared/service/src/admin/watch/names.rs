//! Names on Blizzard's pages that our own tables do not have.

use std::collections::BTreeSet;

use overwatch::{
    CompetitiveDivision, HeroKey,
    career::{self, ALL_HEROES, Career, Ranks},
    hero::role_of,
    map::known_map,
    patch_notes::{PatchNote, hitpoints},
    rates::page::Filters,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Names on a page that our own tables do not have, and hit points that they have otherwise. Answers pass them through all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnknownNames {
    /// Keys of heroes.
    pub heroes: BTreeSet<String>,
    /// Divisions.
    pub divisions: BTreeSet<String>,
    /// Keys of statistics' categories.
    pub categories: BTreeSet<String>,
    /// Keys of maps.
    pub maps: BTreeSet<String>,
    /// Heroes' hit points by the patch notes, such as `mei health 275`.
    #[serde(default)]
    pub hitpoints: BTreeSet<String>,
}

impl UnknownNames {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        [&self.heroes, &self.divisions, &self.categories, &self.maps, &self.hitpoints]
            .map(BTreeSet::len)
            .iter()
            .sum()
    }

    pub(super) fn of_heroes<'a>(heroes: impl IntoIterator<Item = &'a HeroKey>) -> Self {
        let unknown = heroes
            .into_iter()
            .filter(|key| role_of(key).is_none() && key.as_str() != ALL_HEROES)
            .map(ToString::to_string);
        Self { heroes: unknown.collect(), ..Self::default() }
    }

    pub(super) fn of_filters(filters: &Filters) -> Self {
        let maps = filters.maps.iter().map(|map| map.key.to_string());
        Self {
            maps: maps.filter(|key| known_map(key).is_none()).collect(),
            divisions: unknown_divisions(
                filters.divisions.iter().filter_map(|key| key.to_string().parse().ok()),
            ),
            ..Self::default()
        }
    }

    pub(super) fn of_patch_notes(notes: &[PatchNote]) -> Self {
        let changes = hitpoints::unknown_changes(notes).into_iter();
        let hitpoints = changes.map(|it| format!("{} {} {}", it.hero, it.part, it.points));
        Self { hitpoints: hitpoints.collect(), ..Self::default() }
    }

    pub(super) fn of_career(career: &Career) -> Self {
        let platforms = career.stats.iter().flat_map(|stats| [&stats.pc, &stats.console]).flatten();
        let stats = platforms.flat_map(|stats| [&stats.quickplay, &stats.competitive]).flatten();
        let (mut heroes, mut categories) = (Vec::new(), BTreeSet::new());
        for stats in stats {
            heroes.extend(stats.career_stats.keys());
            let of_heroes =
                stats.career_stats.values().flatten().map(|category| &category.category);
            categories.extend(stats.heroes_comparisons.keys().chain(of_heroes).cloned());
        }
        categories.retain(|key| !career::is_known_category(key));
        let ranks = career
            .summary
            .competitive
            .iter()
            .flat_map(|ranks| [&ranks.pc, &ranks.console])
            .flatten();
        Self {
            categories,
            divisions: unknown_divisions(ranks.flat_map(divisions)),
            ..Self::of_heroes(heroes)
        }
    }
}

fn unknown_divisions(divisions: impl IntoIterator<Item = CompetitiveDivision>) -> BTreeSet<String> {
    let unknown = divisions.into_iter().filter(|division| !division.is_known());
    unknown.map(|division| division.to_string()).collect()
}

fn divisions(ranks: &Ranks) -> impl Iterator<Item = CompetitiveDivision> {
    let ranks = [&ranks.tank, &ranks.damage, &ranks.support, &ranks.open];
    ranks.into_iter().flatten().map(|rank| rank.division.clone())
}
