//! Deleting what has served its time.

use std::time::Duration;

use storage::{Housekeeping, RateLimiting};
use tokio::time::{Instant, sleep};

use super::status::blizzard_silence;
use crate::{Error, freshness::ANSWERS_KEPT, gate};

/// Small enough that nobody waits long for one batch.
const PLAYERS: u32 = 10;

/// A chain has at most 16 versions.
const CHAINS: u32 = 10;

/// Rows of what expires are small.
const EXPIRED: u32 = 1000;

/// After a batch of players or versions, pruning rests for this many times as long as the batch took.
const REST: u32 = 4;

/// When Blizzard has answered nothing for so long, nobody could be refreshed: players are not old then.
const SILENT_AFTER: Duration = Duration::from_hours(24);

/// What is deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// Players not confirmed for so long; `None` for none.
    pub max_age: Option<Duration>,
    /// Chains of versions whose newest version is so old; `None` for none.
    pub history_max_age: Option<Duration>,
    /// How many bytes the stored players may take: beyond it, those not confirmed for longest are deleted, and
    /// the chains of versions whose newest is the oldest. `None` for any number.
    pub max_bytes: Option<u64>,
}

/// What was deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Player profiles.
    pub player_profiles: u64,
    /// Versions of careers.
    pub versions: u64,
    /// Cached answers, check counts of unknown players, and leases.
    pub expired: u64,
    /// Whether old players were left alone, since Blizzard has not answered anything for a day.
    pub is_resting: bool,
}

/// Deletes what has expired and old players, in batches.
///
/// # Errors
///
/// When storage fails; what was deleted until then stays deleted.
pub async fn prune<S>(
    storage: &S,
    blizzard_limits: gate::Limits,
    limits: Limits,
) -> Result<Pruned, Error>
where
    S: Housekeeping + RateLimiting + ?Sized,
{
    let expired = in_batches(1, || storage.delete_expired(ANSWERS_KEPT, EXPIRED));
    let mut pruned = Pruned { expired: expired.await?, ..Pruned::default() };
    let silence = blizzard_silence(storage, blizzard_limits).await?;
    pruned.is_resting = silence.is_some_and(|silence| silence > SILENT_AFTER);
    if pruned.is_resting {
        tracing::warn!("Blizzard has answered nothing for a day: players are not pruned by age");
    } else if let Some(max_age) = limits.max_age {
        let old = async || Ok(storage.delete_oldest_players(Some(max_age), PLAYERS).await?.0);
        pruned.player_profiles += in_batches(REST, old).await?;
    }
    if let Some(max_age) = limits.history_max_age {
        let old = async || Ok(storage.delete_oldest_versions(Some(max_age), CHAINS).await?.0);
        pruned.versions += in_batches(REST, old).await?;
    }
    if let Some(max_bytes) = limits.max_bytes {
        delete_beyond(storage, max_bytes, &mut pruned).await?;
    }
    Ok(pruned)
}

/// The bytes of live rows count, never the size of their file, which deleting does not shrink. Players and
/// versions go in turn: each could fill what is allowed alone.
async fn delete_beyond<S>(storage: &S, max_bytes: u64, pruned: &mut Pruned) -> Result<(), Error>
where
    S: Housekeeping + ?Sized,
{
    let mut bytes = storage.stats().await?.live_player_bytes;
    while bytes > max_bytes {
        let start = Instant::now();
        let (players, freed) = storage.delete_oldest_players(None, PLAYERS).await?;
        let (versions, freed_by_versions) = storage.delete_oldest_versions(None, CHAINS).await?;
        if players + versions == 0 {
            break;
        }
        pruned.player_profiles += players;
        pruned.versions += versions;
        bytes = bytes.saturating_sub(freed + freed_by_versions);
        sleep(REST * start.elapsed()).await;
    }
    Ok(())
}

/// Deletes batch after batch until nothing is left, and pauses after each for `rest` times as long as it took;
/// how many rows.
async fn in_batches<Batch>(rest: u32, delete: impl Fn() -> Batch) -> Result<u64, Error>
where
    Batch: Future<Output = Result<u64, storage::Error>>,
{
    let mut all = 0;
    loop {
        let start = Instant::now();
        let rows = delete().await?;
        if rows == 0 {
            return Ok(all);
        }
        all += rows;
        sleep(rest * start.elapsed()).await;
    }
}
