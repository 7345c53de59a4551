//! Stale-while-revalidate, once, for everything.
//!
//! What is stored is answered at any age; when it is due, whoever gets its lease asks for a refresh behind the
//! response. What is not stored is fetched once for all who ask (`single_flight.rs`).

use std::{future::Future, sync::Arc, time::Duration};

use blizzard::Page;
use overwatch::{ParseError, heroes::HeroEntry};
use storage::{Clock, Lease, Owner, Storage, Write};

use crate::{
    count,
    error::Error,
    gate::{Client, Gate, WaitPolicy},
    queue::{Message, Queue, Refused},
    remembered::Remembered,
    resource::{Entry, REFRESH_LEASE, Refreshed},
    resources::Key,
};

/// Something of Blizzard's that is stored. Adding one is a file under `resources/` and a line in the table
/// of `resources/mod.rs`.
pub trait Resource: Send + Sync {
    /// What a response is made of.
    type Value: Send + Sync;

    /// What Blizzard has just shown.
    type Fetched: Send + Sync;

    /// Its name.
    fn key(&self) -> Key;

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
    fn entry(&self, fetched: Self::Fetched) -> Entry<Self::Value>;

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
    remembered_heroes: Arc<Remembered<Arc<[HeroEntry]>>>,
}

impl Cache {
    /// A cache on this storage, which asks Blizzard through this gate.
    #[must_use]
    pub fn new(storage: Arc<dyn Storage>, gate: Gate, queue: Arc<dyn Queue>, clock: Clock) -> Self {
        let wait = WaitPolicy::for_client(&clock, None);
        Self {
            storage,
            gate: Arc::new(gate),
            queue,
            wait,
            clock,
            remembered_heroes: Arc::default(),
        }
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

    /// What it stores in.
    #[must_use]
    pub fn storage(&self) -> &dyn Storage {
        &*self.storage
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

    /// The stored list of heroes, as this process saw it last.
    pub(crate) fn remembered_heroes(&self) -> &Remembered<Arc<[HeroEntry]>> {
        &self.remembered_heroes
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

    /// What is stored of a resource. Blizzard is not asked, but for a refresh behind the response.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn peek<R: Resource>(&self, resource: &R) -> Result<Option<Entry<R::Value>>, Error> {
        let entry = resource.load(self.storage()).await?;
        if let Some(entry) = entry.as_ref().filter(|entry| entry.is_due) {
            self.revalidate(entry).await;
        }
        Ok(entry)
    }

    /// Whoever gets the lease asks for a refresh. A response never fails because of it.
    pub(crate) async fn revalidate<Value>(&self, entry: &Entry<Value>) {
        if entry.is_leased {
            return;
        }
        if let Err(error) = self.ask_for_refreshes([entry.key.clone()]).await {
            tracing::warn!(%error, resource = entry.key.kind(), "no refresh could be asked for");
        }
    }

    /// Asks for refreshes of what nobody refreshes; how many the queue took.
    ///
    /// # Errors
    ///
    /// When a lease cannot be acquired.
    pub async fn ask_for_refreshes(
        &self,
        keys: impl IntoIterator<Item = Key, IntoIter: Send> + Send,
    ) -> Result<usize, Error> {
        self.send_once(keys, Key::lease, Message::Refresh).await
    }

    /// Sends a message for each key whose lease it gets; how many the queue took. The lease of one that it did
    /// not take is ended, so that the next one may be sent at once.
    pub(crate) async fn send_once(
        &self,
        keys: impl IntoIterator<Item = Key, IntoIter: Send> + Send,
        lease: fn(&Key, Owner) -> Lease,
        message: fn(Key, Owner) -> Message,
    ) -> Result<usize, Error> {
        let owner = Owner::random()?;
        let mut messages = Vec::new();
        for key in keys {
            if self.storage.acquire_lease(&lease(&key, owner), REFRESH_LEASE).await? {
                messages.push(message(key, owner));
            }
        }
        if messages.is_empty() {
            return Ok(0);
        }
        let wanted = messages.len();
        let refused = self.send(messages, Duration::ZERO).await;
        for message in &refused {
            self.release(&lease(&message.key(), owner)).await;
        }
        Ok(wanted - refused.len())
    }

    /// Sends messages; those that the queue did not take.
    pub(crate) async fn send(&self, messages: Vec<Message>, delay: Duration) -> Vec<Message> {
        let refused = self.queue.send(messages, delay).await;
        let refused = refused.into_iter().map(|Refused { message, reason }| {
            tracing::warn!(reason, resource = message.key().kind(), "the queue took no message");
            message
        });
        refused.collect()
    }

    /// Sends a message later that hands a lease over, which is ended when the queue does not take it.
    pub(crate) async fn send_later(&self, message: Message, delay: Duration) {
        for message in self.send(vec![message], delay).await {
            if let Some(lease) = message.lease() {
                self.release(&lease).await;
            }
        }
    }

    /// Ends a lease; when that fails it runs out.
    pub(crate) async fn release(&self, lease: &Lease) {
        if let Err(error) = self.storage.release_lease(lease).await {
            tracing::warn!(%error, "a lease stays until it runs out");
        }
    }
}
