//! A queue inside this process.

use std::time::Duration;

use async_trait::async_trait;
use tokio::{
    sync::mpsc::{self, UnboundedReceiver, UnboundedSender},
    time::sleep,
};

use super::{Refresh, RefreshQueue, Refused};
use crate::Service;

/// A queue inside this process.
#[derive(Debug, Clone)]
pub struct InProcessQueue(UnboundedSender<Refresh>);

/// The requests of an [`InProcessQueue`].
#[derive(Debug)]
pub struct Refreshes(UnboundedReceiver<Refresh>);

/// A queue inside this process, and its other end. The claims bound its length.
#[must_use]
pub fn in_process() -> (InProcessQueue, Refreshes) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (InProcessQueue(sender), Refreshes(receiver))
}

impl InProcessQueue {
    fn send(&self, refreshes: Vec<Refresh>) -> Vec<Refused> {
        let refused = refreshes.into_iter().filter_map(|refresh| self.0.send(refresh).err());
        refused.map(|error| Refused { reason: error.to_string(), refresh: error.0 }).collect()
    }
}

#[async_trait]
impl RefreshQueue for InProcessQueue {
    async fn ask(&self, refreshes: Vec<Refresh>, delay: Duration) -> Vec<Refused> {
        if !delay.is_zero() {
            let queue = self.clone();
            tokio::spawn(async move {
                sleep(delay).await;
                queue.send(refreshes);
            });
            return Vec::new();
        }
        self.send(refreshes)
    }
}

impl Refreshes {
    /// Refreshes what is asked for, one after the other, until nobody can ask any more.
    pub async fn run(mut self, service: Service) {
        while let Some(refresh) = self.0.recv().await {
            match service.refresh_if_due(&refresh).await {
                Ok(outcome) => tracing::info!(?outcome, "refreshed"),
                Err(error) => tracing::warn!(%error, "a refresh failed"),
            }
        }
    }
}
