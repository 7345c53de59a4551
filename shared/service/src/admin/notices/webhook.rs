//! A webhook of Discord, or whoever takes the same.
//! <https://discord.com/developers/docs/resources/webhook#execute-webhook>

use std::{fmt, time::Duration};

use aws::ParameterStore;
use blizzard::Url;
use reqwest::{
    Response, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
    redirect::Policy,
};
use serde_json::json;

use super::NotTold;

/// Nobody waits for it but a schedule.
const PATIENCE: Duration = Duration::from_secs(10);

/// Its `Retry-After` is believed up to this.
const LONGEST_PAUSE: Duration = Duration::from_hours(24);

/// A webhook, whose URL is a secret: whoever has it may write to the channel.
#[derive(Clone)]
pub struct Webhook(Address);

#[derive(Clone)]
enum Address {
    Known(Url),
    InParameter { store: ParameterStore, name: String },
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Webhook")
    }
}

impl Webhook {
    /// The webhook at that URL.
    #[must_use]
    pub fn new(url: Url) -> Self {
        Self(Address::Known(url))
    }

    /// The webhook whose URL the parameter of that name holds. It is read for each message: there are few.
    #[must_use]
    pub fn in_parameter(store: ParameterStore, name: String) -> Self {
        Self(Address::InParameter { store, name })
    }

    /// Posts a message that calls nobody, whatever names are in it.
    pub(super) async fn post(&self, text: &str) -> Result<(), NotTold> {
        let message = json!({"content": text, "allowed_mentions": {"parse": []}});
        let hide = |error: reqwest::Error| NotTold::Connection(error.without_url());
        // Where it leads elsewhere, that is nobody we were told of.
        let client = https::client()?.redirect(Policy::none()).timeout(PATIENCE).build();
        let request = client
            .map_err(hide)?
            .post(self.url().await?)
            .header(CONTENT_TYPE, "application/json")
            .body(message.to_string());
        let response = request.send().await.map_err(hide)?;
        match response.status() {
            status if status.is_success() => Ok(()),
            StatusCode::TOO_MANY_REQUESTS => Err(NotTold::TooOften(pause(&response))),
            status => Err(NotTold::Status(status.as_u16())),
        }
    }

    async fn url(&self) -> Result<Url, NotTold> {
        match &self.0 {
            Address::Known(url) => Ok(url.clone()),
            Address::InParameter { store, name } => {
                let url = store.get(name).await;
                let url = url.map_err(|error| NotTold::Parameter { name: name.clone(), error })?;
                url.trim().parse().map_err(|_| NotTold::NoUrl(name.clone()))
            }
        }
    }
}

/// How long it wants to be left alone, in seconds that may have a fraction; without a word of it until the next
/// run.
fn pause(response: &Response) -> Duration {
    let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let seconds = seconds.and_then(|seconds| seconds.parse().ok());
    let pause = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    pause.unwrap_or_default().min(LONGEST_PAUSE)
}
