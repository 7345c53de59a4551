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
    let is_broken = matches!(
        error,
        sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed
    );
    let classes = ["08", "53", "57", "58", "25006"];
    let is_of_them = |code: &str| classes.iter().any(|class| code.starts_with(class));
    is_broken || is_refusal(error) || has_code(error, is_of_them)
}

/// Whether we are not believed or not known: by the server (class 28, invalid authorization specification), or
/// by SSM, which should say where the server is.
pub(super) fn is_refusal(error: &sqlx::Error) -> bool {
    if let sqlx::Error::Configuration(error) = error {
        return error.downcast_ref::<Ours>().is_some_and(|Ours(error)| is_denied(error));
    }
    has_code(error, |code| code.starts_with("28"))
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
    has_code(error, |code| matches!(code, "0A000" | "26000"))
}

/// Whether another did the same at once, and trying again helps: unique violation, serialization failure,
/// deadlock.
pub(super) fn lost_a_race(error: &sqlx::Error) -> bool {
    has_code(error, |code| matches!(code, "23505" | "40001" | "40P01"))
}

fn has_code(error: &sqlx::Error, is_wanted: impl FnOnce(&str) -> bool) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| is_wanted(&code))
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
