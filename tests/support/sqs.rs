//! A fake of SQS, and of what Lambda does with it: messages go to the `refresh` function, as
//! template.yaml has it.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, extract::State, routing::post};
use emulator::Function;
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::Notify,
    task::JoinSet,
    time::{Instant, sleep},
};

use super::{events, functions::Kind};

/// So often a message is handed out before it is a dead letter.
const ATTEMPTS: u32 = 3;

/// So many messages go to the function at once.
const BATCH: usize = 5;

/// A message that failed comes again after so long; in AWS it takes minutes.
const VISIBILITY_TIMEOUT: Duration = Duration::from_millis(200);

/// How often somebody looks for messages.
const POLL: Duration = Duration::from_millis(20);

/// A running queue; dropped, it ends with all that it started.
pub(crate) struct Sqs {
    url: String,
    queue: Arc<Queue>,
    tasks: JoinSet<()>,
}

/// What the server and the workers share.
#[derive(Default)]
struct Queue {
    messages: Mutex<Vec<Message>>,
    dead_letters: Mutex<Vec<String>>,
    in_flight: AtomicUsize,
    death: Notify,
}

#[derive(Clone)]
struct Message {
    body: String,
    due: Instant,
    attempts: u32,
}

impl Sqs {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/1/refreshes", listener.local_addr().unwrap());
        let queue = Arc::<Queue>::default();
        let router = Router::new().route("/", post(send_batch)).with_state(Arc::clone(&queue));
        let mut tasks = JoinSet::new();
        tasks.spawn(async { axum::serve(listener, router).await.unwrap() });
        Self { url, queue, tasks }
    }

    /// What a function is told of it.
    pub(crate) fn variables(&self) -> [(&str, &str); 4] {
        [
            ("REFRESH_QUEUE_URL", &self.url),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "nobody"),
            ("AWS_SECRET_ACCESS_KEY", "nothing"),
        ]
    }

    /// Hands messages to another process of that function, for as long as there is the queue.
    pub(crate) fn consume(&mut self, kind: Kind) {
        self.tasks.spawn(work(Arc::clone(&self.queue), kind));
    }

    /// Kills what handles messages right now.
    pub(crate) fn kill_consumers(&self) {
        self.queue.death.notify_waiters();
    }

    /// How many messages wait or are being handled, and for how long the oldest could have been.
    pub(crate) fn backlog(&self) -> (usize, Duration) {
        let messages = self.queue.messages.lock().unwrap();
        let oldest = messages.iter().map(|message| message.due.elapsed()).max().unwrap_or_default();
        (messages.len() + self.queue.in_flight.load(Ordering::SeqCst), oldest)
    }

    /// Waits until there is no message any more.
    pub(crate) async fn until_empty(&self, timeout: Duration) {
        let deadline = Instant::now() + timeout;
        while self.backlog().0 > 0 {
            assert!(Instant::now() < deadline, "{:?} after {timeout:?}", self.backlog());
            sleep(POLL).await;
        }
    }

    pub(crate) fn dead_letters(&self) -> Vec<String> {
        self.queue.dead_letters.lock().unwrap().clone()
    }
}

async fn send_batch(State(queue): State<Arc<Queue>>, body: String) -> String {
    let body: Value = serde_json::from_str(&body).unwrap();
    let entries = body["Entries"].as_array().unwrap();
    let messages = entries.iter().map(|entry| Message {
        body: entry["MessageBody"].as_str().unwrap().to_owned(),
        due: Instant::now() + Duration::from_secs(entry["DelaySeconds"].as_u64().unwrap()),
        attempts: 0,
    });
    queue.messages.lock().unwrap().extend(messages);
    let taken = entries.iter().map(|entry| json!({"Id": entry["Id"], "MessageId": "m"}));
    json!({"Successful": taken.collect::<Vec<_>>()}).to_string()
}

async fn work(queue: Arc<Queue>, kind: Kind) {
    let mut function = kind.start().await;
    loop {
        let batch = queue.take();
        if batch.is_empty() {
            sleep(POLL).await;
            continue;
        }
        let failed = tokio::select! {
            failed = hand_out(&mut function, &batch) => failed,
            () = queue.death.notified() => None,
        };
        // All of them, when the function died.
        queue.settle(batch, |number| failed.as_ref().is_none_or(|ids| ids.contains(&number)));
        if failed.is_none() {
            function = kind.start().await;
        }
    }
}

/// The numbers of the messages that failed; `None` when the function ended instead of answering.
async fn hand_out(function: &mut Function, batch: &[Message]) -> Option<Vec<usize>> {
    let event = events::messages(batch.iter().map(|message| message.body.as_str()));
    let result = function.invoke(event.to_string()).await.ok()?;
    Some(events::failed(&serde_json::from_slice(&result).unwrap()))
}

impl Queue {
    /// Messages whose time has come, oldest first.
    fn take(&self) -> Vec<Message> {
        let mut messages = self.messages.lock().unwrap();
        let now = Instant::now();
        messages.sort_by_key(|message| message.due);
        let due = messages.iter().take(BATCH).take_while(|message| message.due <= now).count();
        self.in_flight.fetch_add(due, Ordering::SeqCst);
        messages.drain(..due).collect()
    }

    fn settle(&self, batch: Vec<Message>, has_failed: impl Fn(usize) -> bool) {
        self.in_flight.fetch_sub(batch.len(), Ordering::SeqCst);
        for (number, Message { body, attempts, .. }) in batch.into_iter().enumerate() {
            let attempts = attempts + 1;
            if !has_failed(number) {
                continue;
            }
            if attempts < ATTEMPTS {
                let due = Instant::now() + VISIBILITY_TIMEOUT;
                self.messages.lock().unwrap().push(Message { body, due, attempts });
            } else {
                self.dead_letters.lock().unwrap().push(body);
            }
        }
    }
}
