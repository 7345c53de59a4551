//! The database: a PostgreSQL of our own, or another.

use std::{env, path::Path};

use functions::{Config, app::StartError};
use sandbox::{Options, Postgres};
use storage::PostgresStorage;

use crate::{Arguments, error::Error};

/// Players of the fake must not be taken for real ones: they have a database of their own.
const DATABASE: &str = "overfast";
const OFFLINE_DATABASE: &str = "overfast_offline";

/// Where PostgreSQL keeps its data unless told.
const DATA_DIR: &str = "target/postgres";

/// The database, and the server that was started for it.
pub(crate) struct Database {
    pub(crate) url: String,
    /// Stops when dropped.
    pub(crate) server: Option<Postgres>,
}

impl Database {
    /// The database that `DATABASE_URL` names, or a server of its own.
    pub(crate) async fn open(arguments: &Arguments) -> Result<Self, Error> {
        if let Some(url) = env::var("DATABASE_URL").ok().filter(|url| !url.is_empty()) {
            if arguments.offline {
                return Err(Error::OfflineInDatabase);
            }
            if arguments.data_dir.is_some() {
                return Err(Error::DataDirOfAnother);
            }
            return Ok(Self { url, server: None });
        }
        let data_dir = arguments.data_dir.as_deref().unwrap_or(Path::new(DATA_DIR));
        let server = Postgres::start(Options::new(data_dir)).await?;
        let name = if arguments.offline { OFFLINE_DATABASE } else { DATABASE };
        let url = server.create_database(name).await?;
        tracing::info!("PostgreSQL keeps its data in {}", server.directory().display());
        Ok(Self { url, server: Some(server) })
    }

    pub(crate) async fn connect(&self) -> Result<PostgresStorage, Error> {
        let config = Config::with_database(self.url.clone()).map_err(StartError::Config)?;
        Ok(PostgresStorage::connect(&config.database(8)).await?)
    }
}

/// Brings the schema up to date, and takes over OverFast 4's players if that was asked for.
pub(crate) async fn migrate(arguments: &Arguments, storage: &PostgresStorage) -> Result<(), Error> {
    if arguments.take_over {
        let taken_over = storage.migrate_and_take_over().await?;
        tracing::info!("took over {} players of OverFast 4", taken_over.player_profiles);
        return Ok(());
    }
    storage.migrate().await.map_err(|error| match error {
        storage::Error::Overfast4 => Error::Overfast4,
        error => error.into(),
    })
}
