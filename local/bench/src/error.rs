//! Why the benchmarks are broken.

use std::{io, process::ExitStatus};

use emulator::FunctionError;
use overwatch::InvalidPlayerId;
use sandbox::{CertificateError, PgBouncerError, PostgresError};

/// Why the benchmarks are broken.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// No other system tells what a process has used.
    #[error("the functions can be measured on Linux only; `bench growth` runs here too")]
    NotLinux,
    /// The functions do not compile.
    #[error("cargo build has failed: {0}")]
    Build(ExitStatus),
    /// An endpoint has no example in `cases.rs`.
    #[error("the endpoint {0} has no example in local/bench/src/cases.rs")]
    NoExample(&'static str),
    /// The site has no player with a career.
    #[error("the site has no player")]
    NoPlayer,
    /// A function answered something else than it should.
    #[error("{request} answered {status}, {cache}: not a fresh answer")]
    NotFresh {
        /// What was asked for.
        request: String,
        /// The status of the answer.
        status: u16,
        /// `x-cache-status`.
        cache: String,
    },
    /// A server that is measured over HTTP answered something else than it should.
    #[error("{request} was answered {status}")]
    NotOk {
        /// What was asked for, and of whom.
        request: String,
        /// The status of the answer.
        status: u16,
    },
    /// A server answered something else than our functions do.
    #[error("{0}: the body is not that of our functions")]
    AnotherBody(String),
    /// A peer without its processes.
    #[error("each --peer needs a --pid with its processes: there are {peers} and {pids}")]
    NoProcesses {
        /// How many peers there are.
        peers: usize,
        /// How many are told the processes of.
        pids: usize,
    },
    /// A server that we had started ended.
    #[error("{program} has ended: {status}{hint}")]
    Ended {
        /// What was run.
        program: &'static str,
        /// How it ended.
        status: ExitStatus,
        /// What may be missing.
        hint: &'static str,
    },
    /// A function did not read the page that it had to.
    #[error("{0}: the page was not read")]
    NotRead(&'static str),
    /// Blizzard was asked although everything was stored.
    #[error("Blizzard was asked while measuring: {0:?}")]
    BlizzardWasAsked(Vec<String>),
    /// Callgrind said nothing.
    #[error("callgrind has counted nothing: {0}")]
    NotCounted(String),
    /// A request that is none.
    #[error(transparent)]
    Request(#[from] axum::http::Error),
    /// A server that is measured over HTTP.
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    /// The client that it is measured with.
    #[error(transparent)]
    Https(#[from] https::Error),
    /// An address that leads nowhere.
    #[error(transparent)]
    Url(#[from] url::ParseError),
    /// A function.
    #[error(transparent)]
    Function(#[from] FunctionError),
    /// PostgreSQL.
    #[error(transparent)]
    Postgres(#[from] PostgresError),
    /// The fonts of cards.
    #[error(transparent)]
    Fonts(#[from] registry::FetchError),
    /// PgBouncer.
    #[error(transparent)]
    PgBouncer(#[from] PgBouncerError),
    /// The storage that is measured.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// The service that is measured.
    #[error(transparent)]
    Service(#[from] service::Error),
    /// The client of the fake.
    #[error(transparent)]
    Blizzard(#[from] blizzard::Error),
    /// A parser refused a page.
    #[error(transparent)]
    Read(#[from] overwatch::ParseError),
    /// A message of the queue.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The name of a copied player.
    #[error(transparent)]
    Name(#[from] InvalidPlayerId),
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The server's certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A file, or a process.
    #[error(transparent)]
    Io(#[from] io::Error),
}
