//! A queue that does nothing of what it is asked.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use service::{
    RefreshQueue, Service,
    refresh_queue::{Refresh, Refused},
};

use super::world::World;

/// A queue that keeps what it was asked and for when, and takes all or nothing of it.
#[derive(Clone)]
pub(crate) struct Recording {
    asked: Arc<Mutex<Vec<(Refresh, Duration)>>>,
    takes: bool,
}

impl Recording {
    /// All that it was asked so far, with the delays.
    pub(crate) fn asked(&self) -> Vec<(Refresh, Duration)> {
        self.asked.lock().unwrap().clone()
    }

    /// The same, which it forgets.
    pub(crate) fn take(&self) -> Vec<(Refresh, Duration)> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

#[async_trait::async_trait]
impl RefreshQueue for Recording {
    async fn ask(&self, refreshes: Vec<Refresh>, delay: Duration) -> Vec<Refused> {
        let asked = refreshes.iter().map(|refresh| (refresh.clone(), delay));
        self.asked.lock().unwrap().extend(asked);
        let refused = refreshes.into_iter().filter(|_| !self.takes);
        refused.map(|refresh| Refused { refresh, reason: "full".to_owned() }).collect()
    }
}

impl World {
    /// The product of this world with another queue.
    pub(crate) fn with_queue(&self, takes: bool) -> (Service, Recording) {
        let queue = Recording { asked: Arc::default(), takes };
        (self.service.clone().with_queue(Arc::new(queue.clone())), queue)
    }
}
