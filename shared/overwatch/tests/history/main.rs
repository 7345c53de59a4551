//! What a player was and did over time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod answers;
mod comparing;
mod sums;
mod versions;

use overwatch::{
    Gamemode, Platform,
    history::{Counters, RankedRole, ShortRank, Snapshot, Version},
};

/// So many games, and what was counted in them.
fn games(games: i64) -> Counters {
    Counters {
        time_played: games * 600,
        games_won: games / 2,
        games_played: games,
        games_lost: games - games / 2,
        eliminations: games * 20,
        deaths: games * 5,
        assists: games * 3,
        damage: games * 9000,
        healing: games * 10,
    }
}

/// A version of a player who plays ranked games on a PC.
fn version(taken_at: i64, heroes: &[(&str, Counters)]) -> Version {
    let heroes = heroes.iter().map(|(hero, counters)| (hero.parse().unwrap(), *counters)).collect();
    let snapshot = Snapshot {
        name: "Name".to_owned(),
        heroes: [(Platform::Pc, [(Gamemode::Competitive, heroes)].into())].into(),
        ..Snapshot::default()
    };
    Version { taken_at, last_updated_blizzard: Some(taken_at - 5), snapshot }
}

/// The same with a rank as tank.
fn with_rank(mut version: Version, division: &str, tier: u32) -> Version {
    let rank = ShortRank { division: division.parse().unwrap(), tier };
    version.snapshot.ranks = [(Platform::Pc, [(RankedRole::Tank, rank)].into())].into();
    version
}

/// The same in that season.
fn in_season(mut version: Version, season: u32) -> Version {
    version.snapshot.seasons = [(Platform::Pc, season)].into();
    version
}
