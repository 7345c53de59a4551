//! Why something cannot be done on this machine.

use bench::BenchError;
use functions::app::StartError;
use sandbox::PostgresError;
use service::admin::operate::OperateError;

/// Why the API cannot be served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Postgres(#[from] PostgresError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Storage(#[from] storage::Error),
    #[error(transparent)]
    Operate(#[from] OperateError),
    #[error(transparent)]
    Bench(#[from] BenchError),
    #[error(
        "--offline makes up players, who must not come into the database that DATABASE_URL names: unset \
         the variable, or leave --offline out"
    )]
    OfflineInDatabase,
    #[error(
        "--data-dir is for a PostgreSQL of our own, and DATABASE_URL names another: unset the variable, \
         or leave --data-dir out"
    )]
    DataDirOfAnother,
    #[error(
        "DATABASE_URL names a database of OverFast 4, in which nothing was changed. Stop OverFast 4 and \
         add --take-over to move its players here, or name another database"
    )]
    Overfast4,
    #[error("port {port} cannot be used: {source}; --port takes another")]
    Port { port: u16, source: std::io::Error },
    #[error("{command} cannot be run: {source}")]
    Command { command: String, source: std::io::Error },
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
