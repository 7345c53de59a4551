//! What can go wrong with storage.

use std::time::Duration;

use crate::postgres::NoToken;

/// What can go wrong with storage.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be reached now. It is worth trying again.
    #[error("the database cannot be reached: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// No connection could be made, in all attempts.
    #[error("no connection to the database after {attempts} attempts in {elapsed:?}: {source}")]
    Connect {
        /// How often it was tried.
        attempts: u32,
        /// How long that took.
        elapsed: Duration,
        /// The last attempt's error.
        source: sqlx::Error,
    },
    /// `DATABASE_URL` is not one.
    #[error("DATABASE_URL is not a PostgreSQL URL: {0}")]
    InvalidUrl(#[source] sqlx::Error),
    /// The server's certificate would not be checked, and IAM's token is not shown to just anybody.
    #[error("DATABASE_AUTH=iam needs sslmode=verify-full in DATABASE_URL")]
    UnverifiedServer,
    /// No token for the database could be signed.
    #[error("no token for the database could be signed: {0}")]
    Token(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database refused a statement.
    #[error("the database refused a statement: {0}")]
    Statement(#[source] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migrations failed: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// Tables of OverFast 4 stand where ours belong, and nobody has asked to take them over.
    #[error("this is a database of OverFast 4, which has to be taken over first")]
    Overfast4,
    /// zstd failed, which it does without memory only.
    #[error("compressing failed: {0}")]
    Compress(#[source] std::io::Error),
    /// A row holds something that we never write.
    #[error("{table}.{column} holds what cannot be read: {problem}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What is wrong with it.
        problem: String,
    },
}

impl Error {
    /// Whether the same may succeed a little later.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Connect { .. } | Self::Token(_))
    }

    pub(crate) fn corrupt(
        table: &'static str,
        column: &'static str,
        problem: &impl ToString,
    ) -> Self {
        Self::Corrupt { table, column, problem: problem.to_string() }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Configuration(error) if error.is::<NoToken>() => Self::Token(error),
            error if is_unavailable(&error) => Self::Unavailable(error),
            error => Self::Statement(error),
        }
    }
}

/// Whether the server, or the way to it, is at fault rather than the statement.
///
/// The classes are those of appendix A of PostgreSQL's documentation: 08 connection exception,
/// 53 insufficient resources, 57 operator intervention, 58 system error, and 25006: the server is a
/// read-only standby, as a former primary is in a fail-over. Being [refused](is_refusal) is one of them:
/// IAM's permissions may be changing.
pub(crate) fn is_unavailable(error: &sqlx::Error) -> bool {
    is_refusal(error)
        || match error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed => true,
            sqlx::Error::Database(error) => error.code().is_some_and(|code| {
                ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class))
                    || code == "25006"
            }),
            _ => false,
        }
}

/// Whether the server does not believe or not know us: class 28, invalid authorization specification.
pub(crate) fn is_refusal(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code.starts_with("28"))
}

/// Whether what was prepared for a statement is of no use any more, while the statement may well be: 0A000,
/// a table has changed since; 26000, the server has forgotten it.
pub(crate) fn is_outdated(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code == "0A000" || code == "26000")
}
