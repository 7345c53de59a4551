//! Reports what is stored as metrics, by schedule.

use std::time::SystemTime;

use serde::de::IgnoredAny;
use serde_json::Value;
use service::admin::status::{StorageStatus, storage_status};

use super::{Error, Event};
use crate::Store;

/// Reports what is stored.
pub struct ReportStorage;

impl Event for ReportStorage {
    const NAME: &'static str = "report-storage";

    type Payload = IgnoredAny;

    type State = Store;

    async fn handle(store: &Store, _: IgnoredAny, _: SystemTime) -> Result<Value, Error> {
        let (status, _) = storage_status(&store.storage).await?;
        report(&status);
        Ok(serde_json::to_value(status)?)
    }
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 2⁵³")]
fn report(storage: &StorageStatus) {
    metrics::gauge!("PlayerProfiles").set(storage.player_profiles as f64);
    metrics::gauge!("StoredBytes").set(storage.player_profiles_bytes as f64);
    metrics::gauge!("ProfileAgeP50").set(storage.profile_age_p50 as f64);
    metrics::gauge!("ProfileAgeP90").set(storage.profile_age_p90 as f64);
    metrics::gauge!("ProfileAgeP99").set(storage.profile_age_p99 as f64);
    // There is no ratio before a page is stored.
    if let Some(ratio) = storage.compression_ratio {
        metrics::gauge!("CompressionRatio").set(ratio);
    }
    tracing::info!(
        player_profiles = storage.player_profiles,
        static_data = storage.static_data,
        bytes = storage.player_profiles_bytes,
        compression_ratio = storage.compression_ratio,
        age_p50 = storage.profile_age_p50,
        age_p90 = storage.profile_age_p90,
        age_p99 = storage.profile_age_p99,
        "storage"
    );
}
