//! Servers that are started here, each as a process of its own.

use std::{
    env,
    io::Write,
    net::Ipv4Addr,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tokio::{net::TcpStream, time::sleep};
use url::Url;

use super::processes::Tally;
use crate::{BenchError, table::percentile, world::World};

/// Becomes a server that stops when our end of its stdin closes: that happens however we die.
const BECOME: &str = include_str!("become.sh");

/// So often a server that starts is asked whether it answers.
const POLL: Duration = Duration::from_millis(2);

/// A server that works for less than a hundredth of this time is quiet.
const QUIET: Duration = Duration::from_millis(500);

/// A running server; dropping it stops it.
pub(super) struct Launched {
    process: Child,
    program: &'static str,
    /// What may be missing where it does not run.
    hint: &'static str,
}

impl Launched {
    /// Starts a program with these arguments, which sees these variables and no others.
    pub(super) fn start<'a>(
        program: &'static str,
        binary: &Path,
        arguments: impl IntoIterator<Item = &'a str>,
        variables: &[(&'static str, String)],
        hint: &'static str,
    ) -> Result<Self, BenchError> {
        let process = Command::new("sh")
            .args(["-c", BECOME, "become"])
            .arg(binary)
            .args(arguments)
            .env_clear()
            .envs(env::var_os("PATH").map(|path| ("PATH", path)))
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            // Ours is for the tables.
            .stdout(Stdio::null())
            // Ctrl-C is for us: the server stops when we do.
            .process_group(0)
            .spawn()?;
        Ok(Self { process, program, hint })
    }

    /// Its process.
    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Waits until somebody listens on its port.
    pub(super) async fn wait_for_port(&mut self, port: u16) -> Result<(), BenchError> {
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
            self.wait_a_little().await?;
        }
        Ok(())
    }

    /// Waits until it answers over HTTP, whatever it answers.
    pub(super) async fn wait_for_answer(
        &mut self,
        http: &reqwest::Client,
        url: &Url,
    ) -> Result<(), BenchError> {
        while http.get(url.clone()).send().await.is_err() {
            self.wait_a_little().await?;
        }
        Ok(())
    }

    /// Waits until it has done what it does at its start, behind its first answers.
    pub(super) async fn wait_until_quiet(&self) -> Result<(), BenchError> {
        loop {
            let before = Tally::of(&[self.id()])?;
            sleep(QUIET).await;
            if Tally::of(&[self.id()])?.cpu_since(&before) < QUIET / 100 {
                return Ok(());
            }
        }
    }

    async fn wait_a_little(&mut self) -> Result<(), BenchError> {
        if let Some(status) = self.process.try_wait()? {
            if let Some(stdin) = &mut self.process.stdin {
                // Nobody may read it any more.
                let _ = writeln!(stdin);
            }
            let Self { program, hint, .. } = *self;
            return Err(BenchError::Ended { program, status, hint });
        }
        sleep(POLL).await;
        Ok(())
    }
}

impl Drop for Launched {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        if let Err(error) = self.process.wait() {
            tracing::warn!("cannot wait for {} to stop: {error}", self.program);
        }
    }
}

/// Starts a server several times; the last that was started, and how long starts take.
pub(super) async fn start_often<S>(
    times: usize,
    start: impl AsyncFn() -> Result<S, BenchError>,
) -> Result<(S, Duration), BenchError> {
    let mut took = Vec::new();
    loop {
        let started = Instant::now();
        let server = start().await?;
        took.push(started.elapsed());
        if took.len() >= times {
            return Ok((server, percentile(&mut took, 50)));
        }
    }
}

/// Our server on a laptop.
pub(super) struct Local {
    pub(super) server: Launched,
    pub(super) url: Url,
}

impl Local {
    /// Starts it before the world's database, and waits until it answers.
    pub(super) async fn start(http: &reqwest::Client, world: &World) -> Result<Self, BenchError> {
        let port = sandbox::free_port()?;
        let url: Url = format!("http://127.0.0.1:{port}").parse()?;
        let mut variables = world.variables(&world.direct).to_vec();
        variables.push(("RUST_LOG", "error".to_owned()));
        let arguments = ["--port", &port.to_string()];
        let mut server = Launched::start("local", &env::current_exe()?, arguments, &variables, "")?;
        server.wait_for_answer(http, &url.join("/maps")?).await?;
        Ok(Self { server, url })
    }
}
