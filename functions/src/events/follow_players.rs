//! Has those refreshed whom somebody asked for lately, once an hour a part of them, so that each is daily.

use std::time::SystemTime;

use serde::de::IgnoredAny;
use serde_json::{Value, json};
use service::admin::follow::{Followed, follow_players};

use super::{Error, Event};
use crate::App;

/// Has those refreshed whom somebody asked for lately.
pub struct FollowPlayers;

impl Event for FollowPlayers {
    const NAME: &'static str = "follow-players";

    type Payload = IgnoredAny;

    type State = App;

    async fn handle(app: &App, _: IgnoredAny, _: SystemTime) -> Result<Value, Error> {
        let Followed { hourly, daily } =
            follow_players(&app.cache, &app.store.config.following).await?;
        // A gauge, as a counter of 0 is not written, and it must show that the function ran.
        #[expect(clippy::cast_precision_loss, reason = "exact up to 2⁵³")]
        metrics::gauge!("FollowedPlayers").set((hourly + daily) as f64);
        tracing::info!(hourly, daily, "players are followed");
        Ok(json!({ "hourly": hourly, "daily": daily }))
    }
}
