//! What can go wrong with storage.

use std::time::Duration;

/// What is at the bottom of it, whatever storage is kept in.
type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What storage answers, or why it does not.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong with storage.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be reached now. It is worth trying again.
    #[error("the database cannot be reached: {0}")]
    Unavailable(#[source] Cause),
    /// No connection could be made, in all attempts.
    #[error("no connection to the database after {attempts} attempts in {elapsed:?}: {source}")]
    Connect {
        /// How often it was tried.
        attempts: usize,
        /// How long that took.
        elapsed: Duration,
        /// The last attempt's error.
        source: Cause,
    },
    /// `DATABASE_URL` is not one.
    #[error("DATABASE_URL is not a PostgreSQL URL: {0}")]
    InvalidUrl(#[source] Cause),
    /// The server's certificate would not be checked, and IAM's token is not shown to just anybody.
    #[error("DATABASE_AUTH=iam needs sslmode=verify-full in DATABASE_URL")]
    UnverifiedServer,
    /// No token for the database could be signed.
    #[error("no token for the database could be signed: {0}")]
    Token(#[source] Cause),
    /// A parameter that says where the database is cannot be used. It may be mended while we run.
    #[error("the parameter {name} {error}")]
    Parameter {
        /// Its name.
        name: String,
        /// What is wrong.
        #[source]
        error: ParameterError,
    },
    /// The database refused a statement.
    #[error("the database refused a statement: {0}")]
    Statement(#[source] Cause),
    /// The schema could not be brought up to date.
    #[error("migrations failed: {0}")]
    Migrate(#[source] Cause),
    /// Tables of OverFast 4 stand where ours belong, and nobody has asked to take them over.
    #[error("this is a database of OverFast 4, which has to be taken over first")]
    Overfast4,
    /// zstd failed, which it does without memory only.
    #[error("compressing failed: {0}")]
    Compress(#[source] std::io::Error),
    /// A player's row holds something that we never write.
    #[error("{column} holds what cannot be read: {problem}")]
    Corrupt {
        /// The column, behind its table.
        column: &'static str,
        /// What is wrong with it.
        problem: String,
    },
}

/// What is wrong with a parameter. Nothing of its value is shown.
#[derive(Debug, thiserror::Error)]
pub enum ParameterError {
    /// It is not there, or we may not read it.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] aws::Error),
    /// It should hold a URL.
    #[error("holds no PostgreSQL URL: {0}")]
    Url(#[source] Cause),
    /// Its URL would have the password sent to a server that nobody has verified.
    #[error("holds a URL without TLS: it needs sslmode=verify-full")]
    NoTls,
    /// It should hold an authority's certificate.
    #[error("holds no certificate in PEM")]
    NoCertificate,
}

impl Error {
    /// Whether the same may succeed a little later.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        matches!(
            self,
            Self::Unavailable(_) | Self::Connect { .. } | Self::Token(_) | Self::Parameter { .. }
        )
    }
}
