//! Why AWS did not do what it was asked.

use std::time::Duration;

/// What is at the bottom of it.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why AWS did not do what it was asked. No text of these holds a credential or a value.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There are no credentials, or nothing that can be signed with them.
    #[error("the request cannot be signed: {0}")]
    Sign(#[source] Cause),
    /// The HTTPS client cannot be set up.
    #[error(transparent)]
    Client(#[from] https::Error),
    /// The request has no form in JSON.
    #[error("the request cannot be written: {0}")]
    Write(#[source] serde_json::Error),
    /// The service cannot be reached, or broke off.
    #[error("{}", https::with_causes(.0))]
    Connection(#[source] reqwest::Error),
    /// The service says no.
    #[error("{kind}: {message}")]
    Refused {
        /// The kind of refusal, such as `AccessDeniedException`.
        kind: String,
        /// What it says of it.
        message: String,
    },
    /// The service answers something that its documentation does not have.
    #[error("an answer that cannot be read: {0}")]
    Read(#[source] serde_json::Error),
    /// The service took too long.
    #[error("no answer within {0:?}")]
    TimedOut(Duration),
}

impl Error {
    /// Whether the caller lacks a right. IAM may also say so for some time after a right was granted.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        matches!(self, Self::Refused { kind, .. } if kind == "AccessDeniedException")
    }
}
