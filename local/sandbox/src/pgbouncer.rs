//! A PgBouncer in transaction mode, which takes the place of RDS Proxy.

use std::{
    fs::Permissions,
    io,
    net::Ipv4Addr,
    os::unix::fs::PermissionsExt,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use fs_err as fs;
use nix::unistd::geteuid;
use tempfile::TempDir;
use tokio::net::TcpStream;
use url::Url;

use crate::free_port;

/// The first that keeps track of prepared statements in transaction mode.
const OLDEST: (u32, u32) = (1, 21);

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
    /// There is none, or one that is too old.
    #[error("PgBouncer 1.21 or newer is not on the PATH; .ci/pgbouncer builds it")]
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
    ) -> Result<Self, PgBouncerError> {
        if !is_installed() {
            return Err(PgBouncerError::NotInstalled);
        }
        // For us alone: the password is in it.
        let closed = Permissions::from_mode(0o700);
        let directory = tempfile::Builder::new().permissions(closed).tempdir()?;
        let port = free_port()?;
        let file = directory.path().join("pgbouncer.ini");
        let server = Url::parse(database_url).map_err(|_| PgBouncerError::InvalidUrl)?;
        let configuration = configuration(&server, port, server_connections);
        fs::write(&file, configuration.ok_or(PgBouncerError::InvalidUrl)?)?;
        let process =
            Command::new("pgbouncer").arg("--quiet").arg(&file).stdin(Stdio::null()).spawn()?;
        let url = format!("postgres://anyone@127.0.0.1:{port}{}", server.path());
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
    version.is_some_and(|version: (u32, u32)| version >= OLDEST)
}

/// Nothing that a client may ask for when it connects is ignored: it is refused.
fn configuration(server: &Url, port: u16, server_connections: u32) -> Option<String> {
    let (host, server_port) = (server.host_str()?, server.port()?);
    let (user, password) = (server.username(), server.password()?);
    // It refuses to run as root.
    let account = if geteuid().is_root() { "user = nobody" } else { "" };
    Some(format!(
        "[databases]
* = host={host} port={server_port} user={user} password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {server_connections}
max_client_conn = 500
max_prepared_statements = 200
# As long as our pool waits: by default a request would wait for minutes.
query_wait_timeout = 5
server_login_retry = 1
{account}
"
    ))
}
