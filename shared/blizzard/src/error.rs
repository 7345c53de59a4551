//! What can go wrong in asking Blizzard.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What can go wrong in asking Blizzard. As JSON it tells those who wait for the same answer.
#[derive(Debug, Serialize, Deserialize, thiserror::Error)]
pub enum Error {
    /// `BLIZZARD_BASE_URL` is not a URL that pages can stand under.
    #[error("{0:?} is not a base URL")]
    InvalidBaseUrl(String),
    /// TLS could not be set up.
    #[serde(skip)]
    #[error(transparent)]
    Tls(#[from] https::Error),
    /// The client could not be built.
    #[serde(skip)]
    #[error("the HTTP client cannot be built: {0}")]
    Build(#[source] reqwest::Error),
    /// 403: we ask too often.
    #[error("Blizzard refuses us for now")]
    Forbidden,
    /// 429: we ask too often, with what `Retry-After` said.
    #[error("Blizzard asks us to wait: {0:?}")]
    TooManyRequests(Option<Duration>),
    /// 404: no such page.
    #[error("no such page")]
    NotFound,
    /// Any other status than 200.
    #[error("unexpected status {0}")]
    Status(u16),
    /// No whole answer in time.
    #[error("no answer within {0:?}")]
    Timeout(Duration),
    /// The connection could not be made, broke, or led in circles.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// The body is larger than any page.
    #[error("the body is larger than {0} bytes")]
    TooLarge(usize),
    /// The body is in another encoding than any page.
    #[error("the body is not UTF-8")]
    NotUtf8,
    /// A career page that no redirect gave a Blizzard ID to.
    #[error("the career page has no Blizzard ID in its URL")]
    NoBlizzardId,
    /// A career page that names another player than the one whom it was asked for.
    #[error("the career page names another player")]
    OtherPlayer,
}

impl Error {
    /// The HTTP status that Blizzard answered with, 0 when it answered none.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Forbidden => 403,
            Self::TooManyRequests(_) => 429,
            Self::NotFound => 404,
            Self::Status(status) => *status,
            _ => 0,
        }
    }
}
