//! Storage in PostgreSQL.
//!
//! Every statement goes alone, is prepared under a name, and pins no connection of a proxy: no `SET`,
//! no session lock, no cursor. Enums are cast to text, since the driver would look their types up.
//! Bringing the schema up to date is the exception, and goes to the server itself: `migrate.rs`.

mod connect;
mod connector;
mod data;
mod error;
mod forgetting;
mod housekeeping;
mod iam;
mod leases;
mod migrate;
mod negative_cache;
#[cfg(target_os = "linux")]
mod no_delay;
mod page_watches;
mod parameters;
mod player_profiles;
mod pool;
mod rate_limiting;
mod statement;
mod takeover;

use std::{future::Future, time::Duration};

use crate::Error;

pub use connect::{DatabaseUrl, Settings};
pub use connector::Auth;
pub use parameters::Parameters;
pub use takeover::TakenOver;

use error::{is_time_out, is_unavailable};
use pool::Pool;

/// Storage in PostgreSQL.
#[derive(Debug, Clone)]
pub struct PostgresStorage {
    pool: Pool,
}

impl PostgresStorage {
    /// Runs a statement that only reads. A connection that died while it was idle is only noticed
    /// now; then the statement goes once more, over a new one.
    async fn read<'a, T, Statement>(
        &'a self,
        statement: impl Fn(&'a Pool) -> Statement,
    ) -> Result<T, Error>
    where
        Statement: Future<Output = Result<T, sqlx::Error>>,
    {
        match statement(&self.pool).await {
            Err(error) if is_unavailable(&error) && !is_time_out(&error) => {
                tracing::debug!(%error, "the connection was dead; trying another");
                Ok(statement(&self.pool).await?)
            }
            result => Ok(result?),
        }
    }
}

/// A time span as Postgres counts it.
fn duration(seconds: Option<f64>) -> Duration {
    seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).unwrap_or_default()
}
