//! Deletes players that were not refreshed for a long time, once a day.

use std::time::SystemTime;

use serde::de::IgnoredAny;
use serde_json::{Value, json};
use service::admin::prune::{Limits, prune};

use super::{Error, Event};
use crate::Store;

/// Deletes players that were not refreshed for a long time, old versions of careers, and everything that has
/// expired.
pub struct PruneProfiles;

impl Event for PruneProfiles {
    const NAME: &'static str = "prune-profiles";

    type Payload = IgnoredAny;

    type State = Store;

    async fn handle(store: &Store, _: IgnoredAny, _: SystemTime) -> Result<Value, Error> {
        let Store { storage, config } = store;
        let limits = Limits {
            max_age: config.player_profile_max_age,
            history_max_age: config.player_history_max_age,
            max_bytes: config.storage_limit,
        };
        let pruned = prune(storage, config.blizzard_limits, limits).await?;
        // This is a gauge because a counter of 0 is not written, and it must show that the function ran.
        #[expect(clippy::cast_precision_loss, reason = "exact up to 2⁵³")]
        metrics::gauge!("PrunedProfiles").set(pruned.player_profiles as f64);
        tracing::info!(
            player_profiles = pruned.player_profiles,
            versions = pruned.versions,
            expired = pruned.expired,
            is_resting = pruned.is_resting,
            "pruned"
        );
        Ok(json!({
            "player_profiles": pruned.player_profiles,
            "versions": pruned.versions,
            "expired": pruned.expired,
            "is_resting": pruned.is_resting,
        }))
    }
}
