//! One fetch for many: simultaneous requests for the same thing, in any process, ask Blizzard once.

use std::{future::Future, time::Duration};

use overwatch::PlayerId;
use tokio::time::{Instant, sleep};

use crate::{Error, Service};

/// A fetch that nobody finished is taken over after this long: a page and a search, in time.
const CLAIM: Duration = Duration::from_secs(22);

/// How long a request waits for another one's fetch. API Gateway gives up after 30 s.
const WAIT: Duration = Duration::from_secs(25);

/// How often it looks.
const POLL: Duration = Duration::from_millis(100);

/// The claim of a player's first fetch.
pub(crate) fn player_key(id: &PlayerId) -> String {
    format!("player:{id}")
}

impl Service {
    /// What `fetch` brings, or what the request that fetches the same `key` has stored: `stored` says
    /// whether it is there.
    pub(crate) async fn fetch_once<T, Stored, Fetch>(
        &self,
        key: &str,
        stored: impl Fn() -> Stored,
        fetch: impl FnOnce() -> Fetch,
    ) -> Result<T, Error>
    where
        Stored: Future<Output = Result<Option<T>, Error>>,
        Fetch: Future<Output = Result<T, Error>>,
    {
        let deadline = Instant::now() + WAIT;
        while !self.storage.claim_fetch(key, CLAIM).await? {
            if Instant::now() >= deadline {
                return Err(Error::StillFetching);
            }
            sleep(POLL).await;
            if let Some(found) = stored().await? {
                return Ok(found);
            }
        }
        // Somebody may have finished between our look-up and our claim.
        let result = match stored().await {
            Ok(Some(found)) => Ok(found),
            Ok(None) => fetch().await,
            Err(error) => Err(error),
        };
        if let Err(error) = self.storage.release_fetch(key).await {
            tracing::warn!(%error, "a fetch's claim stays until it runs out");
        }
        result
    }
}
