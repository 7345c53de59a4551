//! A queue that all processes share, on SQS.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html>

use std::time::Duration;

use async_trait::async_trait;
use aws::{Service, Signer};
use blizzard::Url;
use futures_util::future::join_all;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Message, Queue, Refused, Worker};
use crate::whole_seconds;

/// For all attempts at one batch: an answer waits for it.
const TIMEOUT: Duration = Duration::from_secs(1);

/// The most messages that SQS takes at once.
const BATCH: usize = 10;

/// The longest that SQS holds a message back.
const LONGEST_DELAY: Duration = Duration::from_mins(15);

/// A queue on SQS.
#[derive(Debug, Clone)]
pub struct SqsQueue {
    url: Url,
    service: Service,
}

/// What it answers: those that it did not take.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    #[serde(default)]
    failed: Vec<Failed>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Failed {
    id: String,
    code: String,
}

impl SqsQueue {
    /// The queue at this URL, asked as this signer.
    #[must_use]
    pub fn new(url: Url, signer: Signer) -> Self {
        let mut endpoint = url.clone();
        endpoint.set_path("/");
        let service = Service::new("sqs", "application/x-amz-json-1.0", endpoint, signer);
        Self { url, service }
    }

    /// Sends at most [`BATCH`] messages; those that were not taken, each with its number as its id.
    async fn send_batch(
        &self,
        messages: &[Message],
        delay: Duration,
    ) -> Result<Vec<Failed>, String> {
        let batch = self.batch(messages, delay).map_err(|error| error.to_string())?;
        let answer = self.service.call("AmazonSQS.SendMessageBatch", &batch, TIMEOUT).await;
        answer.map(|answer: Answer| answer.failed).map_err(|error| error.to_string())
    }

    fn batch(&self, messages: &[Message], delay: Duration) -> serde_json::Result<Value> {
        let delay = whole_seconds(delay.min(LONGEST_DELAY));
        let entry = |(number, message): (usize, &Message)| {
            let body = serde_json::to_string(message)?;
            Ok(json!({"Id": number.to_string(), "MessageBody": body, "DelaySeconds": delay}))
        };
        let entries: Vec<_> =
            messages.iter().enumerate().map(entry).collect::<serde_json::Result<_>>()?;
        Ok(json!({"QueueUrl": self.url.as_str(), "Entries": entries}))
    }
}

#[async_trait]
impl Queue for SqsQueue {
    async fn send(&self, messages: Vec<Message>, delay: Duration, _: Worker) -> Vec<Refused> {
        // Side by side: an answer waits for them.
        let batches = messages.chunks(BATCH);
        let sent = join_all(batches.clone().map(|batch| self.send_batch(batch, delay))).await;
        let refused = batches.zip(sent).flat_map(|(batch, sent)| {
            batch.iter().enumerate().filter_map(move |(number, message)| {
                let reason = match &sent {
                    Ok(failed) => {
                        let id = number.to_string();
                        failed.iter().find(|failed| failed.id == id)?.code.clone()
                    }
                    Err(reason) => reason.clone(),
                };
                Some(Refused { message: message.clone(), reason })
            })
        });
        refused.collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use aws_credential_types::Credentials;
    use axum::{Router, extract::State, routing::post};
    use tokio::{net::TcpListener, sync::Barrier};

    use super::*;
    use crate::resources::Key;

    /// The sizes of the batches that came, and how long they are held back.
    type Batches = Arc<Mutex<Vec<(usize, u64)>>>;

    #[tokio::test]
    async fn many_go_in_tens_and_what_is_not_taken_comes_back() {
        let batches = Batches::default();
        let router = Router::new().route("/", post(take_all_but_the_second));
        let queue = queue(router.with_state(Arc::clone(&batches))).await;
        let messages: Vec<Message> = (0..23).map(|number| search(&number.to_string())).collect();
        let refused = queue.send(messages, Duration::ZERO, Worker::all()).await;
        assert_eq!(*batches.lock().unwrap(), [(10, 0), (10, 0), (3, 0)]);
        let refused: Vec<_> =
            refused.into_iter().map(|refused| (refused.message, refused.reason)).collect();
        let busy = |name| (search(name), "Busy".to_owned());
        assert_eq!(refused, [busy("1"), busy("11"), busy("21")]);
    }

    #[tokio::test]
    async fn batches_are_sent_side_by_side() {
        let all_are_there = Arc::new(Barrier::new(3));
        let take = async move |body: String| {
            all_are_there.wait().await;
            take_all_but_the_second(State(Batches::default()), body).await
        };
        let queue = queue(Router::new().route("/", post(take))).await;
        let messages = (0..21).map(|number| search(&number.to_string())).collect();
        let refused = queue.send(messages, Duration::ZERO, Worker::all()).await;
        let reasons: Vec<_> = refused.into_iter().map(|refused| refused.reason).collect();
        assert_eq!(reasons, ["Busy"; 2], "one that waited for another would get no answer");
    }

    #[tokio::test]
    async fn a_delay_is_rounded_up_and_no_longer_than_sqs_takes() {
        let batches = Batches::default();
        let router = Router::new().route("/", post(take_all_but_the_second));
        let queue = queue(router.with_state(Arc::clone(&batches))).await;
        for delay in [Duration::from_millis(9001), Duration::from_hours(1)] {
            queue.send(vec![search("a")], delay, Worker::all()).await;
        }
        assert_eq!(*batches.lock().unwrap(), [(1, 10), (1, 900)]);
    }

    #[tokio::test]
    async fn a_queue_that_cannot_be_reached_takes_nothing() {
        let refused = queue_at("http://127.0.0.1:9")
            .send(vec![search("a")], Duration::ZERO, Worker::all())
            .await;
        assert_eq!(refused.len(), 1);
        assert!(refused[0].reason.contains("refused"), "{}", refused[0].reason);
    }

    #[tokio::test]
    async fn a_queue_that_does_not_answer_is_waited_for_shortly() {
        let router = Router::new().route("/", post(std::future::pending::<()>));
        let refused =
            queue(router).await.send(vec![search("a")], Duration::ZERO, Worker::all()).await;
        assert_eq!(refused[0].reason, "no answer within 1s");
    }

    fn search(name: &str) -> Message {
        Message::Data(Key::Search(name.to_owned()))
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
        queue_at(&endpoint)
    }

    fn queue_at(endpoint: &str) -> SqsQueue {
        let url = format!("{endpoint}/1/queue").parse().unwrap();
        let credentials = Credentials::new("id", "secret", None, None, "test");
        SqsQueue::new(url, Signer::new("eu-central-1".to_owned(), credentials))
    }
}
