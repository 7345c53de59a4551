//! One fetch for many: simultaneous requests for the same thing, in any process, ask Blizzard once.
//!
//! Whoever gets the claim fetches, and renews it for as long as it lives; the others wait for what that
//! stores, or for why it failed. When it dies its claim runs out, and one of them takes over.

use std::{future::Future, time::Duration};

use overwatch::PlayerId;
use storage::FetchClaim;
use tokio::time::{Instant, sleep};

use crate::{Error, Service};

/// A claim that is not renewed is taken over after this long.
const CLAIM: Duration = Duration::from_secs(5);

/// How often it is renewed.
const RENEWAL: Duration = Duration::from_secs(1);

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
    /// whether it is there. When that fails, all who waited for it fail alike.
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
            self.wait_for_fetch(key, deadline).await?;
            if let Some(found) = stored().await? {
                return Ok(found);
            }
        }
        // Somebody may have finished between our look-up and our claim.
        let result = match stored().await {
            Ok(Some(found)) => Ok(found),
            Ok(None) => self.renewing(key, fetch()).await,
            Err(error) => Err(error),
        };
        let ended = match result.as_ref().err().map(serde_json::to_value) {
            Some(Ok(failure)) => self.storage.fail_fetch(key, &failure).await,
            // There is none, or the others find out by themselves.
            _ => self.storage.release_fetch(key).await,
        };
        if let Err(error) = ended {
            tracing::warn!(%error, "a fetch's claim stays until it runs out");
        }
        result
    }

    /// Waits until nobody fetches it any more; an error when the fetch failed.
    async fn wait_for_fetch(&self, key: &str, deadline: Instant) -> Result<(), Error> {
        loop {
            match self.storage.find_fetch(key).await? {
                None => return Ok(()),
                // What another version wrote may not be readable; then it is as if there was none.
                Some(FetchClaim::Failed(failure)) => {
                    return serde_json::from_value(failure).map_or(Ok(()), Err);
                }
                Some(FetchClaim::Running) if Instant::now() >= deadline => {
                    return Err(Error::StillFetching);
                }
                Some(FetchClaim::Running) => sleep(POLL).await,
            }
        }
    }

    /// What the fetch brings, whose claim is renewed meanwhile.
    async fn renewing<T>(&self, key: &str, fetch: impl Future<Output = T>) -> T {
        let renew = async {
            loop {
                sleep(RENEWAL).await;
                if let Err(error) = self.storage.renew_fetch(key, CLAIM).await {
                    tracing::warn!(%error, "a fetch's claim could not be renewed");
                }
            }
        };
        tokio::select! {
            result = fetch => result,
            never = renew => never,
        }
    }
}
