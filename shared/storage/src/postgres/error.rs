//! What the driver's errors mean.

use std::io;

use sqlx::migrate::MigrateError;

use crate::Error;

/// An error of ours on its way through the driver's.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct Ours(Error);

/// Why there is nothing to connect with, as the driver's error.
pub(super) fn ours(error: Error) -> sqlx::Error {
    sqlx::Error::Configuration(Box::new(Ours(error)))
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Configuration(error) => match error.downcast::<Ours>() {
                Ok(ours) => ours.0,
                Err(error) => Self::Statement(sqlx::Error::Configuration(error).into()),
            },
            error if is_unavailable(&error) => Self::Unavailable(error.into()),
            error => Self::Statement(error.into()),
        }
    }
}

impl From<MigrateError> for Error {
    fn from(error: MigrateError) -> Self {
        Self::Migrate(error.into())
    }
}

/// Whether the server, or the way to it, is at fault rather than the statement.
///
/// The classes are those of appendix A of PostgreSQL's documentation: 08 connection exception,
/// 53 insufficient resources, 57 operator intervention, 58 system error, and 25006: the server is a
/// read-only standby, as a former primary is in a fail-over. Being [refused](is_refusal) is one of them:
/// IAM's permissions may be changing.
pub(super) fn is_unavailable(error: &sqlx::Error) -> bool {
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
pub(super) fn is_refusal(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code.starts_with("28"))
}

/// Whether the server and we do not believe each other: it refuses us, or its certificate is not one of
/// whom we trust.
pub(super) fn is_turned_away(error: &sqlx::Error) -> bool {
    let is_unverified =
        matches!(error, sqlx::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData);
    is_unverified || is_refusal(error)
}

/// Whether what was prepared for a statement is of no use any more, while the statement may well be: 0A000,
/// a table has changed since; 26000, the server has forgotten it.
pub(super) fn is_outdated(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code == "0A000" || code == "26000")
}

/// That the server took too long.
pub(super) fn timed_out() -> sqlx::Error {
    sqlx::Error::Io(io::ErrorKind::TimedOut.into())
}

/// Whether the time that a request may wait is over.
pub(super) fn is_time_out(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Io(error) => error.kind() == io::ErrorKind::TimedOut,
        _ => false,
    }
}
