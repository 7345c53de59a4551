//! What one hero was played with, and how the career page shows it.

use overwatch::{Role, career::StatValue};

/// What is counted in every game, with its mean in ten minutes by damage, support and tank heroes.
const COUNTED: [(&str, [u64; 3]); 13] = [
    ("Eliminations", [21, 14, 19]),
    ("Deaths", [7, 6, 6]),
    ("Final Blows", [11, 5, 8]),
    ("Solo Kills", [3, 1, 2]),
    ("Objective Kills", [8, 6, 9]),
    ("Objective Time", [60, 70, 110]),
    ("All Damage Done", [9800, 4300, 9100]),
    ("Hero Damage Done", [7600, 3100, 6500]),
    ("Barrier Damage Done", [1500, 700, 1900]),
    ("Healing Done", [0, 8200, 0]),
    ("Offensive Assists", [1, 9, 2]),
    ("Defensive Assists", [0, 11, 1]),
    ("Recon Assists", [1, 1, 0]),
];

/// The places in [`COUNTED`] that other values are computed from.
const ELIMINATIONS: usize = 0;
const DEATHS: usize = 1;

/// The longest and the shortest game, in seconds.
const GAME_SECONDS: std::ops::Range<u64> = 360..960;

/// What a hero was played with; or all of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    games: u64,
    lost: u64,
    seconds: u64,
    sums: [u64; COUNTED.len()],
    most_in_game: [u64; COUNTED.len()],
    best_accuracy: u64,
    best_streak: u64,
    best_multikill: u64,
}

impl Tally {
    /// Counts one more game.
    pub(super) fn play(&mut self, rng: &mut fastrand::Rng, role: Role, is_won: bool) {
        let seconds = rng.u64(GAME_SECONDS);
        self.games += 1;
        self.lost += u64::from(!is_won);
        self.seconds += seconds;
        for (place, (_, means)) in COUNTED.iter().enumerate() {
            let count = means[role as usize] * seconds * rng.u64(50..150) / 60_000;
            self.sums[place] += count;
            self.most_in_game[place] = self.most_in_game[place].max(count);
        }
        self.best_accuracy = self.best_accuracy.max(rng.u64(25..60));
        self.best_streak = self.best_streak.max(rng.u64(2..20));
        self.best_multikill = self.best_multikill.max(rng.u64(1..5));
    }

    /// Adds what another hero was played with.
    pub(super) fn add(&mut self, other: &Self) {
        self.games += other.games;
        self.lost += other.lost;
        self.seconds += other.seconds;
        for place in 0..COUNTED.len() {
            self.sums[place] += other.sums[place];
            self.most_in_game[place] = self.most_in_game[place].max(other.most_in_game[place]);
        }
        self.best_accuracy = self.best_accuracy.max(other.best_accuracy);
        self.best_streak = self.best_streak.max(other.best_streak);
        self.best_multikill = self.best_multikill.max(other.best_multikill);
    }

    /// The value that stands under that label; `None` where the page has none.
    pub(super) fn value(&self, label: &str) -> Option<StatValue> {
        let integer = |value: u64| {
            i64::try_from(value).ok().filter(|value| *value > 0).map(StatValue::Integer)
        };
        if let Some(counted) = label.strip_suffix(" - Avg per 10 Min") {
            return self
                .counted(counted)
                .and_then(|place| ratio(self.sums[place] * 600, self.seconds));
        }
        if let Some(counted) = label.strip_suffix(" - Most in Game") {
            return self.counted(counted).map(|place| self.most_in_game[place]).and_then(integer);
        }
        match label {
            "Time Played" => integer(self.seconds),
            "Games Played" => integer(self.games),
            "Games Won" => integer(self.games - self.lost),
            "Games Lost" => integer(self.lost),
            "Win Percentage" => integer((self.games - self.lost) * 100 / self.games.max(1)),
            "Weapon Accuracy - Best in Game" => integer(self.best_accuracy),
            "Kill Streak - Best" => integer(self.best_streak),
            "Multikill - Best" => integer(self.best_multikill),
            "Eliminations per Life" => ratio(self.sums[ELIMINATIONS], self.sums[DEATHS].max(1)),
            label => self.counted(label).map(|place| self.sums[place]).and_then(integer),
        }
    }

    /// Where that is counted, if it ever was.
    fn counted(&self, label: &str) -> Option<usize> {
        let place = COUNTED.iter().position(|(counted, _)| *counted == label)?;
        (self.sums[place] > 0).then_some(place)
    }
}

/// With two decimals, as the page writes it.
fn ratio(value: u64, by: u64) -> Option<StatValue> {
    let hundredths = u32::try_from(value * 100 / by.max(1)).ok()?;
    Some(StatValue::Float(f64::from(hundredths) / 100.0))
}
