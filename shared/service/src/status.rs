//! How the product is: what storage holds, and what the watch on Blizzard's pages saw.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use storage::{pace::Pace, static_data::StorageStats};
use utoipa::ToSchema;

use crate::{
    Error, Freshness, Service,
    error::whole_seconds,
    freshness::STATUS,
    json,
    watch::{Check, Page, UnknownNames, Watched},
};

/// How the product is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Status {
    /// What storage holds.
    pub storage: StorageStatus,
    /// How far apart requests to Blizzard are; null where no pace is kept.
    pub pace: Option<PaceStatus>,
    /// What the watch on Blizzard's pages saw; nothing before its first check.
    pub pages: Vec<PageStatus>,
}

/// The pace that all instances share.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PaceStatus {
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

/// The statistics in `cached_answers`.
const STATS_KEY: &str = "status:storage";

impl Service {
    /// How the product is. What storage holds is counted once a minute, however many ask.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn status(&self) -> Result<(Status, Freshness), Error> {
        let (storage, freshness) = if let Some(counted) = self.counted_storage().await? {
            counted
        } else {
            let counted = || self.counted_storage();
            self.fetch_once(STATS_KEY, counted, || self.count_storage()).await?
        };
        let pages = self.watched_pages().await?;
        let pages = pages.into_iter().map(|(page, watched, age)| PageStatus {
            page,
            check: watched.check,
            age: age.as_secs(),
            changes: watched.changes(),
            missing: watched.missing.into_keys().collect(),
            unknown: watched.unknown,
        });
        let pace = self.pace().await?.map(PaceStatus::from);
        Ok((Status { storage, pace, pages: pages.collect() }, freshness))
    }

    /// Whether storage answers.
    ///
    /// # Errors
    ///
    /// When it does not.
    pub async fn health(&self) -> Result<(), Error> {
        Ok(self.storage.ping().await?)
    }

    async fn counted_storage(&self) -> Result<Option<(StorageStatus, Freshness)>, Error> {
        let found = self.storage.find_cached_answer(STATS_KEY).await?;
        let found =
            found.map(|found| (found.data, Freshness { age: found.age, stale_after: STATUS }));
        match found {
            Some((data, freshness)) if !freshness.is_stale() => {
                Ok(Some((serde_json::from_str(&data)?, freshness)))
            }
            _ => Ok(None),
        }
    }

    async fn count_storage(&self) -> Result<(StorageStatus, Freshness), Error> {
        let status = StorageStatus::from(self.storage.stats().await?);
        self.storage.set_cached_answer(STATS_KEY, &json::to_string(&status)?).await?;
        Ok((status, Freshness::new(STATUS)))
    }

    /// What the watch knows of each page, and since when. What it does not know any more is left out.
    pub(crate) async fn watched_pages(&self) -> Result<Vec<(Page, Watched, Duration)>, Error> {
        let stored = self.storage.find_page_watches().await?;
        let watched = stored.into_iter().filter_map(|stored| {
            let page = stored.page.parse().ok()?;
            Some((page, serde_json::from_value(stored.data).ok()?, stored.age))
        });
        Ok(watched.collect())
    }
}

impl From<Pace> for PaceStatus {
    fn from(pace: Pace) -> Self {
        Self {
            delay: pace.delay.as_secs_f64(),
            recovery_blocked_for: whole_seconds(pace.recovery_blocked_for),
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
