//! What was played, by the rules of the contract alone: nothing here is the project's own reading of a career.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What is counted, as it is called in snapshots and differences.
const COUNTED: [&str; 9] = [
    "time_played",
    "games_won",
    "games_played",
    "games_lost",
    "eliminations",
    "deaths",
    "assists",
    "damage",
    "healing",
];

/// The same as a career calls it. Games that were won are those not lost.
const IN_CAREER: [&str; 9] = [
    "time_played",
    "",
    "games_played",
    "games_lost",
    "eliminations",
    "deaths",
    "offensive_assists",
    "all_damage_done",
    "healing_done",
];

const WON: usize = 1;
const PLAYED: usize = 2;
const LOST: usize = 3;

pub(super) type Numbers = [i64; COUNTED.len()];

/// A platform and a gamemode.
pub(super) type Table = (String, String);

/// A platform, a gamemode and a hero.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(String, String, String);

impl Place {
    pub(super) fn table(&self) -> Table {
        (self.0.clone(), self.1.clone())
    }
}

/// Numbers by place; those that are all zero are left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Shown(BTreeMap<Place, Numbers>);

/// What was shown first and last, and what was played in between.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) first: Shown,
    pub(super) last: Shown,
    pub(super) played: Shown,
    pub(super) resets: BTreeSet<Table>,
    has_begun: bool,
}

impl Tally {
    /// Counts what was played since the last time, if there was one.
    pub(super) fn add(&mut self, shown: Shown) {
        if self.has_begun {
            self.compare(&shown);
        } else {
            self.has_begun = true;
            self.first = shown.clone();
        }
        self.last = shown;
    }

    fn compare(&mut self, shown: &Shown) {
        let fell = |(place, before): (&Place, &Numbers)| {
            let now = shown.at(place);
            now.iter().zip(before).any(|(now, before)| now < before).then(|| place.table())
        };
        let resets: BTreeSet<Table> = self.last.0.iter().filter_map(fell).collect();
        for (place, now) in &shown.0 {
            let is_reset = resets.contains(&place.table());
            let before = if is_reset { Numbers::default() } else { self.last.at(place) };
            self.played.count(place, difference(*now, before));
        }
        self.resets.extend(resets);
    }
}

impl Shown {
    /// What each hero was played with so far, by a whole career.
    pub(super) fn in_career(career: &Value) -> Self {
        Self::in_tables(&career["stats"], |stats| &stats["career_stats"], in_categories)
    }

    /// The same by a snapshot's data.
    pub(super) fn in_snapshot(data: &Value) -> Self {
        Self::in_tables(&data["heroes"], |heroes| heroes, numbers)
    }

    fn in_tables(
        platforms: &Value,
        heroes: impl Fn(&Value) -> &Value,
        numbers: impl Fn(&Value) -> Numbers,
    ) -> Self {
        let mut shown = Self::default();
        for (platform, gamemodes) in members(platforms) {
            for (gamemode, table) in members(gamemodes) {
                for (hero, counted) in members(heroes(table)).filter(|(it, _)| *it != "all-heroes")
                {
                    let place = [platform, gamemode, hero].map(Clone::clone);
                    shown.count(&place.into(), numbers(counted));
                }
            }
        }
        shown
    }

    /// What each hero was played with in between.
    pub(super) fn in_diff(diff: &Value) -> Self {
        let mut shown = Self::default();
        for hero in diff["heroes"].as_array().unwrap() {
            let place = ["platform", "gamemode", "hero"].map(|it| text(&hero[it]));
            shown.count(&place.into(), numbers(hero));
        }
        shown
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (place, numbers) in &other.0 {
            self.count(place, *numbers);
        }
    }

    fn count(&mut self, place: &Place, more: Numbers) {
        if more != Numbers::default() {
            let numbers = self.0.entry(place.clone()).or_default();
            numbers.iter_mut().zip(more).for_each(|(number, more)| *number += more);
        }
    }

    pub(super) fn at(&self, place: &Place) -> Numbers {
        self.0.get(place).copied().unwrap_or_default()
    }

    pub(super) fn places(&self) -> impl Iterator<Item = &Place> {
        self.0.keys()
    }

    /// Of all places together.
    pub(super) fn total(&self) -> Numbers {
        let mut total = Numbers::default();
        for numbers in self.0.values() {
            total.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
        }
        total
    }
}

impl From<[String; 3]> for Place {
    fn from([platform, gamemode, hero]: [String; 3]) -> Self {
        Self(platform, gamemode, hero)
    }
}

/// The resets of a difference.
pub(super) fn resets(diff: &Value) -> BTreeSet<Table> {
    let resets = diff["resets"].as_array().unwrap().iter();
    resets.map(|reset| (text(&reset["platform"]), text(&reset["gamemode"]))).collect()
}

/// What is counted in an object of a snapshot or a difference.
pub(super) fn numbers(object: &Value) -> Numbers {
    COUNTED.map(|name| object[name].as_i64().unwrap())
}

pub(super) fn difference(now: Numbers, before: Numbers) -> Numbers {
    std::array::from_fn(|it| now[it] - before[it])
}

/// What is counted in the categories of a career.
fn in_categories(categories: &Value) -> Numbers {
    let stats =
        || categories.as_array().unwrap().iter().flat_map(|it| it["stats"].as_array().unwrap());
    let value =
        |key| stats().find(|stat| stat["key"] == key).and_then(|stat| stat["value"].as_i64());
    let mut numbers = IN_CAREER.map(|key| value(key).unwrap_or(0));
    numbers[WON] = numbers[PLAYED] - numbers[LOST];
    numbers
}

fn members(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
