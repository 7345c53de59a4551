//! How heroes fare while time passes: how often they are picked, banned, and win.

use fastrand::Rng;

use super::{BEGINS, DAY};

/// A patch makes heroes stronger or weaker every so many days.
const PATCH_DAYS: i64 = 28;

/// So many days pass until everybody has noticed.
const NOTICED_AFTER: i64 = 9;

/// How often a hero is picked, banned, and wins: shares of 100.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fortune {
    pub(crate) pickrate: f64,
    pub(crate) winrate: f64,
    pub(crate) banrate: f64,
}

impl Fortune {
    /// That of the hero of that number in these games, on the day of a time in seconds since 1970.
    pub(super) fn of(seed: u64, hero: u64, games: &str, at: i64) -> Self {
        let day = (at - BEGINS).div_euclid(DAY);
        let random = |what: &str, number: i64| {
            let text = format!("{what} {number}");
            Rng::with_seed(text.bytes().fold(seed ^ (hero << 32), mix)).f64()
        };
        // How strong the last two patches have made the hero, from -1 to 1, and what is felt of it.
        let patch = day.div_euclid(PATCH_DAYS);
        let [before, after] = [patch - 1, patch].map(|patch| random("patch", patch) * 2.0 - 1.0);
        let noticed =
            as_float(day.rem_euclid(PATCH_DAYS).min(NOTICED_AFTER)) / as_float(NOTICED_AFTER);
        let strength = before + (after - before) * noticed;
        let liking = random("liking", 0).powi(2) * 22.0 + random(games, -1) * 3.0;
        let mood = random(games, day) - 0.5;
        Self {
            pickrate: tenths(liking * (1.0 + strength * 0.4) + 1.0 + mood),
            winrate: tenths(50.0 + (random("skill", 0) - 0.5) * 5.0 + strength * 3.0 + mood),
            banrate: tenths(liking * (strength + 0.6).max(0.0) + 0.5 + mood),
        }
    }
}

/// FNV-1a.
fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// With one digit behind the point, as Blizzard tells them.
fn tenths(rate: f64) -> f64 {
    (rate.max(0.0) * 10.0).round() / 10.0
}

#[expect(clippy::cast_precision_loss, reason = "days of some years")]
fn as_float(days: i64) -> f64 {
    days as f64
}
