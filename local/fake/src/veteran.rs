//! A player who has played every hero for years: the career is about as large as that of the largest
//! page we have seen from Blizzard, 265 kB of JSON; the page is smaller, as generated ones are.

use overwatch::{
    ByGamemode, HeroKey,
    career::{
        ALL_HEROES, Career, Category, Comparison, GamemodeStats, HeroValue, Stat, StatValue, Stats,
    },
    hero::known_heroes,
    keys::stat_key,
};

use crate::{Player, pages::COMPARISONS};

/// Competitive games are played with so many heroes.
const RANKED_HEROES: usize = 16;

/// The statistics of each hero, by category.
const CATEGORIES: [(&str, &[&str]); 6] = [
    (
        "Hero Specific",
        &["Long Range Final Blows", "Weapon Kills", "Secondary Fire Accuracy", "Players Saved"],
    ),
    (
        "Best",
        &[
            "Eliminations - Most in Life",
            "Eliminations - Most in Game",
            "Final Blows - Most in Game",
            "All Damage Done - Most in Life",
            "All Damage Done - Most in Game",
            "Solo Kills - Most in Game",
            "Objective Kills - Most in Game",
            "Kill Streak - Best",
        ],
    ),
    (
        "Average",
        &[
            "Eliminations - Avg per 10 Min",
            "Deaths - Avg per 10 Min",
            "Final Blows - Avg per 10 Min",
            "Solo Kills - Avg per 10 Min",
            "Objective Kills - Avg per 10 Min",
            "Objective Time - Avg per 10 Min",
            "Hero Damage Done - Avg per 10 Min",
            "Healing Done - Avg per 10 Min",
        ],
    ),
    ("Game", &["Time Played", "Games Played", "Games Won", "Games Lost", "Win Percentage"]),
    (
        "Combat",
        &[
            "Eliminations",
            "Deaths",
            "Final Blows",
            "Solo Kills",
            "Objective Kills",
            "All Damage Done",
            "Hero Damage Done",
            "Barrier Damage Done",
        ],
    ),
    ("Assists", &["Healing Done", "Recon Assists", "Offensive Assists", "Defensive Assists"]),
];

impl Player {
    /// The same player after years of playing every hero.
    #[must_use]
    pub fn as_veteran(self) -> Self {
        let Self { career: Career { summary, .. }, .. } = self;
        let stats = ByGamemode {
            quickplay: Some(gamemode_stats(71, usize::MAX)),
            competitive: Some(gamemode_stats(31, RANKED_HEROES)),
        };
        let stats = Stats { pc: Some(stats), console: None };
        Self { career: Career { summary, stats: Some(stats) }, ..self }
    }
}

fn gamemode_stats(games: i64, heroes: usize) -> GamemodeStats {
    let heroes = || {
        let keys = known_heroes().iter().filter_map(|hero| hero.key.parse::<HeroKey>().ok());
        (1..).zip(keys.take(heroes))
    };
    let comparisons = COMPARISONS.map(|label| {
        let values =
            heroes().map(|(number, hero)| HeroValue { hero, value: value(games * number) });
        (stat_key(label), Some(Comparison { label: label.to_owned(), values: values.collect() }))
    });
    let all = ALL_HEROES.parse().ok().map(|hero| (100, hero));
    GamemodeStats {
        heroes_comparisons: comparisons.into(),
        career_stats: heroes()
            .chain(all)
            .map(|(number, hero)| (hero, categories(games * number)))
            .collect(),
    }
}

fn categories(games: i64) -> Vec<Category> {
    CATEGORIES
        .into_iter()
        .map(|(label, stats)| Category {
            category: stat_key(label),
            label: label.to_owned(),
            stats: (1..)
                .zip(stats)
                .map(|(number, label)| Stat {
                    key: stat_key(label),
                    label: (*label).to_owned(),
                    value: value(games * number),
                })
                .collect(),
        })
        .collect()
}

/// Every other one has a fraction.
fn value(number: i64) -> StatValue {
    match i32::try_from(number) {
        Ok(number) if number % 2 == 1 => StatValue::Float(f64::from(number) / 100.0),
        _ => StatValue::Integer(number),
    }
}
