//! One server for all tests, one database for each.

use std::{
    fs::{self, Permissions},
    io::Write,
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use sandbox::{Options, Postgres};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use storage::{
    Clock, Housekeeping, PostgresStorage,
    clock::ManualClock,
    postgres::{Auth, Settings},
};
use tempfile::{NamedTempFile, TempDir};
use tokio::sync::OnceCell;

/// Members of `rds_iam` come in without a password, as the gate before them has looked at their token.
const HBA: &str = "host all +rds_iam 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n";

static SERVER: OnceCell<(Postgres, TempDir, NamedTempFile)> = OnceCell::const_new();
static NUMBER: AtomicU32 = AtomicU32::new(1);

/// A database with the schema and nothing else.
pub(crate) struct Database {
    pub(crate) name: String,
    pub(crate) url: String,
}

impl Database {
    /// A database with nothing at all.
    pub(crate) async fn empty() -> Self {
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let url = server().await.create_database(&name).await.unwrap();
        Self { name, url }
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
        let file = clocks().join(&self.name);
        let clock = ManualClock::at(time).kept_in(&file).unwrap();
        let mut connection = self.connect().await;
        let statements = format!(
            "create schema test_clock;
            create function test_clock.now() returns timestamptz stable language plpgsql as
                $$ begin return to_timestamp(pg_read_file('{file}')::float8); end $$;
            alter database {name} set search_path = test_clock, pg_catalog, public;",
            file = file.display(),
            name = self.name
        );
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut connection).await.unwrap();
        clock
    }

    /// Storage of a process that goes by this clock.
    pub(crate) async fn storage_at(&self, clock: Clock) -> PostgresStorage {
        let settings = Settings { clock, ..settings(&self.url, 8) };
        PostgresStorage::connect(&settings).await.unwrap()
    }

    pub(crate) async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.url).await.unwrap()
    }

    /// Makes all that is stored so much older.
    pub(crate) async fn let_pass(&self, time: Duration) {
        let_pass(&mut self.connect().await, time).await;
    }

    /// Ends all connections.
    pub(crate) async fn hang_up(&self) {
        let others = "select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()";
        sqlx::query(others).execute(&mut self.connect().await).await.unwrap();
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

/// Where the tests' clocks are kept, for the server to read.
fn clocks() -> &'static Path {
    static CLOCKS: LazyLock<TempDir> = LazyLock::new(|| {
        let folder = tempfile::Builder::new().prefix("clocks").tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        folder
    });
    CLOCKS.path()
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

async fn server() -> &'static Postgres {
    let start = async || {
        let directory = tempfile::tempdir().unwrap();
        let everybody = Permissions::from_mode(0o644);
        let mut hba = tempfile::Builder::new().permissions(everybody).tempfile().unwrap();
        hba.write_all(HBA.as_bytes()).unwrap();
        let options = Options::new(directory.path())
            .without_durability()
            .with("max_connections", "200")
            .with("hba_file", hba.path().to_str().unwrap())
            .with("log_statement", "all")
            .with("log_parameter_max_length", "0")
            .with("log_line_prefix", "[%d] ");
        let server = Postgres::start(options).await.unwrap();
        let mut connection = PgConnection::connect(&server.url("postgres")).await.unwrap();
        sqlx::query("create role rds_iam").execute(&mut connection).await.unwrap();
        (server, directory, hba)
    };
    &SERVER.get_or_init(start).await.0
}
