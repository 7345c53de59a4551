//! Databases for tests: one server for all tests of a process, and a database for each.

use std::{
    fs::{self, Permissions},
    io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::OnceCell;

use crate::{Options, Postgres, PostgresError, TemporaryFolder};

/// Members of `rds_iam` come in without a password: a test that lets them in has looked at their token.
const HBA: &str = "host all +rds_iam 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n";

static SERVER: OnceCell<TestServer> = OnceCell::const_new();
static NUMBER: AtomicU32 = AtomicU32::new(1);

/// The server, with what it reads and writes.
struct TestServer {
    postgres: Postgres,
    /// Where the databases' clocks are.
    clocks: PathBuf,
    _folder: TemporaryFolder,
}

/// A database of a test. It ends with the process, as the server does.
pub struct TestDatabase {
    /// Its name, which no other database of this server has.
    pub name: String,
    /// Where it is, for the superuser.
    pub url: String,
}

impl TestDatabase {
    /// A database with nothing in it.
    ///
    /// # Errors
    ///
    /// When there is no PostgreSQL to be had, or it does not answer.
    pub async fn create() -> Result<Self, PostgresError> {
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let url = TestServer::get().await?.postgres.create_database(&name).await?;
        Ok(Self { name, url })
    }

    /// A connection to it.
    ///
    /// # Errors
    ///
    /// When the server does not answer.
    pub async fn connect(&self) -> Result<PgConnection, PostgresError> {
        Ok(PgConnection::connect(&self.url).await?)
    }

    /// Ends all connections to it.
    ///
    /// # Errors
    ///
    /// When the server does not answer.
    pub async fn hang_up(&self) -> Result<(), PostgresError> {
        let others = "select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()";
        sqlx::query(others).execute(&mut self.connect().await?).await?;
        Ok(())
    }

    /// From now on `now()` is what a test writes into this file, in seconds since 1970, for all who connect:
    /// another function of that name comes first in the search path. Nobody may ask before there is a time.
    ///
    /// # Errors
    ///
    /// When the server does not answer.
    pub async fn clock_file(&self) -> Result<PathBuf, PostgresError> {
        let file = TestServer::get().await?.clocks.join(&self.name);
        let statements = format!(
            "create schema test_clock;
            create function test_clock.now() returns timestamptz stable language plpgsql as
                $$ begin return to_timestamp(pg_read_file('{file}')::float8); end $$;
            alter database {name} set search_path = test_clock, pg_catalog, public;",
            file = file.display(),
            name = self.name
        );
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut self.connect().await?).await?;
        Ok(file)
    }

    /// The statements that the server has run in this database, from its log.
    ///
    /// # Errors
    ///
    /// When the log cannot be read.
    pub async fn statements(&self) -> Result<Vec<String>, PostgresError> {
        let log = fs::read(TestServer::get().await?.postgres.directory().join("log"))?;
        let mark = format!("[{}] ", self.name);
        // An entry goes on over the lines that begin with a tab.
        let entries = String::from_utf8_lossy(&log).replace("\n\t", " ");
        let entries = entries.lines().filter_map(|line| line.strip_prefix(&mark));
        let statements = entries
            .filter(|entry| entry.contains("execute") || entry.contains("statement:"))
            .map(str::to_owned);
        Ok(statements.collect())
    }
}

impl TestServer {
    async fn get() -> Result<&'static Self, PostgresError> {
        SERVER.get_or_try_init(Self::start).await
    }

    async fn start() -> Result<Self, PostgresError> {
        let folder = TemporaryFolder::new()?;
        let (clocks, hba) = (folder.path().join("clocks"), folder.path().join("hba"));
        fs::create_dir(&clocks)?;
        fs::write(&hba, HBA)?;
        let_read(&clocks, 0o755)?;
        let_read(&hba, 0o644)?;
        let options = Options::new(folder.path())
            .without_durability()
            .with("max_connections", "200")
            .with("hba_file", &hba.display().to_string())
            .with("log_statement", "all")
            .with("log_parameter_max_length", "0")
            .with("log_line_prefix", "[%d] ");
        let postgres = Postgres::start(options).await?;
        let mut connection = PgConnection::connect(&postgres.url("postgres")).await?;
        sqlx::query("create role rds_iam").execute(&mut connection).await?;
        Ok(Self { postgres, clocks, _folder: folder })
    }
}

/// The server may run as another user.
fn let_read(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(mode))
}
