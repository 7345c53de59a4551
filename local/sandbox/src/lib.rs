//! A PostgreSQL of our own, without Docker: found on this machine or fetched, started on a free port,
//! and stopped when we end, however we end. A PgBouncer before it, where one is installed. And databases for
//! tests, whose time a test can move, in folders that do not outlive us.

mod account;
mod certificate;
mod cluster;
mod error;
mod fetch;
mod find;
mod pgbouncer;
mod server;
mod temporary;
mod test_database;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{self, Path, PathBuf},
};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, error::DatabaseError};
use tokio::net::TcpSocket;

use account::Account;
use cluster::Cluster;
use server::Server;

pub use certificate::{Authority, Certificate, CertificateError};
pub use error::PostgresError;
pub use fetch::FetchError;
pub use find::Major;
pub use pgbouncer::{Entrance, PgBouncer, PgBouncerError, PoolMode};
pub use temporary::TemporaryFolder;
pub use test_database::TestDatabase;

/// The only user of the server.
const SUPERUSER: &str = "overfast";

/// The files of the server's certificate and its key.
const CERTIFICATE: &str = "server.crt";
const KEY: &str = "server.key";

/// What PostgreSQL answers when a database is there already.
const DUPLICATE_DATABASE: &str = "42P04";

/// How to run a server.
#[derive(Debug, Clone)]
pub struct Options {
    directory: PathBuf,
    major: Option<Major>,
    settings: Vec<(String, String)>,
    certificate: Option<Certificate>,
}

impl Options {
    /// A server that keeps its data in `directory`.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        let only_here = [("listen_addresses", "127.0.0.1"), ("unix_socket_directories", "")];
        let options = Self {
            directory: directory.into(),
            major: None,
            settings: Vec::new(),
            certificate: None,
        };
        options.with_all(only_here)
    }

    /// Of that major version, not of any that is found.
    #[must_use]
    pub fn of(mut self, major: Major) -> Self {
        self.major = Some(major);
        self
    }

    /// Faster, but a crash of the machine may destroy the data.
    #[must_use]
    pub fn without_durability(self) -> Self {
        self.with_all([
            ("fsync", "off"),
            ("synchronous_commit", "off"),
            ("full_page_writes", "off"),
        ])
    }

    /// With one of PostgreSQL's settings, such as `log_statement`.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With TLS for clients that ask for it.
    #[must_use]
    pub fn with_certificate(mut self, certificate: Certificate) -> Self {
        self.certificate = Some(certificate);
        // As seen from the data directory, which is the account's own.
        self.with("ssl", "on")
            .with("ssl_cert_file", &format!("../{CERTIFICATE}"))
            .with("ssl_key_file", &format!("../{KEY}"))
    }

    fn with_all<const N: usize>(self, settings: [(&str, &str); N]) -> Self {
        settings.into_iter().fold(self, |options, (name, value)| options.with(name, value))
    }
}

/// A running PostgreSQL; dropping it stops it.
pub struct Postgres {
    server: Server,
    password: String,
    directory: PathBuf,
    options: Options,
}

/// A server that was killed. It keeps its port: connections are refused, and nobody else takes it.
pub struct Killed {
    options: Options,
    port: TcpSocket,
}

impl Postgres {
    /// Starts a server; the first time this also makes its data directory, and may download PostgreSQL.
    ///
    /// # Errors
    ///
    /// When there is no PostgreSQL to be had, when it does not start, or when another one uses the directory.
    pub async fn start(options: Options) -> Result<Self, PostgresError> {
        Self::start_on(options, None).await
    }

    async fn start_on(options: Options, port: Option<u16>) -> Result<Self, PostgresError> {
        tokio::task::spawn_blocking(move || Self::launch(options, port))
            .await
            .map_err(io::Error::from)?
    }

    fn launch(options: Options, port: Option<u16>) -> Result<Self, PostgresError> {
        let account = Account::choose()?;
        let installation = match find::find(options.major, &account) {
            Some(found) => found,
            None => fetch::fetch(options.major.unwrap_or(Major::Eighteen), &account)?,
        };
        let directory = account.directory(&path::absolute(&options.directory)?)?;
        // Another PostgreSQL found tomorrow may not read today's data.
        let home = directory.join(installation.major.to_string());
        let cluster = Cluster::open(&home, &installation, &account)?;
        if let Some(Certificate { certificate, key }) = &options.certificate {
            cluster.keep_secret(CERTIFICATE, certificate, &account)?;
            cluster.keep_secret(KEY, key, &account)?;
        }
        let server = Server::start(&installation, &account, &cluster, &options.settings, port)?;
        Ok(Self { server, password: cluster.password()?, directory: home, options })
    }

    /// Kills it, as a crash does: nothing is finished, nobody is told.
    ///
    /// # Errors
    ///
    /// When it cannot be killed, or its port cannot be kept.
    pub async fn kill(self) -> Result<Killed, PostgresError> {
        let Self { server, options, .. } = self;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, server.port));
        let account = Account::choose()?;
        let killed = tokio::task::spawn_blocking(move || server.kill(&account));
        killed.await.map_err(io::Error::from)??;
        let port = TcpSocket::new_v4()?;
        // Its connections may linger.
        port.set_reuseaddr(true)?;
        port.bind(address)?;
        Ok(Killed { options, port })
    }

    /// Where the server keeps its files; not always where it was told to.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The first of the server's processes, which has started all others.
    #[must_use]
    pub fn process_id(&self) -> Option<u32> {
        self.server.postmaster()
    }

    /// The URL of one of its databases; `postgres` always exists.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let Self { server: Server { port, .. }, password, .. } = self;
        format!("postgres://{SUPERUSER}:{password}@127.0.0.1:{port}/{database}")
    }

    /// Makes a database, unless it is there already, and gives its URL.
    ///
    /// # Errors
    ///
    /// When the server does not answer or refuses the name.
    pub async fn create_database(&self, name: &str) -> Result<String, PostgresError> {
        let mut connection = PgConnection::connect(&self.url("postgres")).await?;
        let statement = format!("CREATE DATABASE \"{}\"", name.replace('"', "\"\""));
        let made = connection.execute(AssertSqlSafe(statement)).await;
        connection.close().await?;
        if let Err(error) = made
            && !is_there_already(&error)
        {
            return Err(error.into());
        }
        Ok(self.url(name))
    }
}

impl Killed {
    /// Starts it again, on the same port, with what it had written down.
    ///
    /// # Errors
    ///
    /// Those of [`Postgres::start`].
    pub async fn restart(self) -> Result<Postgres, PostgresError> {
        let Self { options, port } = self;
        let number = port.local_addr()?.port();
        drop(port);
        Postgres::start_on(options, Some(number)).await
    }
}

fn is_there_already(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.as_deref() == Some(DUPLICATE_DATABASE)
}

/// A port of this machine that nobody listens on now; somebody else may before its taker does.
///
/// # Errors
///
/// When none can be had.
pub fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
