//! Stale-while-revalidate, once, for everything.
//!
//! What is stored is answered at any age; when it is due, whoever gets its lease asks for a refresh behind the
//! response (`refresh_ahead.rs`). What is not stored is fetched once for all who ask (`single_flight.rs`).

use std::{future::Future, sync::Arc, time::Duration};

use blizzard::Page;
use overwatch::ParseError;
use storage::{Clock, Lease, Storage, Write};

use crate::{
    count,
    error::Error,
    gate::{Client, Gate, Limits, WaitPolicy},
    queue::Queue,
    remembered::Memory,
    resource::{Entry, Refreshed},
    resources::Key,
    turns::Turns,
};

/// Something of Blizzard's that is stored. Adding one is a file under `resources/` and a line in the table
/// of `resources/mod.rs`.
pub trait Resource: Send + Sync + 'static {
    /// What a response is made of.
    type Value: Send + Sync;

    /// What Blizzard has just shown.
    type Fetched: Send + Sync;

    /// Its name.
    fn key(&self) -> Key;

    /// The one of that name; `None` for a name of another kind.
    fn named(key: &Key) -> Option<Self>
    where
        Self: Sized;

    /// Looks it up in storage, in one statement where it is fresh. Changes nothing.
    fn load(
        &self,
        storage: &dyn Storage,
    ) -> impl Future<Output = Result<Option<Entry<Self::Value>>, Error>> + Send;

    /// Fetches it from Blizzard for the first time.
    fn fetch(&self, cache: &Cache) -> impl Future<Output = Result<Self::Fetched, Error>> + Send;

    /// Fetches it again; what is stored need not change.
    fn refresh(
        &self,
        cache: &Cache,
        _: &Lease,
    ) -> impl Future<Output = Result<Refreshed<Self::Fetched>, Error>> + Send {
        async { Ok(Refreshed::New(self.fetch(cache).await?)) }
    }

    /// Stores what was fetched; `false` when the lease was lost, since somebody else has it or it was ended.
    /// This is the one place that says no to doubtful pages: where what is stored shows more it stays, and
    /// the error is [`ParseError::OtherPage`].
    fn save(
        &self,
        storage: &dyn Storage,
        fetched: &Self::Fetched,
        write: Write<'_>,
    ) -> impl Future<Output = Result<bool, Error>> + Send;

    /// What stays stored in the place of a doubtful page.
    fn load_kept(
        &self,
        storage: &dyn Storage,
        _: &Self::Fetched,
    ) -> impl Future<Output = Result<Option<Entry<Self::Value>>, Error>> + Send {
        self.load(storage)
    }

    /// What is answered of what was fetched.
    ///
    /// # Errors
    ///
    /// When it cannot be taken apart again.
    fn entry(&self, fetched: Self::Fetched) -> Result<Entry<Self::Value>, Error>;

    /// Notes a failure that will not go away soon; how long nobody tries again.
    fn note_failure(
        &self,
        _: &dyn Storage,
        error: Error,
    ) -> impl Future<Output = (Error, Duration)> + Send {
        async { (error, Duration::ZERO) }
    }
}

/// The cache in front of Blizzard. Cheap to clone.
#[derive(Clone)]
pub struct Cache {
    storage: Arc<dyn Storage>,
    gate: Arc<Gate>,
    queue: Arc<dyn Queue>,
    wait: WaitPolicy,
    clock: Clock,
    memory: Arc<Memory>,
}

impl Cache {
    /// A cache on this storage, which asks Blizzard through this gate.
    #[must_use]
    pub fn new(storage: Arc<dyn Storage>, gate: Gate, queue: Arc<dyn Queue>, clock: Clock) -> Self {
        let wait = WaitPolicy::for_client(&clock, None);
        Self { storage, gate: Arc::new(gate), queue, wait, clock, memory: Arc::default() }
    }

    /// The same with another queue. For tests.
    #[must_use]
    pub fn with_queue(mut self, queue: Arc<dyn Queue>) -> Self {
        self.queue = queue;
        self
    }

    /// The same for a request that has just come, of that client where its share counts.
    #[must_use]
    pub fn for_client(&self, client: Option<Client>) -> Self {
        Self { wait: WaitPolicy::for_client(&self.clock, client), ..self.clone() }
    }

    /// The same for work that nobody waits for.
    #[must_use]
    pub fn in_background(&self) -> Self {
        Self { wait: WaitPolicy::background(), ..self.clone() }
    }

    /// The same for one of many fetches, which take turns.
    pub(crate) fn in_batch(&self, turns: &Arc<Turns>) -> Self {
        let wait = self.wait.in_batch(&self.clock, Arc::clone(turns));
        Self { wait, ..self.clone() }
    }

    /// The same for work that everything else comes before.
    pub(crate) fn in_spare_slots(&self) -> Self {
        Self { wait: WaitPolicy::spare(), ..self.clone() }
    }

    /// What it stores in.
    #[must_use]
    pub fn storage(&self) -> &dyn Storage {
        &*self.storage
    }

    /// How often Blizzard may be asked.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.gate.limits()
    }

    pub(crate) fn queue(&self) -> &dyn Queue {
        &*self.queue
    }

    pub(crate) fn gate(&self) -> &Gate {
        &self.gate
    }

    pub(crate) fn wait(&self) -> &WaitPolicy {
        &self.wait
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn time_since(&self, time: Duration) -> Duration {
        self.clock.now().saturating_sub(time)
    }

    /// What this process saw in storage lately.
    pub(crate) fn memory(&self) -> &Memory {
        &self.memory
    }

    /// What Blizzard answers, asked through the gate.
    pub(crate) async fn ask<'a, T, Request>(
        &'a self,
        request: impl FnOnce(&'a blizzard::Client) -> Request + Send,
    ) -> Result<T, Error>
    where
        Request: Future<Output = Result<T, blizzard::Error>> + Send,
    {
        self.gate.ask(&self.wait, request).await
    }

    /// What a parser reads from Blizzard's response. A page that it cannot read is counted.
    pub(crate) async fn read<'a, T, Request>(
        &'a self,
        page: Page,
        request: impl FnOnce(&'a blizzard::Client) -> Request + Send,
        parse: fn(&str) -> Result<T, ParseError>,
    ) -> Result<T, Error>
    where
        Request: Future<Output = Result<String, blizzard::Error>> + Send,
    {
        Ok(count::readable(page, parse(&self.ask(request).await?))?)
    }

    /// A resource: from storage at any age, or else from Blizzard.
    ///
    /// # Errors
    ///
    /// What kept it from us: storage, or Blizzard where nothing is stored.
    pub async fn get<R: Resource>(&self, resource: &R) -> Result<Entry<R::Value>, Error> {
        if let Some(entry) = self.peek(resource).await? {
            count::stored(entry.freshness);
            return Ok(entry);
        }
        count::missing();
        // Boxed: it is rare, and would make every request's future larger.
        Box::pin(self.fetch_once(resource)).await
    }

    /// What is stored of a resource that a client asks for. Blizzard is not asked, but for a refresh behind the
    /// response.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn peek<R: Resource>(&self, resource: &R) -> Result<Option<Entry<R::Value>>, Error> {
        let entry = resource.load(self.storage()).await?;
        self.note_asked(&entry).await;
        self.revalidate::<R>(entry.iter().filter(|entry| entry.is_due)).await;
        Ok(entry)
    }
}
