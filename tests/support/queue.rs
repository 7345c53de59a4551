//! A queue that does nothing of what it is asked.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use service::{
    Cache, Queue,
    queue::{Message, Refused, Worker},
};

use super::world::World;

/// A queue that keeps what it was asked and for when, and takes all or nothing of it.
#[derive(Clone)]
pub(crate) struct Recording {
    sent: Arc<Mutex<Vec<(Message, Duration)>>>,
    takes: bool,
}

impl Recording {
    /// All that was sent so far, with the delays.
    pub(crate) fn sent(&self) -> Vec<(Message, Duration)> {
        self.sent.lock().unwrap().clone()
    }

    /// The same, which it forgets.
    pub(crate) fn take(&self) -> Vec<(Message, Duration)> {
        std::mem::take(&mut self.sent.lock().unwrap())
    }
}

#[async_trait::async_trait]
impl Queue for Recording {
    async fn send(&self, messages: Vec<Message>, delay: Duration, _: Worker) -> Vec<Refused> {
        let sent = messages.iter().map(|message| (message.clone(), delay));
        self.sent.lock().unwrap().extend(sent);
        let refused = messages.into_iter().filter(|_| !self.takes);
        refused.map(|message| Refused { message, reason: "full".to_owned() }).collect()
    }
}

impl World {
    /// The product of this world with another queue.
    pub(crate) fn with_queue(&self, takes: bool) -> (Cache, Recording) {
        let queue = Recording { sent: Arc::default(), takes };
        (self.cache.clone().with_queue(Arc::new(queue.clone())), queue)
    }
}
