//! Asks for the static data that every installation needs, after a deployment.

use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::Event;
use crate::App;

/// Asks for the static data that every installation needs.
pub struct WarmUp;

impl Event for WarmUp {
    const NAME: &'static str = "warm-up";

    type Payload = IgnoredAny;

    async fn handle(app: &App, _: IgnoredAny) -> Result<Value, service::Error> {
        let service::WarmUp { asked, left } = app.service.warm_up().await?;
        tracing::info!(asked, left, "warmed up");
        Ok(json!({ "asked": asked, "left": left }))
    }
}
