//! One server for all tests, one database for each.

use std::{
    fs,
    sync::atomic::{AtomicU32, Ordering},
};

use local::postgres::{Options, Postgres};
use sqlx::{Connection, PgConnection};
use storage::{Housekeeping, PostgresStorage, postgres::Settings};
use tempfile::TempDir;
use tokio::sync::OnceCell;

static SERVER: OnceCell<(Postgres, TempDir)> = OnceCell::const_new();
static NUMBER: AtomicU32 = AtomicU32::new(1);

/// A database with the schema and nothing else.
pub(crate) struct Database {
    pub(crate) name: String,
    pub(crate) url: String,
}

impl Database {
    pub(crate) async fn create() -> Self {
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let url = server().await.create_database(&name).await.unwrap();
        let database = Self { name, url };
        let storage = database.storage(1).await;
        storage.migrate().await.unwrap();
        storage.close().await;
        database
    }

    pub(crate) async fn storage(&self, max_connections: u32) -> PostgresStorage {
        let settings = Settings { database_url: self.url.clone(), max_connections };
        PostgresStorage::connect(&settings).await.unwrap()
    }

    pub(crate) async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.url).await.unwrap()
    }

    /// The statements that the server has run in this database, from its log.
    pub(crate) async fn statements(&self) -> Vec<String> {
        let log = fs::read(server().await.directory().join("log")).unwrap();
        let mark = format!("[{}] ", self.name);
        let log = String::from_utf8_lossy(&log);
        // An entry goes on over the lines that begin with a tab.
        let entries = log.replace("\n\t", " ");
        entries
            .lines()
            .filter_map(|line| line.strip_prefix(&mark))
            .filter(|line| line.contains("execute") || line.contains("statement:"))
            .map(str::to_owned)
            .collect()
    }
}

async fn server() -> &'static Postgres {
    let start = async || {
        let directory = tempfile::tempdir().unwrap();
        let options = Options::new(directory.path())
            .without_durability()
            .with("max_connections", "200")
            .with("log_statement", "all")
            .with("log_parameter_max_length", "0")
            .with("log_line_prefix", "[%d] ");
        (Postgres::start(options).await.unwrap(), directory)
    };
    &SERVER.get_or_init(start).await.0
}
