//! A queue inside this process.

use std::time::Duration;

use async_trait::async_trait;
use tokio::{
    sync::mpsc::{self, UnboundedReceiver, UnboundedSender},
    time::sleep,
};

use super::{Message, Queue, Refused, Worker};
use crate::Cache;

/// A queue inside this process.
#[derive(Debug, Clone)]
pub struct InProcessQueue(UnboundedSender<(Message, Worker)>);

/// The other end of an [`InProcessQueue`].
#[derive(Debug)]
pub struct Receiver(UnboundedReceiver<(Message, Worker)>);

/// A queue inside this process, and its other end. The leases bound its length.
#[must_use]
pub fn in_process() -> (InProcessQueue, Receiver) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (InProcessQueue(sender), Receiver(receiver))
}

impl InProcessQueue {
    fn send_now(&self, messages: Vec<Message>, worker: Worker) -> Vec<Refused> {
        let sent = messages.into_iter().map(|message| self.0.send((message, worker)));
        let refused = sent.filter_map(Result::err);
        refused.map(|error| Refused { reason: error.to_string(), message: error.0.0 }).collect()
    }
}

#[async_trait]
impl Queue for InProcessQueue {
    async fn send(&self, messages: Vec<Message>, delay: Duration, worker: Worker) -> Vec<Refused> {
        if !delay.is_zero() {
            let queue = self.clone();
            tokio::spawn(async move {
                sleep(delay).await;
                queue.send_now(messages, worker);
            });
            return Vec::new();
        }
        self.send_now(messages, worker)
    }
}

impl Receiver {
    /// Does what is asked for until nobody can ask any more. Refreshes come one after the other; a first fetch
    /// does not stand behind them, since clients wait for it.
    pub async fn run(mut self, cache: Cache) {
        while let Some((message, worker)) = self.0.recv().await {
            if matches!(message, Message::FirstFetch(..)) {
                let cache = cache.clone();
                tokio::spawn(async move { work(&cache, &message, worker).await });
            } else {
                work(&cache, &message, worker).await;
            }
        }
    }
}

async fn work(cache: &Cache, message: &Message, worker: Worker) {
    let resource = message.key().kind();
    match cache.work_as(worker, message).await {
        Ok(outcome) => tracing::info!(?outcome, resource, "refreshed"),
        Err(error) => tracing::warn!(%error, resource, "not refreshed"),
    }
}
