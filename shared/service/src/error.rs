//! What a request can end in instead of an answer.

use std::time::Duration;

use overwatch::ParseError;
use serde::{Deserialize, Serialize};
use storage::player::NegativeEntry;

/// What a request can end in instead of an answer. As JSON it tells those who wait for the same fetch
/// why it failed; what is left out there they find out by themselves.
#[derive(Debug, Serialize, Deserialize, thiserror::Error)]
pub enum Error {
    /// Nobody is known under that id, which is stored.
    #[serde(skip)]
    #[error("player not found")]
    UnknownPlayer(NegativeEntry),
    /// Blizzard failed, and nothing is stored.
    #[error(transparent)]
    Blizzard(#[from] blizzard::Error),
    /// Nothing is stored, and Blizzard is not asked before so long, for that would be too often.
    #[error("Blizzard is not asked for another {0:?}")]
    NotYet(Duration),
    /// It is still being fetched; worth coming again after so long.
    #[serde(skip)]
    #[error("still fetching; come again in {0:?}")]
    StillFetching(Duration),
    /// A client has had more fetched than its share, for so long.
    #[serde(skip)]
    #[error("a client's share of requests to Blizzard is used up for {0:?}")]
    TooManyRequests(Duration),
    /// Blizzard's page is not one we can read.
    #[error("Blizzard's page cannot be read: {0}")]
    Read(#[from] ParseError),
    /// The hero has no page yet.
    #[error("hero not found or not released yet")]
    HeroNotFound,
    /// Blizzard answered with other rates than those asked for, whatever it was asked.
    #[error("Blizzard selects other rates than those asked for")]
    NoSuchRates,
    /// Storage failed.
    #[serde(skip)]
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// What is stored is damaged, or cannot be written.
    #[serde(skip)]
    #[error("JSON cannot be stored or read back: {0}")]
    Json(#[from] serde_json::Error),
    /// The operating system has no random numbers.
    #[serde(skip)]
    #[error("no random numbers: {0}")]
    Random(#[from] getrandom::Error),
    /// A stored career cannot be unpacked.
    #[serde(skip)]
    #[error("a stored career cannot be unpacked: {0}")]
    Unpack(#[from] std::io::Error),
}

impl Error {
    /// Whether it is not there yet, and worth coming again for.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::NotYet(_) | Self::StillFetching(_) | Self::TooManyRequests(_))
    }

    /// Whether this is what Blizzard answers now, or does not: asking at once again helps nobody.
    #[must_use]
    pub fn is_from_blizzard(&self) -> bool {
        match self {
            Self::Blizzard(_) | Self::NoSuchRates | Self::UnknownPlayer(_) | Self::HeroNotFound => {
                true
            }
            Self::Read(error) => says_not_found(*error),
            _ => false,
        }
    }
}

/// Whether a page was read, and says that what was asked for does not exist.
pub(crate) fn says_not_found(error: ParseError) -> bool {
    matches!(error, ParseError::PlayerNotFound | ParseError::HeroNotFound)
}

/// A time in whole seconds, rounded up: who comes back then shall not come too early.
#[must_use]
pub fn whole_seconds(time: Duration) -> u64 {
    const ALMOST_A_SECOND: Duration = Duration::from_nanos(999_999_999);
    (time + ALMOST_A_SECOND).as_secs()
}
