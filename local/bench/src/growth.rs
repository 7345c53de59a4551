//! How storage grows: the same operations with more and more profiles.

use std::time::Duration;

use fake::{Player, play::BEGINS};
use overwatch::history::Snapshot;

use crate::{
    BenchError, Effort,
    copies::{Copies, Length, StoredBy},
    table::{Table, kb, ms, none, percentile, quotient, ratio},
    world::World,
};

/// So many are enough to tell what one of them takes.
const A_FEW: u32 = 200;

/// How often the databases take turns.
const TURNS: u32 = 20;

/// Of fewer look-ups 99 percent are all of them.
const ENOUGH: usize = 100;

/// Whose snapshot all versions have.
const SEED: u64 = 7;
const PLAYER: usize = 2;

/// How long look-ups took.
#[derive(Default)]
struct Lookups {
    players: Vec<Duration>,
    short: Vec<Duration>,
    long: Vec<Duration>,
}

/// The table of what a profile takes.
pub(crate) async fn measure_bytes(world: &World) -> Result<String, BenchError> {
    let mut table = Table::new(
        "Stored bytes",
        format!(
            "kB in PostgreSQL, of {A_FEW} copies of a player, each with its part of the indexes; \
             beside the career page alone, compressed by zstd at level 3."
        ),
        ["player", "stored by", "stored", "page", "×"],
    );
    for (name, player) in [("small", &world.small), ("large", &world.large)] {
        for (by, stored_by) in [("first look-up", StoredBy::LookUp), ("refresh", StoredBy::Refresh)]
        {
            let database = format!("{name} by {by}").replace([' ', '-'], "_");
            let copies = Copies::of(player, stored_by, A_FEW, world, &database).await?;
            let (stored, page) = (copies.bytes_each().await?, copies.page_bytes()?);
            let ratio = format!("{:.2}", quotient(stored, page));
            table.row([name.to_owned(), by.to_owned(), kb(stored), kb(page), ratio]);
        }
    }
    Ok(table.to_string())
}

/// The table of how it grows.
pub(crate) async fn measure(effort: &Effort, world: &World) -> Result<String, BenchError> {
    let mut table = Table::new(
        "Growth",
        format!(
            "Milliseconds; {} look-ups of summaries one after the other, of scattered players, the databases in turns, half by \
             BattleTag and half by Blizzard ID. All players are copies of one with a small page; each has three \
             versions, every hundredth 300 of them. History: the newest hundred versions of one with three, and of \
             one with 300.",
            effort.lookups
        ),
        [
            "profiles",
            "look-up p50",
            "× the first",
            "p99",
            "history p50",
            "× the first",
            "of 300",
            "× the first",
            "write p50",
            "statistics",
            "pruning a tenth",
            "look-up p99 meanwhile",
            "×",
            "kB a profile",
        ],
    );
    let player = Player::playing(SEED, PLAYER, BEGINS).ok_or(BenchError::NoPlayer)?;
    let snapshot = Snapshot::of(&player.career);
    let mut all = Vec::new();
    for profiles in effort.profiles {
        tracing::info!("growing to {profiles} profiles");
        let name = format!("with_{profiles}");
        let copies = Copies::of(&world.small, StoredBy::LookUp, *profiles, world, &name).await?;
        copies.add_versions(&snapshot).await?;
        all.push((profiles, copies, Lookups::default()));
    }
    // In turns, so that whatever else the machine does hits all of them.
    for round in 0..TURNS {
        for (_, copies, lookups) in &mut all {
            let each = effort.lookups / TURNS;
            let numbers = round * each..(round + 1) * each;
            lookups.players.extend(copies.look_up(numbers.clone()).await?);
            lookups.short.extend(copies.look_back(numbers.clone(), Length::Short).await?);
            lookups.long.extend(copies.look_back(numbers, Length::Long).await?);
        }
    }
    let mut first = None;
    for (profiles, copies, mut lookups) in all {
        let Lookups { players, short, long } = &mut lookups;
        let p99 = percentile(players, 99);
        let p50s = [players, short, long].map(|lookups| percentile(lookups, 50));
        let firsts = *first.get_or_insert(p50s);
        let bytes = copies.bytes_each().await?;
        let statistics = copies.statistics().await?;
        let write = percentile(&mut copies.write(effort.lookups / 10).await?, 50);
        let (pruning, mut meanwhile) = copies.prune().await?;
        let meanwhile = (meanwhile.len() >= ENOUGH).then(|| percentile(&mut meanwhile, 99));
        table.row([
            profiles.to_string(),
            ms(p50s[0]),
            ratio(p50s[0], firsts[0]),
            ms(p99),
            ms(p50s[1]),
            ratio(p50s[1], firsts[1]),
            ms(p50s[2]),
            ratio(p50s[2], firsts[2]),
            ms(write),
            ms(statistics),
            ms(pruning),
            meanwhile.map_or_else(none, ms),
            meanwhile.map_or_else(none, |meanwhile| ratio(meanwhile, p99)),
            kb(bytes),
        ]);
    }
    Ok(table.to_string())
}
