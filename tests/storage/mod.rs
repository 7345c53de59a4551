//! The contract of the storage port, for PostgreSQL and memory alike.

mod altering;
mod answers;
mod connecting;
mod pacing;
mod player_profiles;
mod unknown_players;

use std::time::Duration;

use storage::{Clock, MemoryStorage, PostgresStorage, Storage, clock::ManualClock};

use crate::support::database::Database;

pub(super) const START: Duration = Duration::from_hours(500_000);

fn memory() -> (MemoryStorage, ManualClock) {
    let clock = ManualClock::at(START);
    (MemoryStorage::new(Clock::Manual(clock.clone())), clock)
}

async fn postgres() -> (PostgresStorage, ManualClock) {
    let clock = ManualClock::at(START);
    (Database::create().await.storage_at(Clock::Manual(clock.clone())).await, clock)
}

/// Runs each of a file's functions against both.
macro_rules! contract {
    ($($name:ident),* $(,)?) => {
        mod memory {
            $(#[tokio::test]
            async fn $name() {
                let (storage, clock) = super::super::memory();
                super::$name(&storage, &clock).await;
            })*
        }

        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                let (storage, clock) = super::super::postgres().await;
                super::$name(&storage, &clock).await;
            })*
        }
    };
}
use contract;

/// What every contract test is handed.
type AnyStorage = dyn Storage;
