//! Deletes players that were not refreshed for a long time, once a day.

use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::{Error, Event};
use crate::App;

/// Deletes players that were not refreshed for a long time, and everything that has expired.
pub struct PruneProfiles;

impl Event for PruneProfiles {
    const NAME: &'static str = "prune-profiles";

    type Payload = IgnoredAny;

    async fn handle(app: &App, _: IgnoredAny) -> Result<Value, Error> {
        let pruned = app.service.prune(app.config.player_profile_max_age).await?;
        // This is a gauge because a counter of 0 is not written, and it must show that the function ran.
        #[expect(clippy::cast_precision_loss, reason = "exact up to 2⁵³")]
        metrics::gauge!("PrunedProfiles").set(pruned.player_profiles as f64);
        tracing::info!(
            player_profiles = pruned.player_profiles,
            expired = pruned.expired,
            "pruned"
        );
        Ok(json!({ "player_profiles": pruned.player_profiles, "expired": pruned.expired }))
    }
}
