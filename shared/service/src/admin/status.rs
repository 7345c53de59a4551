//! How the product is: what storage holds, and what the watch on Blizzard's pages saw.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use storage::{
    Data, Housekeeping, Lease, Leases, Owner, RateLimiting, Write,
    data::{DataTable, StorageStats},
    json,
    rate_limiter::RateLimiter,
};
use tokio::time::sleep;
use utoipa::ToSchema;

use super::watch::{Check, Page, UnknownNames, watched_pages};
use crate::{Error, Freshness, error::whole_seconds, freshness::STATUS, gate::Limits};

/// How the product is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Status {
    /// What storage holds.
    pub storage: StorageStatus,
    /// How far apart requests to Blizzard are; null without a rate limiter.
    pub pace: Option<RateLimiterStatus>,
    /// What the watch on Blizzard's pages saw; nothing before its first check.
    pub pages: Vec<PageStatus>,
}

/// The rate limiter that all instances share.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = PaceStatus)]
pub struct RateLimiterStatus {
    /// Seconds between requests.
    pub delay: f64,
    /// So many seconds from now it does not shrink; 0 unless Blizzard has just refused a request.
    pub recovery_blocked_for: u64,
}

/// What storage holds, counted over all rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StorageStatus {
    /// Player profiles.
    pub player_profiles: u64,
    /// Lists of heroes, heroes, and roles, each in one language.
    pub static_data: u64,
    /// Bytes of the profiles' table with its indexes.
    pub player_profiles_bytes: u64,
    /// Bytes of all career pages as Blizzard sent them.
    pub html_bytes: u64,
    /// Bytes of the same pages as they are kept.
    pub html_compressed_bytes: u64,
    /// The one by the other; null without a page.
    pub compression_ratio: Option<f64>,
    /// Seconds since half of the profiles were confirmed with Blizzard, or less.
    pub profile_age_p50: u64,
    /// The same of 90 %.
    pub profile_age_p90: u64,
    /// The same of 99 %.
    pub profile_age_p99: u64,
}

/// What the watch saw of one page.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PageStatus {
    /// The page.
    pub page: Page,
    /// How the last check went.
    pub check: Check,
    /// Seconds since then.
    pub age: u64,
    /// How much is not as we expect it: 0 when all is well.
    pub changes: usize,
    /// Fields that used to say something.
    pub missing: Vec<String>,
    /// Names that our own tables do not have.
    pub unknown: UnknownNames,
}

/// The statistics among the cached answers, and the lease of whoever counts.
const STATS_KEY: &str = "status:storage";

/// How long counting may take.
const COUNTING: Duration = Duration::from_secs(30);

/// How often those look who wait for the count.
const POLL: Duration = Duration::from_millis(100);

/// How the product is, with what [`storage_status`] says.
///
/// # Errors
///
/// When storage fails.
pub async fn status<S>(storage: &S, limits: Limits) -> Result<(Status, Freshness), Error>
where
    S: Data + Housekeeping + Leases + RateLimiting + ?Sized,
{
    let (counted, freshness) = storage_status(storage).await?;
    let pages = watched_pages(storage).await?;
    let pages = pages.into_iter().map(|(page, watched, age)| PageStatus {
        page,
        check: watched.check,
        age: age.as_secs(),
        changes: watched.changes(),
        missing: watched.missing.into_keys().collect(),
        unknown: watched.unknown,
    });
    let pace = limits.rate_limiter(storage).await?.map(RateLimiterStatus::from);
    Ok((Status { storage: counted, pace, pages: pages.collect() }, freshness))
}

/// For how long Blizzard has answered nothing; `None` where no rate is kept.
///
/// # Errors
///
/// When storage fails.
pub async fn blizzard_silence<S>(storage: &S, limits: Limits) -> Result<Option<Duration>, Error>
where
    S: RateLimiting + ?Sized,
{
    Ok(limits.rate_limiter(storage).await?.map(|limiter| limiter.answered_ago))
}

/// What storage holds: as somebody has counted within the last minute, or counted now by one of all who ask.
///
/// # Errors
///
/// When storage fails.
pub async fn storage_status<S>(storage: &S) -> Result<(StorageStatus, Freshness), Error>
where
    S: Data + Housekeeping + Leases + ?Sized,
{
    let lease = Lease { key: STATS_KEY.to_owned(), owner: Owner::random()? };
    loop {
        let stored = storage.find_data(DataTable::CachedAnswers, STATS_KEY).await?;
        if let Some(stored) = stored {
            let freshness = Freshness { age: stored.age, stale_after: STATUS };
            if !freshness.is_stale() {
                return Ok((serde_json::from_slice(&stored.document.json()?)?, freshness));
            }
        }
        if storage.acquire_lease(&lease, COUNTING).await? {
            let counted = count_storage(storage, &lease).await;
            storage.release_lease(&lease).await?;
            return Ok((counted?, Freshness::new(STATUS)));
        }
        sleep(POLL).await;
    }
}

async fn count_storage<S>(storage: &S, lease: &Lease) -> Result<StorageStatus, Error>
where
    S: Data + Housekeeping + ?Sized,
{
    let status = StorageStatus::from(storage.stats().await?);
    let write = Write { lease, age: Duration::ZERO, may_insert: true };
    storage.set_data(DataTable::CachedAnswers, STATS_KEY, &json::to_vec(&status)?, write).await?;
    Ok(status)
}

impl From<RateLimiter> for RateLimiterStatus {
    fn from(limiter: RateLimiter) -> Self {
        Self {
            delay: limiter.delay.as_secs_f64(),
            recovery_blocked_for: whole_seconds(limiter.recovery_blocked_for),
        }
    }
}

impl From<StorageStats> for StorageStatus {
    #[expect(clippy::cast_precision_loss, reason = "a ratio is no exact number")]
    fn from(stats: StorageStats) -> Self {
        let StorageStats { html_bytes, html_compressed_bytes, .. } = stats;
        Self {
            player_profiles: stats.player_profiles,
            static_data: stats.static_data,
            player_profiles_bytes: stats.player_profiles_bytes,
            html_bytes,
            html_compressed_bytes,
            compression_ratio: (html_compressed_bytes > 0)
                .then(|| html_bytes as f64 / html_compressed_bytes as f64),
            profile_age_p50: stats.profile_age_p50.as_secs(),
            profile_age_p90: stats.profile_age_p90.as_secs(),
            profile_age_p99: stats.profile_age_p99.as_secs(),
        }
    }
}
