//! Deleting what has served its time.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::{Error, Service, freshness::ANSWERS_KEPT};

/// Small enough that nobody waits long for one batch.
const BATCH: u32 = 10;

/// After a batch the others have the server for so many times as long as it took.
const REST: u32 = 4;

/// What was deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Player profiles.
    pub player_profiles: u64,
    /// Answers, check counts of unknown players, and claims.
    pub expired: u64,
}

impl Service {
    /// Deletes players not confirmed for `max_age` (`None`: never), in batches, and what has expired.
    ///
    /// # Errors
    ///
    /// When storage fails; what was deleted until then stays deleted.
    pub async fn prune(&self, max_age: Option<Duration>) -> Result<Pruned, Error> {
        let mut pruned = Pruned::default();
        if let Some(max_age) = max_age {
            loop {
                let start = Instant::now();
                let deleted = self.storage.delete_old_player_profiles(max_age, BATCH).await?;
                pruned.player_profiles += deleted;
                if deleted < u64::from(BATCH) {
                    break;
                }
                sleep(REST * start.elapsed()).await;
            }
        }
        pruned.expired = self.storage.delete_expired(ANSWERS_KEPT).await?;
        Ok(pruned)
    }
}
