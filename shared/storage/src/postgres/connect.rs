//! Connecting: lazily, one pool a process, with bounded retries.

use std::{
    fmt,
    time::{Duration, Instant},
};

use sqlx::{Connection, postgres::PgSslMode};

use super::{
    PostgresStorage,
    connector::{Auth, Connector, Server},
    error::{is_refusal, is_unavailable},
    parameters::{Parameters, options},
    pool::Pool,
};
use crate::{Clock, Error, Result};

/// Pauses between the attempts to reach a database that is still starting.
const RETRY_PAUSES: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_millis(300),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(3),
];

/// Where a database is. Not shown, since it may hold a password.
#[derive(Clone)]
pub enum DatabaseUrl {
    /// `postgres://user:password@host:port/database`.
    Given(String),
    /// Such a URL in a parameter.
    InParameters(Parameters),
}

impl<T: Into<String>> From<T> for DatabaseUrl {
    fn from(url: T) -> Self {
        Self::Given(url.into())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(…)")
    }
}

/// Where the database is, and how a process connects to it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where it is.
    pub database_url: DatabaseUrl,
    /// How a process shows who it is.
    pub auth: Auth,
    /// How many connections a process opens. A Lambda needs one.
    pub max_connections: usize,
    /// The time that tokens and idle connections are judged by.
    pub clock: Clock,
}

impl PostgresStorage {
    /// A pool that connects when the first statement needs it.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidUrl`], [`Error::UnverifiedServer`].
    pub fn connect_lazily(settings: &Settings) -> Result<Self> {
        let Settings { auth, clock, max_connections, .. } = settings.clone();
        let connector = Connector { server: server(settings)?, auth, clock };
        let pool = Pool::new(connector, max_connections)?;
        Ok(Self { reads: pool.for_reads(), pool })
    }

    /// The same, once the database answers: it is asked at most six times.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidUrl`], [`Error::UnverifiedServer`]; [`Error::Connect`] when it cannot be
    /// reached; at once, when it refuses us.
    pub async fn connect(settings: &Settings) -> Result<Self> {
        let storage = Self::connect_lazily(settings)?;
        let start = Instant::now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let error = match storage.pool.connect().await {
                Ok(connection) => {
                    connection.close().await?;
                    return Ok(storage);
                }
                Err(error) => error,
            };
            if is_refusal(&error) || !is_unavailable(&error) {
                return Err(error.into());
            }
            let Some(pause) = RETRY_PAUSES.get(attempts - 1) else {
                let (elapsed, source) = (start.elapsed(), error.into());
                return Err(Error::Connect { attempts, elapsed, source });
            };
            tracing::info!(%error, ?pause, "the database does not answer yet");
            tokio::time::sleep(*pause).await;
        }
    }
}

fn server(settings: &Settings) -> Result<Server> {
    let url = match &settings.database_url {
        DatabaseUrl::InParameters(parameters) => {
            return Ok(Server::InParameters(parameters.clone()));
        }
        DatabaseUrl::Given(url) => url,
    };
    let options = options(url).map_err(|error| Error::InvalidUrl(error.into()))?;
    if matches!(settings.auth, Auth::Iam(_))
        && !matches!(options.get_ssl_mode(), PgSslMode::VerifyFull)
    {
        return Err(Error::UnverifiedServer);
    }
    Ok(Server::Known(Box::new(options)))
}
