//! What a process sets up once.

use std::sync::Arc;

use service::{Cache, Gate, Queue, queue};
use storage::{Clock, PostgresStorage};

use crate::{
    config::{Addresses, Config, ConfigError},
    http::Request,
};

/// What a process sets up once, and every request uses.
pub struct App {
    /// The product.
    pub cache: Cache,
    /// What it is made on.
    pub store: Store,
}

/// What is enough for functions that never ask Blizzard: its client and the parsers are not linked into them.
pub struct Store {
    /// What is stored.
    pub storage: PostgresStorage,
    /// What the process was told.
    pub config: Config,
}

/// Why a process cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The environment is not enough.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Storage cannot be set up.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// Blizzard's client cannot be set up.
    #[error(transparent)]
    Blizzard(#[from] blizzard::Error),
    /// Metrics cannot be put out.
    #[error("metrics cannot be put out: {0}")]
    Metrics(String),
    /// The process cannot run asynchronous code.
    #[error("tokio cannot start: {0}")]
    Tokio(#[source] std::io::Error),
    /// Lambda's runtime ended.
    #[error("the Lambda runtime ended: {0}")]
    Lambda(#[source] lambda_runtime::Error),
}

/// What of a deployment a function uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uses {
    /// Neither database nor queue.
    Nothing,
    /// The database.
    Database,
    /// The database, and the queue of refreshes.
    DatabaseAndQueue,
}

/// The state that a function works on: the whole product, or a part of it.
pub trait State: Sized + Send + Sync + 'static {
    /// What of a deployment it needs.
    const USES: Uses;

    /// Sets it up from the environment. Connects to nothing yet.
    ///
    /// # Errors
    ///
    /// What is wrong with the environment.
    fn set_up() -> Result<Self, StartError>;

    /// The same as a part of the whole product.
    fn of(app: &App) -> &Self;
}

impl State for () {
    const USES: Uses = Uses::Nothing;

    fn set_up() -> Result<Self, StartError> {
        Ok(())
    }

    fn of(_: &App) -> &Self {
        &()
    }
}

impl State for Addresses {
    const USES: Uses = Uses::Nothing;

    fn set_up() -> Result<Self, StartError> {
        Ok(Self::from_env())
    }

    fn of(app: &App) -> &Self {
        &app.store.config.addresses
    }
}

impl State for Config {
    const USES: Uses = Uses::Database;

    fn set_up() -> Result<Self, StartError> {
        Ok(Self::from_env()?)
    }

    fn of(app: &App) -> &Self {
        &app.store.config
    }
}

impl State for Store {
    const USES: Uses = Uses::Database;

    fn set_up() -> Result<Self, StartError> {
        Self::new(Config::from_env()?)
    }

    fn of(app: &App) -> &Self {
        &app.store
    }
}

impl State for App {
    const USES: Uses = Uses::DatabaseAndQueue;

    fn set_up() -> Result<Self, StartError> {
        Self::new(Store::set_up()?)
    }

    fn of(app: &App) -> &Self {
        app
    }
}

impl Store {
    /// Connects to nothing yet.
    ///
    /// # Errors
    ///
    /// What is wrong with the configuration.
    pub fn new(config: Config) -> Result<Self, StartError> {
        let storage = PostgresStorage::connect_lazily(&config.database(1))?;
        Ok(Self { storage, config })
    }
}

impl App {
    /// The whole product on what is stored. Without a queue's URL refreshes run in this process.
    ///
    /// # Errors
    ///
    /// What is wrong with the configuration.
    pub fn new(store: Store) -> Result<Self, StartError> {
        let config = &store.config;
        let blizzard = blizzard::Client::new(&config.blizzard_base_url)?;
        let storage = Arc::new(store.storage.clone());
        let gate = Gate::new(blizzard, storage.clone(), config.blizzard_limits, Clock::System);
        let cache = |queue: Arc<dyn Queue>| Cache::new(storage, gate, queue, Clock::System);
        let cache = if let Some(queue) = &config.refresh_queue {
            cache(Arc::new(queue.clone()))
        } else {
            let (queue, receiver) = queue::in_process();
            let cache = cache(Arc::new(queue));
            tokio::spawn(receiver.run(cache.clone()));
            cache
        };
        Ok(Self { cache, store })
    }

    /// The cache for a request: with its deadline, and the share of whoever sent it.
    #[must_use]
    pub fn cache(&self, request: &Request) -> Cache {
        self.cache.for_client(self.store.config.addresses.client(request))
    }
}
