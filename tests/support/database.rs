//! A database for each test, with storage on it.

use std::{ops::Deref, time::Duration};

use sandbox::TestDatabase;
use sqlx::{AssertSqlSafe, PgConnection};
use storage::{
    Clock, Housekeeping, PostgresStorage,
    clock::ManualClock,
    postgres::{Auth, Settings},
};

/// A database with the schema and nothing else.
pub(crate) struct Database(TestDatabase);

impl Deref for Database {
    type Target = TestDatabase;

    fn deref(&self) -> &TestDatabase {
        &self.0
    }
}

impl Database {
    /// A database with nothing at all.
    pub(crate) async fn empty() -> Self {
        Self(TestDatabase::create().await.unwrap())
    }

    pub(crate) async fn create() -> Self {
        let database = Self::empty().await;
        migrate(&database.url).await;
        database
    }

    pub(crate) async fn storage(&self, max_connections: usize) -> PostgresStorage {
        PostgresStorage::connect(&settings(&self.url, max_connections)).await.unwrap()
    }

    /// A clock that this database goes by, too.
    pub(crate) async fn clock(&self, time: Duration) -> ManualClock {
        ManualClock::at(time).kept_in(&self.clock_file().await.unwrap()).unwrap()
    }

    /// Storage of a process that goes by this clock.
    pub(crate) async fn storage_at(&self, clock: Clock) -> PostgresStorage {
        let settings = Settings { clock, ..settings(&self.url, 8) };
        PostgresStorage::connect(&settings).await.unwrap()
    }

    pub(crate) async fn connect(&self) -> PgConnection {
        self.0.connect().await.unwrap()
    }

    /// Makes all that is stored so much older.
    pub(crate) async fn let_pass(&self, time: Duration) {
        let_pass(&mut self.connect().await, time).await;
    }

    /// The statements that the server has run in this database.
    pub(crate) async fn statements(&self) -> Vec<String> {
        self.0.statements().await.unwrap()
    }
}

/// Makes all that is stored so much older: for the compiled functions, whose time is the database's, time
/// has passed. In this process a test's clock is moved on instead.
pub(crate) async fn let_pass(connection: &mut PgConnection, time: Duration) {
    let tables = "select format('update %I set ', table_name)
            || string_agg(format('%1$I = %1$I - make_interval(secs => $1)', column_name), ', ')
        from information_schema.columns
        where table_schema = 'public' and data_type = 'timestamp with time zone'
        group by table_name";
    let statements: Vec<String> =
        sqlx::query_scalar(tables).fetch_all(&mut *connection).await.unwrap();
    for statement in statements {
        let statement = sqlx::query(AssertSqlSafe(statement)).bind(time.as_secs_f64());
        statement.execute(&mut *connection).await.unwrap();
    }
    // Negative first, so that no version meets another on its way.
    let negative = "update player_versions set taken_at = -taken_at, newest_at = -newest_at";
    sqlx::query(negative).execute(&mut *connection).await.unwrap();
    let older = "update player_versions set taken_at = -taken_at - $1, newest_at = -newest_at - $1";
    let seconds = i64::try_from(time.as_secs()).unwrap();
    sqlx::query(older).bind(seconds).execute(&mut *connection).await.unwrap();
}

/// Brings a database's schema up to date.
pub(crate) async fn migrate(database_url: &str) {
    let storage = PostgresStorage::connect(&settings(database_url, 1)).await.unwrap();
    storage.migrate().await.unwrap();
    storage.close().await;
}

/// Connecting by the password in the URL.
pub(crate) fn settings(database_url: &str, max_connections: usize) -> Settings {
    let database_url = database_url.into();
    Settings { database_url, auth: Auth::Password, max_connections, clock: Clock::System }
}
