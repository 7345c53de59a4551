//! What the driver's errors mean.

use std::io;

use sqlx::migrate::MigrateError;

use crate::{Error, ParameterError};

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

/// Whether we are not believed or not known: by the server (class 28, invalid authorization specification), or
/// by SSM, which should say where the server is.
pub(super) fn is_refusal(error: &sqlx::Error) -> bool {
    if let sqlx::Error::Configuration(error) = error {
        return error.downcast_ref::<Ours>().is_some_and(|Ours(error)| is_denied(error));
    }
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code.starts_with("28"))
}

fn is_denied(error: &Error) -> bool {
    matches!(error, Error::Parameter { error: ParameterError::Unreadable(error), .. } if error.is_denied())
}

/// Whether connecting has failed at somebody who is there: it does not let us in, in whatever words (PgBouncer
/// calls a wrong password a violation of the protocol), or its certificate is not of whom we trust.
pub(super) fn is_turned_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(_) => true,
        sqlx::Error::Io(error) => error.kind() == io::ErrorKind::InvalidData,
        _ => false,
    }
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
