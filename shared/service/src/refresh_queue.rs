//! The port that refreshes are asked through, and the queue inside one process.

use async_trait::async_trait;
use overwatch::BlizzardId;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::{Error, Service};

/// Where refreshes are asked for.
#[async_trait]
pub trait RefreshQueue: Send + Sync {
    /// Asks for a refresh of a player. Whoever asks has claimed it.
    async fn ask(&self, id: &BlizzardId) -> Result<(), Error>;
}

/// A queue inside this process.
#[derive(Debug, Clone)]
pub struct InProcessQueue(UnboundedSender<BlizzardId>);

/// The requests of an [`InProcessQueue`].
#[derive(Debug)]
pub struct Refreshes(UnboundedReceiver<BlizzardId>);

/// A queue inside this process, and its other end. The claim on each row bounds its length.
#[must_use]
pub fn in_process() -> (InProcessQueue, Refreshes) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (InProcessQueue(sender), Refreshes(receiver))
}

#[async_trait]
impl RefreshQueue for InProcessQueue {
    async fn ask(&self, id: &BlizzardId) -> Result<(), Error> {
        self.0.send(id.clone()).map_err(|_| Error::QueueClosed)
    }
}

impl Refreshes {
    /// Refreshes what is asked for, one player after the other, until nobody can ask any more.
    pub async fn run(mut self, service: Service) {
        while let Some(id) = self.0.recv().await {
            match service.refresh(&id).await {
                Ok(outcome) => tracing::info!(?outcome, "refreshed a player"),
                Err(error) => tracing::warn!(%error, "a player could not be refreshed"),
            }
        }
    }
}
