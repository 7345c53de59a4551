//! A running server, and the end of it.

use std::{
    io,
    net::{Ipv4Addr, TcpListener},
    os::unix::process::CommandExt,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use fs_err as fs;

use super::{PostgresError, account::Account, cluster::Cluster, find::Installation};

/// Stops the server when our end of its stdin closes: that happens however we die.
const SUPERVISE: &str = include_str!("supervise.sh");

/// How long a start may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often somebody else may take the port we chose before PostgreSQL does.
const ATTEMPTS: usize = 5;

/// A running server; dropping it stops it.
pub(super) struct Server {
    supervisor: Child,
    pub(super) port: u16,
}

impl Server {
    /// Starts a server on a free port and waits until it is ready.
    pub(super) fn start(
        installation: &Installation,
        account: &Account,
        cluster: &Cluster,
        settings: &[(String, String)],
    ) -> Result<Self, PostgresError> {
        for _ in 0..ATTEMPTS {
            let before = postmaster(cluster);
            let mut server = Self::spawn(installation, account, cluster, settings)?;
            if server.is_up(cluster, before.as_deref())? {
                return Ok(server);
            }
            if is_free(server.port) {
                break;
            }
        }
        Err(cluster.failure("postgres"))
    }

    fn spawn(
        installation: &Installation,
        account: &Account,
        cluster: &Cluster,
        settings: &[(String, String)],
    ) -> Result<Self, PostgresError> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut command = account.command("sh");
        command.args(["-c", SUPERVISE, "supervise"]);
        command.arg(installation.program("postgres")).arg("-D").arg(cluster.data());
        command.arg("-p").arg(port.to_string());
        for (name, value) in settings {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        let supervisor = command
            .stdin(Stdio::piped())
            .stdout(cluster.log()?)
            .stderr(cluster.log()?)
            // Ctrl-C is for us: the server stops when we do.
            .process_group(0)
            .spawn()?;
        Ok(Self { supervisor, port })
    }

    /// Waits until our own server is ready; false when it stopped or took too long.
    ///
    /// Asking the port would not do: somebody else could answer there.
    fn is_up(&mut self, cluster: &Cluster, before: Option<&str>) -> io::Result<bool> {
        let deadline = Instant::now() + PATIENCE;
        while self.supervisor.try_wait()?.is_none() && Instant::now() < deadline {
            let now = postmaster(cluster);
            if now.as_deref() != before && now.is_some_and(|file| is_ready(&file, self.port)) {
                return Ok(true);
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(false)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        if let Err(error) = self.supervisor.wait() {
            tracing::warn!("cannot wait for PostgreSQL to stop: {error}");
        }
    }
}

/// The file in which a server says how it is; one that crashed leaves it behind.
fn postmaster(cluster: &Cluster) -> Option<String> {
    fs::read_to_string(cluster.data().join("postmaster.pid")).ok()
}

/// Line 4 is the port, line 8 the state.
fn is_ready(postmaster: &str, port: u16) -> bool {
    let line = |number: usize| postmaster.lines().nth(number - 1).map(str::trim);
    line(4) == Some(port.to_string().as_str()) && line(8) == Some("ready")
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}
