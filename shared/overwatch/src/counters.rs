//! What one hero was played with so far, as numbers that can be added and subtracted.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema},
};

use crate::{career::Category, schema::described};

/// What one hero was played with, on one platform and in one gamemode; or the sum of several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlayedCounters)]
pub struct Counters {
    /// In seconds.
    pub time_played: i64,
    /// Played and not lost.
    pub games_won: i64,
    /// Won or lost.
    pub games_played: i64,
    /// Lost.
    pub games_lost: i64,
    /// Enemies eliminated.
    pub eliminations: i64,
    /// Own deaths.
    pub deaths: i64,
    /// Offensive assists.
    pub assists: i64,
    /// Damage done, to heroes and to everything else.
    pub damage: i64,
    /// Healing done.
    pub healing: i64,
}

/// What is scored in a game.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
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

impl<T: PartialSchema> PartialSchema for Scores<T> {
    fn schema() -> RefOr<Schema> {
        let members = [
            ("eliminations", "Enemies eliminated."),
            ("assists", "Offensive assists."),
            ("deaths", "Own deaths."),
            ("damage", "Damage done, to heroes and to everything else."),
            ("healing", "Healing done."),
        ];
        let object = members.into_iter().fold(ObjectBuilder::new(), |object, (name, meaning)| {
            object.property(name, described(meaning, T::schema())).required(name)
        });
        object.into()
    }
}

impl Counters {
    /// One hero's, from the hero's statistics on one platform in one gamemode.
    #[must_use]
    pub fn of(categories: &[Category]) -> Self {
        let value = |key| first_value(categories, key).unwrap_or(0);
        let games_played = value("games_played");
        let games_lost = plausible_losses(value("games_lost"), games_played);
        Self {
            time_played: value("time_played"),
            // Blizzard sometimes counts more losses than games in one gamemode, which take no win
            // from another.
            games_won: games_played.saturating_sub(games_lost).max(0),
            games_played,
            games_lost,
            eliminations: value("eliminations"),
            deaths: value("deaths"),
            assists: value("offensive_assists"),
            damage: value("all_damage_done"),
            healing: value("healing_done"),
        }
    }

    /// Games won, in percent of those played; 0 without games.
    #[must_use]
    pub fn win_percentage(&self) -> f64 {
        rounded(ratio(self.games_won, self.games_played) * 100.0)
    }

    /// Eliminations and assists per death; 0 without deaths.
    #[must_use]
    pub fn kda(&self) -> f64 {
        rounded(ratio(self.eliminations.saturating_add(self.assists), self.deaths))
    }

    /// Means per ten minutes; 0 without time.
    #[must_use]
    pub fn averages(&self) -> Scores<f64> {
        let per_10_min = |total| rounded(ratio(total, self.time_played) * 600.0);
        Scores {
            eliminations: per_10_min(self.eliminations),
            assists: per_10_min(self.assists),
            deaths: per_10_min(self.deaths),
            damage: per_10_min(self.damage),
            healing: per_10_min(self.healing),
        }
    }

    /// What was scored, without games and time.
    #[must_use]
    pub fn scores(&self) -> Scores<i64> {
        let Self { eliminations, assists, deaths, damage, healing, .. } = *self;
        Scores { eliminations, assists, deaths, damage, healing }
    }

    /// What came in between: `self` less what was there before.
    #[must_use]
    pub fn since(self, before: Self) -> Self {
        self.with(before, i64::saturating_sub)
    }

    /// Each number of both, put together. Saturating functions belong here, for a page may claim anything.
    fn with(self, other: Self, put: impl Fn(i64, i64) -> i64) -> Self {
        Self {
            time_played: put(self.time_played, other.time_played),
            games_won: put(self.games_won, other.games_won),
            games_played: put(self.games_played, other.games_played),
            games_lost: put(self.games_lost, other.games_lost),
            eliminations: put(self.eliminations, other.eliminations),
            deaths: put(self.deaths, other.deaths),
            assists: put(self.assists, other.assists),
            damage: put(self.damage, other.damage),
            healing: put(self.healing, other.healing),
        }
    }
}

impl AddAssign for Counters {
    fn add_assign(&mut self, other: Self) {
        *self = self.with(other, i64::saturating_add);
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
    let hundredths = value * 100.0;
    // So far from the middle between two, the multiplication's own rounding changes nothing.
    if hundredths.abs() < 1e9 && (hundredths.fract().abs() - 0.5).abs() > 1e-3 {
        return hundredths.round() / 100.0;
    }
    format!("{value:.2}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn losses_below_zero_are_half_of_the_games() {
        for (played, lost) in [(4, 2), (5, 2), (7, 4), (1, 0), (3, 2), (0, 0)] {
            assert_eq!(plausible_losses(-1, played), lost, "{played}");
        }
        assert_eq!(plausible_losses(3, 1), 3);
    }

    #[test]
    fn rounding_is_by_the_exact_double() {
        assert_eq!((rounded(0.125), rounded(2.675), rounded(0.375)), (0.12, 2.67, 0.38));
    }

    proptest! {
        #[test]
        fn rounding_is_that_of_text(value in any::<i64>(), by in 1..100_000_i64, any in any::<f64>()) {
            for value in [ratio(value, by), ratio(value % 1_000_000, by), any] {
                let text: f64 = format!("{value:.2}").parse().unwrap();
                prop_assert_eq!(rounded(value).to_bits(), text.to_bits());
            }
        }
    }
}
