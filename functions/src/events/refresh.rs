//! Carries out the refreshes that are requested through the queue.
//!
//! A message that failed for a reason of ours goes back to the queue, and after some attempts to the dead
//! letters. A refresh that failed at Blizzard is not tried again: its lease ends, and the next request
//! starts another. A refresh that the rate limit does not allow yet is sent to the queue again.

use std::{panic::AssertUnwindSafe, time::SystemTime};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use futures_util::FutureExt;
use serde_json::Value;
use service::queue;

use super::{Error, Event};
use crate::App;

/// Carries out the refreshes that are requested through the queue.
pub struct Refresh;

impl Event for Refresh {
    const NAME: &'static str = "refresh";

    type Payload = SqsEvent;

    type State = App;

    async fn handle(app: &App, event: SqsEvent, _: SystemTime) -> Result<Value, Error> {
        let mut response = SqsBatchResponse::default();
        for message in event.records {
            let done = AssertUnwindSafe(refresh(app, &message)).catch_unwind().await;
            if !done.unwrap_or(false) {
                response.add_failure(message.message_id.unwrap_or_default());
            }
        }
        Ok(serde_json::to_value(response)?)
    }
}

/// Whether the message is done with.
async fn refresh(app: &App, message: &SqsMessage) -> bool {
    let body = message.body.as_deref().unwrap_or_default();
    let Ok(message) = serde_json::from_str::<queue::Message>(body) else {
        tracing::error!("a message is none of ours");
        return false;
    };
    let resource = message.key().kind();
    match app.cache.work(&message).await {
        Ok(outcome) => tracing::info!(?outcome, resource, "refreshed"),
        Err(error) if error.is_from_blizzard() => {
            tracing::warn!(%error, resource, "not refreshed");
        }
        Err(error) => {
            tracing::error!(%error, resource, "a refresh failed");
            return false;
        }
    }
    true
}
