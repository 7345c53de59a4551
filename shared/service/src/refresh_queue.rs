//! The port that refreshes are asked through, and the queue inside one process.

use async_trait::async_trait;
use overwatch::BlizzardId;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::{Error, Service, data::DataKey};

/// What is to be asked for again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refresh {
    /// A player.
    Player(BlizzardId),
    /// What is the same for everybody.
    Data(DataKey),
}

/// Where refreshes are asked for.
#[async_trait]
pub trait RefreshQueue: Send + Sync {
    /// Asks for a refresh. Whoever asks has claimed it.
    async fn ask(&self, refresh: Refresh) -> Result<(), Error>;
}

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

#[async_trait]
impl RefreshQueue for InProcessQueue {
    async fn ask(&self, refresh: Refresh) -> Result<(), Error> {
        self.0.send(refresh).map_err(|_| Error::QueueClosed)
    }
}

impl Refreshes {
    /// Refreshes what is asked for, one after the other, until nobody can ask any more.
    pub async fn run(mut self, service: Service) {
        while let Some(refresh) = self.0.recv().await {
            match service.refresh(&refresh).await {
                Ok(outcome) => tracing::info!(?outcome, "refreshed"),
                Err(error) => tracing::warn!(%error, "a refresh failed"),
            }
        }
    }
}
