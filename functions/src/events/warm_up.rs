//! Requests the static data that every installation uses, after a deployment.

use std::time::SystemTime;

use serde_json::{Value, json};
use service::admin::warm_up;

use super::{
    Error, Event,
    custom_resource::{Invocation, carry_out},
};
use crate::App;

/// Requests the static data that every installation uses.
pub struct WarmUp;

impl Event for WarmUp {
    const NAME: &'static str = "warm-up";

    type Payload = Invocation;

    type State = App;

    async fn handle(
        app: &App,
        invocation: Invocation,
        deadline: SystemTime,
    ) -> Result<Value, Error> {
        let by_hand = matches!(invocation, Invocation::ByHand);
        let work = async {
            match ask(app).await {
                // Missing static data is no reason to roll a deployment back.
                Err(error) if !by_hand => {
                    tracing::warn!(%error, "not warmed up");
                    Ok(json!({}))
                }
                outcome => outcome,
            }
        };
        carry_out(invocation, deadline, work).await
    }
}

async fn ask(app: &App) -> Result<Value, Error> {
    let warm_up::WarmUp { asked, left } = warm_up::warm_up(&app.cache).await?;
    tracing::info!(asked, left, "warmed up");
    Ok(json!({ "asked": asked, "left": left }))
}
