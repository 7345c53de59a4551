//! The contract of the storage port, for PostgreSQL and memory alike, and connecting to PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what is wrong by failing"
)]

mod altering;
mod arbitrary_careers;
mod connecting;
mod data;
mod database;
mod following;
mod forgetting;
mod leases;
mod negative_cache;
mod notices;
mod plans;
mod player_profiles;
mod pruning;
mod rate_limiting;
mod rate_records;
mod version_rows;
mod versions;

use std::time::Duration;

use storage::{
    Clock, Lease, MemoryStorage, Owner, PostgresStorage, Storage, Write, clock::ManualClock,
};

use database::Database;

/// The time at which every test's clock begins.
const START: Duration = Duration::from_hours(500_000);

fn memory() -> (MemoryStorage, ManualClock) {
    let clock = ManualClock::at(START);
    (MemoryStorage::new(Clock::Manual(clock.clone())), clock)
}

async fn postgres() -> (PostgresStorage, ManualClock) {
    let database = Database::create().await;
    let clock = database.clock().await;
    (database.storage_at(Clock::Manual(clock.clone())).await, clock)
}

/// Runs each of a file's functions against both.
macro_rules! contract {
    ($($name:ident),* $(,)?) => {
        mod memory {
            $(#[tokio::test]
            async fn $name() {
                let (storage, clock) = crate::memory();
                super::$name(&storage, &clock).await;
            })*
        }

        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                let (storage, clock) = crate::postgres().await;
                super::$name(&storage, &clock).await;
            })*
        }
    };
}
use contract;

/// What every contract test is handed.
type AnyStorage = dyn Storage;

/// A lease of that key, of an owner that nobody else is.
fn lease(key: &str) -> Lease {
    Lease { key: key.to_owned(), owner: Owner::random().unwrap() }
}

/// The same, held for longer than any test takes.
async fn held(storage: &AnyStorage, key: &str) -> Lease {
    let lease = lease(key);
    assert!(storage.acquire_lease(&lease, Duration::from_hours(10_000)).await.unwrap());
    lease
}

/// A write under a lease, of what was fetched `age` ago.
fn write(lease: &Lease, age: Duration) -> Write<'_> {
    Write { lease, age, may_insert: true }
}
