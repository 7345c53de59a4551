//! A running server, and the end of it.

use std::{
    io,
    net::{Ipv4Addr, TcpListener},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{PostgresError, account::Account, cluster::Cluster, find::Installation, free_port};
use fs_err as fs;

/// Stops the server when our end of its stdin closes: that happens however we die.
const SUPERVISE: &str = include_str!("supervise.sh");

/// How long a start may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How often somebody else may take the port we chose before PostgreSQL does.
const ATTEMPTS: usize = 5;

/// A running server; dropping it stops it.
pub(crate) struct Server {
    supervisor: Child,
    pub(crate) port: u16,
    status: StatusFile,
}

/// The file in which a server says how it is; one that crashed leaves it behind.
struct StatusFile(PathBuf);

impl Server {
    /// Starts a server on that port, or on a free one, and waits until it is ready.
    pub(crate) fn start(
        installation: &Installation,
        account: &Account,
        cluster: &Cluster,
        settings: &[(String, String)],
        port: Option<u16>,
    ) -> Result<Self, PostgresError> {
        for _ in 0..ATTEMPTS {
            let port = port.map_or_else(free_port, Ok)?;
            let before = StatusFile::of(cluster).read();
            let mut server = Self::spawn(installation, account, cluster, settings, port)?;
            if server.is_up(before.as_deref())? {
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
        port: u16,
    ) -> Result<Self, PostgresError> {
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
        Ok(Self { supervisor, port, status: StatusFile::of(cluster) })
    }

    /// Waits until our own server is ready; false when it stopped or took too long.
    ///
    /// Asking the port would not do: somebody else could answer there.
    fn is_up(&mut self, before: Option<&str>) -> io::Result<bool> {
        let deadline = Instant::now() + TIMEOUT;
        while self.supervisor.try_wait()?.is_none() && Instant::now() < deadline {
            let now = self.status.read();
            if now.as_deref() != before && self.status.is_ready(self.port) {
                return Ok(true);
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(false)
    }

    /// The first of its processes.
    pub(crate) fn postmaster(&self) -> Option<u32> {
        self.status.postmaster()
    }

    /// Kills the server, and waits until it is dead.
    pub(crate) fn kill(mut self, account: &Account) -> io::Result<()> {
        if let Some(postmaster) = self.postmaster() {
            // As the account, which wrote that number and may only kill what is its own.
            let mut kill = account.command("sh");
            kill.args(["-c", r#"kill -KILL "$1""#, "kill"]).arg(postmaster.to_string()).status()?;
        }
        self.supervisor.wait().map(drop)
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

impl StatusFile {
    fn of(cluster: &Cluster) -> Self {
        Self(cluster.data().join("postmaster.pid"))
    }

    fn read(&self) -> Option<String> {
        fs::read_to_string(&self.0).ok()
    }

    fn line(&self, number: usize) -> Option<String> {
        Some(self.read()?.lines().nth(number - 1)?.trim().to_owned())
    }

    /// Line 1 is the first of the server's processes.
    fn postmaster(&self) -> Option<u32> {
        self.line(1)?.parse().ok()
    }

    /// Line 4 is the port, line 8 the state.
    fn is_ready(&self, port: u16) -> bool {
        self.line(4) == Some(port.to_string()) && self.line(8).as_deref() == Some("ready")
    }
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}
