//! Adding up one hero after the other, and the figures of a sum.

use std::ops::AddAssign;

use super::{Figures, Scores};
use crate::career::Category;

/// What is added up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    games_played: i64,
    games_won: i64,
    games_lost: i64,
    pub(super) time_played: i64,
    total: Scores<i64>,
}

impl Sums {
    /// One hero's sums on one platform in one gamemode.
    pub(super) fn of(categories: &[Category]) -> Self {
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

    pub(super) fn figures(self) -> Figures {
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

// Saturating, for a page may say anything.
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
}
