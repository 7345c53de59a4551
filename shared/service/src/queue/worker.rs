//! Doing what the queue asks for.

use std::time::Duration;

use async_trait::async_trait;
use storage::{Lease, Owner, Storage, Write};
use strum::{Display, IntoStaticStr};

use super::Message;
use crate::{
    Error,
    cache::{Cache, Resource},
    count,
    resource::{REFRESH_LEASE, Refreshed},
    resources::{Key, table},
};

/// So much later, at least, it is tried again to follow a player while others have all slots.
const FOLLOW_LATER: Duration = Duration::from_mins(5);

/// What a refresh, or a first fetch, came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Outcome {
    /// Blizzard says that nothing has changed, or has been asked a moment ago.
    Unchanged,
    /// It was fetched, and stored.
    Updated,
    /// It is gone from storage.
    Gone,
    /// Blizzard would have been asked too often; the queue brings it again.
    Postponed,
    /// Until it was asked for again there was no slot that nobody else wanted.
    Dropped,
    /// Somebody else does it, or did: a queue may deliver a message twice.
    Duplicate,
}

impl Cache {
    /// Does what a message asks for, unless it is done already. When Blizzard may not be asked yet the message
    /// goes back to the queue.
    ///
    /// # Errors
    ///
    /// What kept it from us.
    pub async fn work(&self, message: &Message) -> Result<Outcome, Error> {
        self.work_as(Worker::all(), message).await
    }

    /// The same as a worker who need not know more than the message's kind of resource.
    pub(super) async fn work_as(
        &self,
        worker: Worker,
        message: &Message,
    ) -> Result<Outcome, Error> {
        let cache = if message.follows_until().is_some() {
            self.in_spare_slots()
        } else {
            self.in_background()
        };
        let result = cache.take(worker, message).await;
        count::refresh(result.as_ref().map_or("failed", Into::into));
        result
    }

    /// Refreshes a resource now, whether it is due or not.
    ///
    /// # Errors
    ///
    /// What kept it from us; [`Error::StillFetching`] when somebody else refreshes it.
    pub async fn refresh_now(&self, key: &Key) -> Result<Outcome, Error> {
        let lease = key.lease(Owner::random()?);
        if !self.storage().acquire_lease(&lease, REFRESH_LEASE).await? {
            return Err(Error::StillFetching(REFRESH_LEASE));
        }
        let result = resource(key).refresh_now(self, &lease).await;
        self.release(&lease).await;
        result
    }

    /// Takes the message's lease over, so that the same message delivered twice is worked on once.
    async fn take(&self, worker: Worker, message: &Message) -> Result<Outcome, Error> {
        let key = message.key();
        let Some(resource) = worker.resource(&key) else {
            tracing::error!(resource = key.kind(), "a message came to a worker of others");
            return Ok(Outcome::Dropped);
        };
        let lease = key.lease(Owner::random()?);
        let is_ours = match message.lease() {
            Some(sent) => self.storage().hand_over_lease(&sent, lease.owner, REFRESH_LEASE).await?,
            None => self.storage().acquire_lease(&lease, REFRESH_LEASE).await?,
        };
        if !is_ours {
            return Ok(Outcome::Duplicate);
        }
        match resource.work(self, message, &lease).await {
            Ok(outcome) => {
                self.release(&lease).await;
                Ok(outcome)
            }
            Err(Error::NotYet(wait)) if message.follows_until().is_some() => {
                self.release(&lease).await;
                Ok(self.follow_later(worker, message, wait).await)
            }
            Err(Error::NotYet(wait)) => {
                // The lease lasts as if the message had been sent when it comes again.
                self.hand_back(message, &lease, wait + REFRESH_LEASE).await;
                self.send_later(vec![message.clone()], wait, worker).await;
                Ok(Outcome::Postponed)
            }
            // It runs out, so that the next refresh comes later.
            Err(error) if error.is_from_blizzard() => Err(error),
            Err(error) => {
                self.hand_back(message, &lease, REFRESH_LEASE).await;
                Err(error)
            }
        }
    }

    /// Puts a message of following off, unless it is asked for again by then.
    async fn follow_later(&self, worker: Worker, message: &Message, wait: Duration) -> Outcome {
        let wait = wait.max(FOLLOW_LATER);
        if message.follows_until().is_some_and(|until| self.clock().now() + wait >= until) {
            return Outcome::Dropped;
        }
        self.send_later(vec![message.clone()], wait, worker).await;
        Outcome::Postponed
    }

    /// Gives the lease to whoever takes the message next.
    async fn hand_back(&self, message: &Message, lease: &Lease, duration: Duration) {
        let Some(sent) = message.lease() else {
            self.release(lease).await;
            return;
        };
        if let Err(error) = self.storage().hand_over_lease(lease, sent.owner, duration).await {
            tracing::warn!(%error, "a lease stays until it runs out");
        }
    }
}

/// What is done with the resource of a key, whichever it is.
#[async_trait]
pub(crate) trait Work: Send + Sync {
    /// Whether it is missing, or time for a refresh.
    async fn is_due(&self, storage: &dyn Storage) -> Result<bool, Error>;

    /// Does what a message asks for, under a lease, unless it is done already.
    async fn work(&self, cache: &Cache, message: &Message, lease: &Lease)
    -> Result<Outcome, Error>;

    /// Refreshes it, whether it is due or not. What is stored stays until there is something better.
    async fn refresh_now(&self, cache: &Cache, lease: &Lease) -> Result<Outcome, Error>;
}

/// Who does what messages ask for: of every kind of resource, or of one, so that a function that asks for one only
/// does not link the others.
#[derive(Debug, Clone, Copy)]
pub struct Worker(fn(&Key) -> Option<Box<dyn Work>>);

impl Worker {
    /// Of every kind.
    #[must_use]
    pub fn all() -> Self {
        Self(|key| Some(resource(key)))
    }

    /// Of one kind alone.
    pub(crate) fn of<R: Resource>() -> Self {
        Self(|key| R::named(key).map(|resource| Box::new(resource) as Box<dyn Work>))
    }

    fn resource(self, key: &Key) -> Option<Box<dyn Work>> {
        self.0(key)
    }
}

macro_rules! dispatch {
    ($($(#[$doc:meta])* $module:ident::$name:ident $(($($field:ident: $type:ty),+))? = $kind:literal
        => $resource:expr,)*) => {
        /// What a key names.
        pub(crate) fn resource(key: &Key) -> Box<dyn Work> {
            match key.clone() {
                $(Key::$name $(($($field),+))? => {
                    use crate::resources::$name;
                    Box::new($resource)
                })*
            }
        }
    };
}
table!(dispatch);

#[async_trait]
impl<R: Resource> Work for R {
    async fn is_due(&self, storage: &dyn Storage) -> Result<bool, Error> {
        Ok(self.load(storage).await?.is_none_or(|entry| entry.is_due))
    }

    async fn work(
        &self,
        cache: &Cache,
        message: &Message,
        lease: &Lease,
    ) -> Result<Outcome, Error> {
        let is_first = matches!(message, Message::FirstFetch(..));
        match self.load(cache.storage()).await? {
            Some(entry) if is_first || !(entry.is_due || entry.is_incomplete) => {
                Ok(Outcome::Unchanged)
            }
            None if message.may_fetch() => {
                let fetched = if is_first {
                    cache.fetch_for_client(self, lease).await
                } else {
                    cache.fetch_and_save(self, lease).await
                };
                let result = match fetched {
                    Err(error @ Error::NotYet(_)) => return Err(error),
                    result => result,
                };
                // Clients may wait for it, and are told when it fails.
                cache.end(self, lease, result).await?;
                Ok(Outcome::Updated)
            }
            _ => self.refresh_now(cache, lease).await,
        }
    }

    async fn refresh_now(&self, cache: &Cache, lease: &Lease) -> Result<Outcome, Error> {
        let started = cache.clock().now();
        let fetched = match self.refresh(cache, lease).await {
            Ok(Refreshed::New(fetched)) => fetched,
            Ok(Refreshed::Unchanged) => return Ok(Outcome::Unchanged),
            Ok(Refreshed::Gone) => return Ok(Outcome::Gone),
            Err(error @ Error::NotYet(_)) => return Err(error),
            Err(error) => {
                let (error, pause) = self.note_failure(cache.storage(), error).await;
                if !pause.is_zero() {
                    cache.storage().extend_lease(lease, pause).await?;
                }
                return Err(error);
            }
        };
        let write = Write { lease, age: cache.time_since(started), may_insert: false };
        let is_stored = self.save(cache.storage(), &fetched, write).await?;
        Ok(if is_stored { Outcome::Updated } else { Outcome::Gone })
    }
}
