//! What an operator does on a database that only functions can reach, by `aws lambda invoke`.

use std::time::SystemTime;

use serde_json::Value;
use service::admin::operate::Operation;

use super::{Error, Event};
use crate::App;

/// Shows, refreshes or forgets a player, or counts.
pub struct Operate;

impl Event for Operate {
    const NAME: &'static str = "operate";

    type Payload = Value;

    type State = App;

    async fn handle(app: &App, payload: Value, _: SystemTime) -> Result<Value, Error> {
        // serde's message would bring a mistyped player into the log.
        let operation: Operation =
            serde_json::from_value(payload).map_err(|_| Error::UnknownOperation)?;
        Ok(operation.run(&app.cache).await?)
    }
}
