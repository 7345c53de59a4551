//! A PgBouncer in transaction mode: the stand-in for RDS Proxy.

use std::{
    env, fs,
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::Duration,
};

use nix::unistd::geteuid;
use tempfile::TempDir;
use tokio::net::TcpStream;
use url::Url;

use super::say;

/// The first that keeps track of prepared statements in transaction mode.
const OLDEST: (u32, u32) = (1, 21);

/// A running PgBouncer; dropping it kills it.
pub(crate) struct PgBouncer {
    process: Child,
    /// The database, through it.
    pub(crate) url: String,
    _directory: TempDir,
}

impl PgBouncer {
    /// Starts one before that database; `None` where there is none, or one that is too old.
    pub(crate) async fn start(database_url: &str, server_connections: u32) -> Option<Self> {
        if !is_installed() {
            assert!(env::var_os("CI").is_none(), "CI has PgBouncer");
            say("skipped: PgBouncer 1.21 or newer is not on the PATH; .ci/pgbouncer builds it");
            return None;
        }
        let directory = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let file = directory.path().join("pgbouncer.ini");
        let server = Url::parse(database_url).unwrap();
        fs::write(&file, configuration(&server, port, server_connections)).unwrap();
        let process = Command::new("pgbouncer")
            .arg("--quiet")
            .arg(&file)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let url = format!("postgres://anyone@127.0.0.1:{port}{}", server.path());
        let mut pgbouncer = Self { process, url, _directory: directory };
        pgbouncer.wait(port).await;
        Some(pgbouncer)
    }

    async fn wait(&mut self, port: u16) {
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert_eq!(self.process.try_wait().unwrap(), None, "PgBouncer has ended");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
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
fn configuration(server: &Url, port: u16, server_connections: u32) -> String {
    let (host, server_port) = (server.host_str().unwrap(), server.port().unwrap());
    let (user, password) = (server.username(), server.password().unwrap());
    // It refuses to run as root.
    let account = if geteuid().is_root() { "user = nobody" } else { "" };
    format!(
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
    )
}
