//! A queue that all processes share, on SQS.

use std::{error::Error, time::Duration};

use async_trait::async_trait;
use aws_config::{BehaviorVersion, retry::RetryConfig};
use aws_sdk_sqs::{
    Client,
    config::SharedHttpClient,
    types::{BatchResultErrorEntry, SendMessageBatchRequestEntry},
};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use tokio::{sync::OnceCell, time::timeout};

use super::{Refresh, RefreshQueue, Refused};
use crate::whole_seconds;

/// For all attempts at one batch: an answer waits for it.
const TIMEOUT: Duration = Duration::from_secs(1);

const ATTEMPTS: u32 = 2;
const PAUSE: Duration = Duration::from_millis(50);

/// The most messages that SQS takes at once.
const BATCH: usize = 10;

/// The longest that SQS holds a message back.
const LONGEST_DELAY: Duration = Duration::from_mins(15);

/// A queue on SQS. Its client is built when something is asked for: an answer that is fresh does not
/// pay for it.
#[derive(Debug)]
pub struct SqsQueue {
    url: String,
    client: OnceCell<Client>,
}

impl SqsQueue {
    /// The queue at this URL. Credentials, region and endpoint are those of the environment.
    #[must_use]
    pub fn new(url: String) -> Self {
        Self { url, client: OnceCell::new() }
    }

    async fn client(&self) -> &Client {
        self.client
            .get_or_init(async || {
                let config = aws_config::defaults(BehaviorVersion::v2026_01_12())
                    .http_client(http_client())
                    .retry_config(retries())
                    .load()
                    .await;
                Client::new(&config)
            })
            .await
    }

    /// Sends at most [`BATCH`] messages; the failed ones, each with its number as its id.
    async fn send(
        &self,
        refreshes: &[Refresh],
        delay: Duration,
    ) -> Result<Vec<BatchResultErrorEntry>, String> {
        let delay = i32::try_from(whole_seconds(delay.min(LONGEST_DELAY)));
        let delay = delay.map_err(|error| error.to_string())?;
        let mut entries = Vec::new();
        for (number, refresh) in refreshes.iter().enumerate() {
            let body = serde_json::to_string(refresh).map_err(|error| error.to_string())?;
            let entry = SendMessageBatchRequestEntry::builder()
                .id(number.to_string())
                .message_body(body)
                .delay_seconds(delay);
            entries.push(entry.build().map_err(|error| error.to_string())?);
        }
        let sent = async {
            let request = self.client().await.send_message_batch();
            request.queue_url(&self.url).set_entries(Some(entries)).send().await
        };
        match timeout(TIMEOUT, sent).await {
            Ok(Ok(sent)) => Ok(sent.failed),
            Ok(Err(error)) => Err(with_causes(&error)),
            Err(_) => Err(format!("no answer within {TIMEOUT:?}")),
        }
    }
}

#[async_trait]
impl RefreshQueue for SqsQueue {
    async fn ask(&self, refreshes: Vec<Refresh>, delay: Duration) -> Vec<Refused> {
        let mut refused = Vec::new();
        for batch in refreshes.chunks(BATCH) {
            let sent = self.send(batch, delay).await;
            refused.extend(batch.iter().enumerate().filter_map(|(number, refresh)| {
                let reason = match &sent {
                    Ok(failed) => {
                        let id = number.to_string();
                        failed.iter().find(|failed| failed.id == id)?.code.clone()
                    }
                    Err(reason) => reason.clone(),
                };
                Some(Refused { refresh: refresh.clone(), reason })
            }));
        }
        refused
    }
}

/// The same TLS as everywhere: rustls with ring.
fn http_client() -> SharedHttpClient {
    Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(PAUSE)
}

/// The SDK's errors say nothing without their causes.
fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use aws_sdk_sqs::config::{Credentials, Region};
    use axum::{Router, extract::State, routing::post};
    use overwatch::Locale;
    use serde_json::{Value, json};
    use tokio::net::TcpListener;

    use super::*;
    use crate::data::DataKey;

    /// The sizes of the batches that came, and how long they are held back.
    type Batches = Arc<Mutex<Vec<(usize, u64)>>>;

    #[tokio::test]
    async fn many_go_in_tens_and_what_is_not_taken_comes_back() {
        let batches = Batches::default();
        let router = Router::new().route("/", post(take_all_but_the_second));
        let queue = queue(router.with_state(Arc::clone(&batches))).await;
        let refreshes: Vec<Refresh> = (0..23).map(|number| search(&number.to_string())).collect();
        let refused = queue.ask(refreshes, Duration::ZERO).await;
        assert_eq!(*batches.lock().unwrap(), [(10, 0), (10, 0), (3, 0)]);
        let refused: Vec<_> =
            refused.into_iter().map(|refused| (refused.refresh, refused.reason)).collect();
        let busy = |name| (search(name), "Busy".to_owned());
        assert_eq!(refused, [busy("1"), busy("11"), busy("21")]);
    }

    #[tokio::test]
    async fn a_delay_is_rounded_up_and_no_longer_than_sqs_takes() {
        let batches = Batches::default();
        let router = Router::new().route("/", post(take_all_but_the_second));
        let queue = queue(router.with_state(Arc::clone(&batches))).await;
        for delay in [Duration::from_millis(9001), Duration::from_hours(1)] {
            queue.ask(vec![search("a")], delay).await;
        }
        assert_eq!(*batches.lock().unwrap(), [(1, 10), (1, 900)]);
    }

    #[tokio::test]
    async fn a_queue_that_cannot_be_reached_takes_nothing() {
        let queue = SqsQueue::new("http://127.0.0.1:9/queue".to_owned());
        let _ = queue.client.set(client("http://127.0.0.1:9"));
        let refused = queue
            .ask(vec![Refresh::Data(DataKey::Heroes(Locale::default()))], Duration::ZERO)
            .await;
        assert_eq!(refused.len(), 1);
        assert!(refused[0].reason.contains("refused"), "{}", refused[0].reason);
    }

    #[tokio::test]
    async fn a_queue_that_does_not_answer_is_waited_for_shortly() {
        let router = Router::new().route("/", post(std::future::pending::<()>));
        let refused = queue(router).await.ask(vec![search("a")], Duration::ZERO).await;
        assert_eq!(refused[0].reason, "no answer within 1s");
    }

    fn search(name: &str) -> Refresh {
        Refresh::Data(DataKey::Search(name.to_owned()))
    }

    async fn take_all_but_the_second(State(batches): State<Batches>, body: String) -> String {
        let body: Value = serde_json::from_str(&body).unwrap();
        let entries = body["Entries"].as_array().unwrap();
        let delay = entries[0]["DelaySeconds"].as_u64().unwrap();
        batches.lock().unwrap().push((entries.len(), delay));
        let taken = entries.iter().filter(|entry| entry["Id"] != "1");
        let taken = taken
            .map(|entry| json!({"Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": "d"}));
        let refused = json!([{"Id": "1", "Code": "Busy", "SenderFault": false}]);
        json!({"Successful": taken.collect::<Vec<_>>(), "Failed": refused}).to_string()
    }

    /// The queue of a server that answers like this.
    async fn queue(router: Router) -> SqsQueue {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, router).into_future());
        let queue = SqsQueue::new(format!("{endpoint}/queue"));
        let _ = queue.client.set(client(&endpoint));
        queue
    }

    fn client(endpoint: &str) -> Client {
        let config = aws_sdk_sqs::Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .endpoint_url(endpoint)
            .region(Region::new("eu-central-1"))
            .credentials_provider(Credentials::new("id", "secret", None, None, "test"))
            .http_client(http_client())
            .retry_config(retries())
            .build();
        Client::from_conf(config)
    }
}
