//! Lambda on this machine: a compiled function in a process of its own, invoked as Lambda invokes it.
//!
//! - `runtime_api.rs`: what the process asks for events, and tells the results.
//! - `gateway.rs`: HTTP requests as the events that API Gateway makes of them, and answers back.
//! - `usage.rs`: what the process has used.

mod gateway;
mod runtime_api;
mod usage;

use std::{
    io,
    path::Path,
    process::{ExitStatus, Stdio},
    time::{Duration, Instant},
};

use axum::{
    body::Bytes,
    http::{Request, Response},
};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use tokio::{
    process::{Child, Command},
    time,
};

use runtime_api::{Report, RuntimeApi};

pub use gateway::{HttpEvent, answer, event};
pub use runtime_api::Failure;
pub use usage::Usage;

/// How long a function may take, to start and to answer.
const TIMEOUT: Duration = Duration::from_mins(1);

/// A running function; dropping it kills it.
pub struct Function {
    process: Child,
    runtime_api: RuntimeApi,
    started: Instant,
}

/// Why a function gave no result.
#[derive(Debug, thiserror::Error)]
pub enum FunctionError {
    /// It could not be started, or its port could not be had.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It said that it cannot start.
    #[error("the function cannot start: {0}")]
    CannotStart(Failure),
    /// It said that the invocation failed.
    #[error("the invocation failed: {0}")]
    Failed(Failure),
    /// Its process ended instead of answering.
    #[error("the function's process ended: {0}")]
    Ended(ExitStatus),
    /// It took too long, and was killed.
    #[error("the function did not answer in {TIMEOUT:?}")]
    TimedOut,
    /// Its result is none that API Gateway takes.
    #[error("the result is not an HTTP answer: {0}")]
    NotHttp(String),
}

impl Function {
    /// Starts a binary that sees these environment variables and those of Lambda, no others, and
    /// waits until it asks for its first event.
    ///
    /// # Errors
    ///
    /// When it does not come so far.
    pub async fn start<'a>(
        binary: &Path,
        variables: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, FunctionError> {
        Self::start_command(Command::new(binary), variables).await
    }

    /// The same with a command that runs the binary.
    ///
    /// # Errors
    ///
    /// Those of [`Function::start`].
    pub async fn start_command<'a>(
        mut command: Command,
        variables: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, FunctionError> {
        let runtime_api = RuntimeApi::serve().await?;
        let name = Path::new(command.as_std().get_program()).file_name().unwrap_or_default();
        let name = name.to_owned();
        let started = Instant::now();
        let process = command
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", runtime_api.address())
            .env("AWS_LAMBDA_FUNCTION_NAME", name)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .envs(variables)
            .stdin(Stdio::null())
            // Its log, of which many functions would make too much.
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let mut function = Self { process, runtime_api, started };
        match function.report().await? {
            Report::InitError(failure) => Err(FunctionError::CannotStart(failure)),
            _ => Ok(function),
        }
    }

    /// Hands the function an event, in JSON, and gives its result. One event at a time, as on Lambda.
    ///
    /// # Errors
    ///
    /// When there is no result. A function that ended, or took too long, gives none any more.
    pub async fn invoke(&mut self, event: impl Into<Bytes>) -> Result<Bytes, FunctionError> {
        let request_id = self.runtime_api.hand_out(event.into(), TIMEOUT);
        loop {
            match self.report().await? {
                Report::Response(id, result) if id == request_id => return Ok(result),
                Report::Error(id, failure) if id == request_id => {
                    return Err(FunctionError::Failed(failure));
                }
                // It had asked for this event before we came.
                _ => {}
            }
        }
    }

    /// Sends an HTTP request the way API Gateway does.
    ///
    /// # Errors
    ///
    /// Those of [`Function::invoke`]; [`FunctionError::NotHttp`].
    pub async fn request(
        &mut self,
        request: &Request<()>,
    ) -> Result<Response<Bytes>, FunctionError> {
        gateway::answer(&self.invoke(gateway::event(request)).await?)
    }

    /// Waits until it asks for the next event, after an invocation: what it does until then is no part
    /// of its answer, but would be one of the next.
    ///
    /// # Errors
    ///
    /// When it ended instead.
    pub async fn wait_until_ready(&mut self) -> Result<(), FunctionError> {
        while !matches!(self.report().await?, Report::Ready) {}
        Ok(())
    }

    /// Asks its process to end, and waits until it has.
    ///
    /// # Errors
    ///
    /// When it cannot be asked, or ends too late.
    pub async fn terminate(mut self) -> Result<(), FunctionError> {
        if let Some(pid) = self.process.id().and_then(|pid| pid.try_into().ok()) {
            kill(Pid::from_raw(pid), Signal::SIGTERM).map_err(io::Error::from)?;
        }
        let ended = time::timeout(TIMEOUT, self.process.wait()).await;
        ended.map_err(|_| FunctionError::TimedOut)??;
        Ok(())
    }

    /// The time since its process was started.
    #[must_use]
    pub fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// Its process.
    ///
    /// # Errors
    ///
    /// When it has ended.
    pub fn process_id(&self) -> io::Result<u32> {
        self.process.id().ok_or_else(|| io::Error::other("the process has ended"))
    }

    /// What its process has used so far.
    ///
    /// # Errors
    ///
    /// When it has ended, and everywhere but on Linux.
    pub fn usage(&self) -> io::Result<Usage> {
        Usage::of(self.process_id()?)
    }

    /// The next thing that the function tells.
    async fn report(&mut self) -> Result<Report, FunctionError> {
        let Self { process, runtime_api, .. } = self;
        let report = time::timeout(TIMEOUT, async {
            tokio::select! {
                // What it told before it ended counts.
                biased;
                report = runtime_api.report() => Ok(report),
                status = process.wait() => Err(FunctionError::Ended(status?)),
            }
        });
        if let Ok(report) = report.await {
            return report;
        }
        process.kill().await?;
        Err(FunctionError::TimedOut)
    }
}
