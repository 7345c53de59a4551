//! Storage in PostgreSQL.
//!
//! Every statement goes alone, is prepared under a name, and pins no connection of a proxy: no `SET`,
//! no session lock, no cursor. Enums are cast to text, since the driver would look their types up.
//! Bringing the schema up to date is the exception, and goes to the server itself: `migrate.rs`.

mod connect;
mod connector;
mod data;
mod error;
mod housekeeping;
mod iam;
mod leases;
mod migrate;
mod negative_cache;
#[cfg(target_os = "linux")]
mod no_delay;
mod notices;
mod parameters;
mod player_profiles;
mod pool;
mod rate_limiting;
mod rate_records;
mod statement;
mod takeover;
mod upsert;
mod versions;

use std::time::Duration;

pub use connect::{DatabaseUrl, Settings};
pub use connector::Auth;
pub use parameters::Parameters;
pub use takeover::TakenOver;

use pool::Pool;

/// Storage in PostgreSQL.
#[derive(Debug, Clone)]
pub struct PostgresStorage {
    pool: Pool,
    /// The same connections, for statements that only read.
    reads: Pool,
}

/// A time span as PostgreSQL counts it. One that is over is zero.
#[derive(Debug, sqlx::Type)]
#[sqlx(transparent)]
struct Seconds(f64);

impl From<Seconds> for Duration {
    fn from(Seconds(seconds): Seconds) -> Self {
        Self::try_from_secs_f64(seconds).unwrap_or_default()
    }
}

/// A number of things as PostgreSQL counts them.
#[derive(Debug, sqlx::Type)]
#[sqlx(transparent)]
struct Count(i64);

impl From<Count> for u64 {
    fn from(Count(number): Count) -> Self {
        number.unsigned_abs()
    }
}

impl From<Count> for u32 {
    fn from(Count(number): Count) -> Self {
        Self::try_from(number).unwrap_or(Self::MAX)
    }
}
