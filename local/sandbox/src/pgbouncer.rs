//! A PgBouncer, which takes the place of RDS Proxy, or of the pooler that a provider puts before a database.

use std::{
    fs::Permissions,
    io,
    net::Ipv4Addr,
    os::unix::fs::{PermissionsExt, chown},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use fs_err as fs;
use nix::unistd::{User, geteuid};
use tempfile::TempDir;
use tokio::net::TcpStream;
use url::Url;

use crate::{Certificate, free_port};

/// The first that keeps track of prepared statements in transaction mode.
const OLDEST: (u32, u32) = (1, 21);

/// Whom it runs as when we are root, as whom it refuses to run.
const ACCOUNT: &str = "nobody";

/// For how long a client has one of the connections to the server.
#[derive(Debug, Clone, Copy)]
pub enum PoolMode {
    /// For a transaction.
    Transaction,
    /// For as long as it is connected.
    Session,
}

/// Who is let in.
#[derive(Debug, Clone)]
pub enum Entrance {
    /// Everybody, in plain text.
    Open,
    /// The user of the database's URL, by its password (SCRAM) and over TLS only.
    Guarded(Certificate),
}

/// A running PgBouncer; dropping it kills it.
pub struct PgBouncer {
    process: Child,
    /// The database, through it.
    pub url: String,
    _directory: TempDir,
}

/// Why there is no PgBouncer.
#[derive(Debug, thiserror::Error)]
pub enum PgBouncerError {
    /// There is none, or one that is too old or was built without TLS.
    #[error("PgBouncer 1.21 or newer with TLS is not on the PATH; .ci/pgbouncer builds it")]
    NotInstalled,
    /// The database's URL is none that names a host, a port and a password.
    #[error("the database's URL lacks a host, a port or a password")]
    InvalidUrl,
    /// It ended at once.
    #[error("PgBouncer has ended: {0}")]
    Ended(ExitStatus),
    /// It could not be started.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl PgBouncer {
    /// Starts one before that database, with so many connections to it.
    ///
    /// # Errors
    ///
    /// [`PgBouncerError`].
    pub async fn start(
        database_url: &str,
        server_connections: u32,
        mode: PoolMode,
        entrance: &Entrance,
    ) -> Result<Self, PgBouncerError> {
        if !is_installed() {
            return Err(PgBouncerError::NotInstalled);
        }
        let server = Server::of(database_url).ok_or(PgBouncerError::InvalidUrl)?;
        // For us alone: the password is in it.
        let closed = Permissions::from_mode(0o700);
        let directory = tempfile::Builder::new().permissions(closed).tempdir()?;
        let port = free_port()?;
        let file = directory.path().join("pgbouncer.ini");
        let mut configuration = configuration(&server, port, server_connections, mode);
        let url = match entrance {
            Entrance::Open => {
                configuration.push_str("auth_type = any\n");
                format!("postgres://anyone@127.0.0.1:{port}{}", server.path)
            }
            Entrance::Guarded(certificate) => {
                configuration.push_str(&server.guard(directory.path(), certificate)?);
                let Server { user, password, path, .. } = &server;
                format!("postgres://{user}:{password}@127.0.0.1:{port}{path}?sslmode=verify-full")
            }
        };
        fs::write(&file, configuration)?;
        give_away(directory.path())?;
        let process =
            Command::new("pgbouncer").arg("--quiet").arg(&file).stdin(Stdio::null()).spawn()?;
        let mut pgbouncer = Self { process, url, _directory: directory };
        pgbouncer.wait(port).await?;
        Ok(pgbouncer)
    }

    async fn wait(&mut self, port: u16) -> Result<(), PgBouncerError> {
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
            if let Some(status) = self.process.try_wait()? {
                return Err(PgBouncerError::Ended(status));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn is_installed() -> bool {
    let Ok(output) = Command::new("pgbouncer").arg("--version").output() else { return false };
    let text = String::from_utf8_lossy(&output.stdout);
    let version = text.strip_prefix("PgBouncer ").and_then(|text| {
        let mut numbers = text.split(['.', '\n']).map(|number| number.parse().ok());
        Some((numbers.next()??, numbers.next()??))
    });
    let has_tls = !text.contains("tls: unsupported");
    has_tls && version.is_some_and(|version: (u32, u32)| version >= OLDEST)
}

/// The folder has to be its account's: it reads some files when it is no longer root.
fn give_away(folder: &Path) -> io::Result<()> {
    if !geteuid().is_root() {
        return Ok(());
    }
    let account = User::from_name(ACCOUNT)?.ok_or(io::ErrorKind::NotFound)?;
    chown(folder, Some(account.uid.as_raw()), Some(account.gid.as_raw()))
}

/// Where the database is, and who uses it.
struct Server {
    host: String,
    port: u16,
    user: String,
    password: String,
    path: String,
}

impl Server {
    fn of(url: &str) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        Some(Self {
            host: url.host_str()?.to_owned(),
            port: url.port()?,
            user: url.username().to_owned(),
            password: url.password()?.to_owned(),
            path: url.path().to_owned(),
        })
    }

    /// Writes the files that a guarded entrance needs; gives its settings.
    fn guard(&self, folder: &Path, certificate: &Certificate) -> io::Result<String> {
        let Self { user, password, .. } = self;
        let write = |name: &str, text: &str| {
            let file = folder.join(name);
            fs::write(&file, text).map(|()| file.display().to_string())
        };
        let users = write("users", &format!("\"{user}\" \"{password}\"\n"))?;
        let certificate_file = write("certificate", &certificate.certificate)?;
        let key = write("key", &certificate.key)?;
        Ok(format!(
            "auth_type = scram-sha-256
auth_file = {users}
client_tls_sslmode = require
client_tls_cert_file = {certificate_file}
client_tls_key_file = {key}
"
        ))
    }
}

/// Nothing that a client may ask for when it connects is ignored: it is refused.
fn configuration(server: &Server, port: u16, server_connections: u32, mode: PoolMode) -> String {
    let Server { host, port: server_port, user, password, .. } = server;
    let pool_mode = match mode {
        PoolMode::Transaction => "transaction",
        PoolMode::Session => "session",
    };
    let account = if geteuid().is_root() { format!("user = {ACCOUNT}") } else { String::new() };
    format!(
        "[databases]
* = host={host} port={server_port} user={user} password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
pool_mode = {pool_mode}
default_pool_size = {server_connections}
max_client_conn = 500
max_prepared_statements = 200
# As long as our pool waits: by default a request would wait for minutes.
query_wait_timeout = 5
server_login_retry = 1
{account}
"
    )
}
