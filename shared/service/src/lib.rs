//! What the product does.
//!
//! [`Service`] holds storage, Blizzard and the refresh queue. Each thing it does is a file:
//!
//! - [`player`]: answering a player: fresh, stale, or fetched now.
//! - `refresh.rs`: refreshing in the background.
//! - `fetch.rs`: asking Blizzard for a player, for both of them.
//! - `data.rs`: what is the same for everybody: heroes, roles, rates, searches; [`DataKey`] names it.
//! - [`heroes`] and [`hero_stats`]: the answers made of them.
//! - `fetch_once.rs`: one fetch for many requests.
//! - `pace.rs`: asking Blizzard at the pace that all instances share.
//! - [`search`]: searching players.
//! - `prune.rs`: deleting what has served its time.
//! - [`operate`]: looking at a stored player, and forgetting one.
//! - [`watch`]: what Blizzard's pages look like, and what has changed there.
//! - [`status`]: how the product is.
//! - `warm_up.rs`: asking for what every installation needs.
//! - `count.rs`: what is counted.
//! - [`freshness`]: how long each kind of data counts as fresh. One constant a kind.
//! - [`refresh_queue`]: the port that refreshes are asked through.
//! - [`json`]: the one serializer of everything that is stored and answered.

mod count;
mod data;
mod data_key;
mod error;
mod fetch;
mod fetch_once;
pub mod freshness;
pub mod hero_stats;
pub mod heroes;
pub mod json;
pub mod operate;
mod pace;
pub mod player;
mod prune;
mod refresh;
pub mod refresh_queue;
pub mod search;
pub mod status;
mod warm_up;
pub mod watch;

use std::{sync::Arc, time::Duration};

use blizzard::Client;
use storage::{Clock, Storage};

pub use data_key::DataKey;
pub use error::{Error, UnknownPlayer, whole_seconds};
pub use freshness::Freshness;
pub use refresh_queue::RefreshQueue;
pub use warm_up::WarmUp;

use heroes::RememberedHeroes;
use pace::Patience;

/// The product, with what it needs. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    storage: Arc<dyn Storage>,
    blizzard: Client,
    patience: Patience,
    refresh_queue: Arc<dyn RefreshQueue>,
    clock: Clock,
    remembered_heroes: Arc<RememberedHeroes>,
}

impl Service {
    /// The product on this storage, which asks Blizzard as often as it likes.
    #[must_use]
    pub fn new(
        storage: Arc<dyn Storage>,
        blizzard: Client,
        refresh_queue: Arc<dyn RefreshQueue>,
    ) -> Self {
        let patience = Patience::Unneeded;
        Self {
            storage,
            blizzard,
            patience,
            refresh_queue,
            clock: Clock::System,
            remembered_heroes: Arc::default(),
        }
    }

    /// The same at the pace that all instances on this storage share. A request waits so long for its
    /// turn, and else says when to come again.
    #[must_use]
    pub fn paced(mut self, longest_wait: Duration) -> Self {
        self.patience = Patience::Foreground(longest_wait);
        self
    }

    /// The same with another queue. For tests.
    #[must_use]
    pub fn with_queue(mut self, refresh_queue: Arc<dyn RefreshQueue>) -> Self {
        self.refresh_queue = refresh_queue;
        self
    }

    /// The same with another clock. For tests.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }
}
