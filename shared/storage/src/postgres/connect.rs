//! Connecting: lazily, one pool a process, with bounded retries.

use std::{
    str::FromStr,
    time::{Duration, Instant},
};

use sqlx::{
    Connection, PgConnection,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::PostgresStorage;
use crate::{Clock, Error, error::is_unavailable};

/// The schema, one file a change.
pub static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// How long a request waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// Pauses between the attempts to reach a database that is still starting.
const RETRY_PAUSES: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_millis(300),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(3),
];

/// Where the database is, and how many connections one process opens.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `postgres://user:password@host:port/database`
    pub database_url: String,
    /// A Lambda needs one.
    pub max_connections: u32,
}

impl PostgresStorage {
    /// A pool that connects when the first statement needs it.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidUrl`].
    pub fn connect_lazily(settings: &Settings) -> Result<Self, Error> {
        let options = options(settings)?;
        let pool = PgPoolOptions::new()
            .max_connections(settings.max_connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            // A round trip for every statement; `read` retries instead.
            .test_before_acquire(false)
            .connect_lazy_with(options);
        Ok(Self { pool, clock: Clock::System })
    }

    /// The same, once the database answers: it is asked at most six times.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidUrl`]; [`Error::Connect`] when it cannot be reached; at once, when it refuses us.
    pub async fn connect(settings: &Settings) -> Result<Self, Error> {
        let options = options(settings)?;
        let start = Instant::now();
        let mut pauses = RETRY_PAUSES.into_iter();
        let mut attempts = 0;
        loop {
            attempts += 1;
            // Not over the pool: that would only say that it has waited.
            let source = match PgConnection::connect_with(&options).await {
                Ok(connection) => {
                    connection.close().await?;
                    return Self::connect_lazily(settings);
                }
                Err(error) if !is_unavailable(&error) => return Err(Error::Statement(error)),
                Err(error) => error,
            };
            let Some(pause) = pauses.next() else {
                return Err(Error::Connect { attempts, elapsed: start.elapsed(), source });
            };
            tracing::info!(error = %source, ?pause, "the database does not answer yet");
            tokio::time::sleep(pause).await;
        }
    }

    /// Brings the schema up to date. Takes a session lock: not through a proxy.
    ///
    /// # Errors
    ///
    /// [`Error::Migrate`].
    pub async fn migrate(&self) -> Result<(), Error> {
        Ok(MIGRATOR.run(&self.pool).await?)
    }
}

fn options(settings: &Settings) -> Result<PgConnectOptions, Error> {
    Ok(PgConnectOptions::from_str(&settings.database_url)
        .map_err(Error::InvalidUrl)?
        // Sent as a SET, it would pin a proxy's connection.
        .extra_float_digits(None))
}
