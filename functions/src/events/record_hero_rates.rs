//! Records hero rates, by schedule.

use std::time::SystemTime;

use serde::de::IgnoredAny;
use serde_json::{Value, json};
use service::admin::record_rates::{RatesRun, record_hero_rates};

use super::{Error, Event};
use crate::App;

/// Records hero rates of some of the games that today has no record of.
pub struct RecordHeroRates;

impl Event for RecordHeroRates {
    const NAME: &'static str = "record-hero-rates";

    type Payload = IgnoredAny;

    type State = App;

    async fn handle(app: &App, _: IgnoredAny, _: SystemTime) -> Result<Value, Error> {
        let RatesRun { recorded, failed, unrecorded } = record_hero_rates(&app.cache).await?;
        // This is a gauge because a counter of 0 is not written, and that is what shows that a day is whole.
        #[expect(clippy::cast_precision_loss, reason = "there are some sixty")]
        metrics::gauge!("UnrecordedHeroRates").set(unrecorded as f64);
        tracing::info!(recorded, failed, unrecorded, "recorded hero rates");
        Ok(json!({ "recorded": recorded, "failed": failed, "unrecorded": unrecorded }))
    }
}
