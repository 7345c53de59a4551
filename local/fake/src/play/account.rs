//! What somebody played on one platform.

use std::{collections::BTreeMap, sync::LazyLock};

use overwatch::{
    ByGamemode, Division, HeroKey, Role,
    career::{ALL_HEROES, Category, Comparison, GamemodeStats, HeroValue, Ranks, Stat},
    hero::{Hero, known_heroes},
    keys::stat_key,
};
use strum::VariantArray;

use super::tally::Tally;
use crate::{pages::COMPARISONS, world};

/// A role has a rank once so many of its games were won.
const WINS_FOR_A_RANK: u32 = 5;

/// Each division has so many tiers.
const TIERS: u8 = 5;

/// A rank as steps above the lowest one.
type Steps = u8;

/// The statistics of each hero, by category.
const CATEGORIES: [(&str, &[&str]); 6] = [
    (
        "Best",
        &[
            "Eliminations - Most in Game",
            "Final Blows - Most in Game",
            "All Damage Done - Most in Game",
            "Hero Damage Done - Most in Game",
            "Healing Done - Most in Game",
            "Solo Kills - Most in Game",
            "Objective Kills - Most in Game",
            "Objective Time - Most in Game",
            "Kill Streak - Best",
            "Multikill - Best",
        ],
    ),
    (
        "Average",
        &[
            "Eliminations per Life",
            "Eliminations - Avg per 10 Min",
            "Deaths - Avg per 10 Min",
            "Final Blows - Avg per 10 Min",
            "Solo Kills - Avg per 10 Min",
            "Objective Kills - Avg per 10 Min",
            "Objective Time - Avg per 10 Min",
            "All Damage Done - Avg per 10 Min",
            "Hero Damage Done - Avg per 10 Min",
            "Healing Done - Avg per 10 Min",
            "Offensive Assists - Avg per 10 Min",
            "Defensive Assists - Avg per 10 Min",
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
            "Objective Time",
            "All Damage Done",
            "Hero Damage Done",
            "Barrier Damage Done",
        ],
    ),
    ("Assists", &["Healing Done", "Offensive Assists", "Defensive Assists", "Recon Assists"]),
    ("Hero Specific", &["Weapon Accuracy - Best in Game"]),
];

/// A label, and the key that takes long to find for it.
struct Label {
    key: String,
    text: &'static str,
}

impl Label {
    fn of(text: &'static str) -> Self {
        Self { key: stat_key(text), text }
    }
}

static COMPARISON_LABELS: LazyLock<Vec<Label>> =
    LazyLock::new(|| COMPARISONS.into_iter().map(Label::of).collect());

static CATEGORY_LABELS: LazyLock<Vec<(Label, Vec<Label>)>> = LazyLock::new(|| {
    let stats = |stats: &[&'static str]| stats.iter().copied().map(Label::of).collect();
    CATEGORIES.into_iter().map(|(category, of)| (Label::of(category), stats(of))).collect()
});

/// What somebody played on one platform.
#[derive(Debug, Clone, Default)]
pub(super) struct Account {
    quickplay: BTreeMap<&'static str, Tally>,
    competitive: BTreeMap<&'static str, Tally>,
    season: Option<u32>,
    /// By role, as wins that lead to a rank and as the rank itself.
    wins: [u32; Role::VARIANTS.len()],
    ranks: [Option<Steps>; Role::VARIANTS.len()],
}

impl Account {
    /// Counts an unranked game.
    pub(super) fn play_unranked(&mut self, rng: &mut fastrand::Rng, hero: &Hero) {
        let is_won = rng.bool();
        self.quickplay.entry(hero.key).or_default().play(rng, hero.role, is_won);
    }

    /// Counts a ranked game. The first one of a season is the first that counts.
    pub(super) fn play_ranked(&mut self, rng: &mut fastrand::Rng, hero: &Hero, season: u32) {
        if self.season != Some(season) {
            self.begin_season(rng, season);
        }
        let is_won = rng.bool();
        self.competitive.entry(hero.key).or_default().play(rng, hero.role, is_won);
        self.move_rank(rng, hero.role as usize, is_won);
    }

    fn begin_season(&mut self, rng: &mut fastrand::Rng, season: u32) {
        self.season = Some(season);
        self.competitive.clear();
        for rank in self.ranks.iter_mut().flatten() {
            *rank = rank.saturating_sub(rng.u8(0..4));
        }
    }

    /// Every third game moves the rank.
    fn move_rank(&mut self, rng: &mut fastrand::Rng, role: usize, is_won: bool) {
        self.wins[role] += u32::from(is_won);
        let highest = u8::try_from(Division::VARIANTS.len()).unwrap_or(u8::MAX) * TIERS - 1;
        self.ranks[role] = match self.ranks[role] {
            None => (self.wins[role] >= WINS_FOR_A_RANK).then(|| rng.u8(5..20)),
            Some(rank) if rng.u8(0..3) > 0 => Some(rank),
            Some(rank) if is_won => Some((rank + 1).min(highest)),
            Some(rank) => Some(rank.saturating_sub(1)),
        };
    }

    /// The ranks as the page shows them.
    pub(super) fn ranks(&self) -> Option<Ranks> {
        let rank = |role: Role| self.ranks[role as usize].and_then(|steps| rank(role, steps));
        let season = Some(self.season?);
        let (tank, damage) = (rank(Role::Tank), rank(Role::Damage));
        Some(Ranks { season, tank, damage, support: rank(Role::Support), open: None })
    }

    /// The statistics as the page shows them.
    pub(super) fn stats(&self) -> Option<ByGamemode<GamemodeStats>> {
        let (quickplay, competitive) = (&self.quickplay, &self.competitive);
        ByGamemode { quickplay: stats(quickplay), competitive: stats(competitive) }.unless_empty()
    }
}

fn rank(role: Role, steps: Steps) -> Option<overwatch::career::Rank> {
    let division = Division::VARIANTS.get(usize::from(steps / TIERS))?;
    Some(world::rank(&role.to_string(), *division, u32::from(TIERS - steps % TIERS)))
}

fn stats(tallies: &BTreeMap<&'static str, Tally>) -> Option<GamemodeStats> {
    if tallies.is_empty() {
        return None;
    }
    let mut all = Tally::default();
    for tally in tallies.values() {
        all.add(tally);
    }
    let heroes: Vec<(HeroKey, &Tally)> =
        tallies.iter().filter_map(|(key, tally)| Some((key.parse().ok()?, tally))).collect();
    let comparisons =
        COMPARISON_LABELS.iter().map(|label| (label.key.clone(), comparison(label.text, &heroes)));
    Some(GamemodeStats {
        heroes_comparisons: comparisons.collect(),
        career_stats: (heroes.iter().map(|(hero, tally)| (hero.clone(), categories(tally))))
            .chain(ALL_HEROES.parse().ok().map(|hero| (hero, categories(&all))))
            .collect(),
    })
}

fn comparison(label: &str, heroes: &[(HeroKey, &Tally)]) -> Option<Comparison> {
    let values: Vec<_> = heroes
        .iter()
        .filter_map(|(hero, tally)| {
            Some(HeroValue { hero: hero.clone(), value: tally.value(label)? })
        })
        .collect();
    (!values.is_empty()).then(|| Comparison { label: label.to_owned(), values })
}

fn categories(tally: &Tally) -> Vec<Category> {
    let stat = |label: &Label| {
        let value = tally.value(label.text)?;
        Some(Stat { key: label.key.clone(), label: label.text.to_owned(), value })
    };
    CATEGORY_LABELS
        .iter()
        .map(|(category, stats)| Category {
            category: category.key.clone(),
            label: category.text.to_owned(),
            stats: stats.iter().filter_map(stat).collect(),
        })
        .collect()
}

/// The hero that stands there in the list of those we know, which goes round.
pub(super) fn hero(place: usize) -> Option<&'static Hero> {
    let heroes = known_heroes();
    heroes.get(place % heroes.len())
}
