//! A player who has played every hero in both gamemodes for years: the page is about as large as the
//! largest that Blizzard serves.

use overwatch::{
    HeroKey,
    career::{
        ALL_HEROES, ByGamemode, Career, CareerStats, Category, Comparison, GamemodeStats,
        HeroValue, Stat, StatValue, Stats, stat_key,
    },
    hero::known_heroes,
};

use super::Player;

/// What heroes are compared by.
const COMPARISONS: [&str; 10] = [
    "Time Played",
    "Games Won",
    "Win Percentage",
    "Weapon Accuracy - Best in Game",
    "Eliminations per Life",
    "Multikill - Best",
    "Eliminations - Avg per 10 Min",
    "Deaths - Avg per 10 Min",
    "Final Blows - Avg per 10 Min",
    "Objective Time - Avg per 10 Min",
];

/// What is counted, most of it in each of the three ways.
const COUNTED: [&str; 14] = [
    "Eliminations",
    "Final Blows",
    "Objective Kills",
    "Solo Kills",
    "Critical Hits",
    "Critical Hit Kills",
    "Environmental Kills",
    "Melee Final Blows",
    "Multikills",
    "All Damage Done",
    "Hero Damage Done",
    "Barrier Damage Done",
    "Healing Done",
    "Offensive Assists",
];

/// Where a count stands, and what is added to its name there.
const WAYS: [(&str, &str); 4] = [
    ("Best", " - Most in Game"),
    ("Average", " - Avg per 10 Min"),
    ("Combat", ""),
    ("Hero Specific", " - Most in Life"),
];

impl Player {
    /// The same player after years of playing every hero.
    #[must_use]
    pub fn as_veteran(self) -> Self {
        let Self { career: Career { summary, .. }, .. } = self;
        let stats = ByGamemode {
            quickplay: Some(gamemode_stats(700)),
            competitive: Some(gamemode_stats(300)),
        };
        let stats = Stats { pc: Some(stats), console: None };
        Self { career: Career { summary, stats: Some(stats) }, ..self }
    }
}

fn heroes() -> impl Iterator<Item = (i64, HeroKey)> {
    let keys = known_heroes().iter().filter_map(|hero| hero.key.parse().ok());
    (1..).zip(keys)
}

fn gamemode_stats(games: i64) -> GamemodeStats {
    let comparisons = COMPARISONS.map(|label| {
        let values =
            heroes().map(|(number, hero)| HeroValue { hero, value: value(games * number) });
        (stat_key(label), Some(Comparison { label: label.to_owned(), values: values.collect() }))
    });
    let all = ALL_HEROES.parse().ok().map(|hero| (0, hero));
    GamemodeStats {
        heroes_comparisons: comparisons.into(),
        career_stats: heroes()
            .chain(all)
            .map(|(number, hero)| (hero, categories(games * (number + 1))))
            .collect::<CareerStats>(),
    }
}

fn categories(games: i64) -> Vec<Category> {
    WAYS.map(|(category, way)| Category {
        category: stat_key(category),
        label: category.to_owned(),
        stats: (1..)
            .zip(COUNTED)
            .map(|(number, counted)| {
                let label = format!("{counted}{way}");
                Stat { key: stat_key(&label), label, value: value(games * number) }
            })
            .collect(),
    })
    .into()
}

/// Every other one has a fraction.
fn value(number: i64) -> StatValue {
    match i32::try_from(number) {
        Ok(number) if number % 2 == 1 => StatValue::Float(f64::from(number) / 100.0),
        _ => StatValue::Integer(number),
    }
}
