//! A database for each test, with storage on it.

use std::ops::Deref;

use sandbox::TestDatabase;
use sqlx::PgConnection;
use storage::{
    Clock, PostgresStorage,
    clock::ManualClock,
    postgres::{Auth, Settings},
};

use crate::START;

/// A database with the schema and nothing else.
pub(crate) struct Database(TestDatabase);

impl Deref for Database {
    type Target = TestDatabase;

    fn deref(&self) -> &TestDatabase {
        &self.0
    }
}

impl Database {
    pub(crate) async fn create() -> Self {
        let database = Self(TestDatabase::create().await.unwrap());
        database.storage(1).await.migrate().await.unwrap();
        database
    }

    pub(crate) async fn storage(&self, max_connections: usize) -> PostgresStorage {
        PostgresStorage::connect(&settings(&self.url, max_connections)).await.unwrap()
    }

    /// Storage of a process that goes by this clock.
    pub(crate) async fn storage_at(&self, clock: Clock) -> PostgresStorage {
        let settings = Settings { clock, ..settings(&self.url, 8) };
        PostgresStorage::connect(&settings).await.unwrap()
    }

    /// A clock that this database goes by, too.
    pub(crate) async fn clock(&self) -> ManualClock {
        ManualClock::at(START).kept_in(&self.clock_file().await.unwrap()).unwrap()
    }

    pub(crate) async fn connect(&self) -> PgConnection {
        self.0.connect().await.unwrap()
    }
}

/// Connecting by the password in the URL.
pub(crate) fn settings(database_url: &str, max_connections: usize) -> Settings {
    let database_url = database_url.into();
    Settings { database_url, auth: Auth::Password, max_connections, clock: Clock::System }
}
