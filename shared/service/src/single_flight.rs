//! One fetch for many: simultaneous requests for what is not stored, in any process, ask Blizzard once.
//!
//! Whoever acquires the lease fetches, and extends it for as long as it lives; the others wait for what that
//! stores, or for why it failed. When the owner dies its lease runs out, and one of the others takes over.
//! What takes longer than a request may wait goes on through the queue.

use std::{future::Future, time::Duration};

use overwatch::ParseError;
use storage::{Lease, LeaseState, Owner, Write, rate_limiter::Shares};
use tokio::time::{Instant, sleep, timeout};

use crate::{
    Error,
    cache::{Cache, Resource},
    queue::{Message, Worker},
    resource::{Entry, Note, REFRESH_LEASE},
    resources::Key,
};

/// A lease that is not extended is taken over after this long.
pub(crate) const LEASE: Duration = Duration::from_secs(5);

/// How often it is extended.
const EXTENSION: Duration = Duration::from_secs(1);

/// How long a request waits for another one's fetch.
pub(crate) const WAIT: Duration = Duration::from_secs(5);

/// How often it looks: each time twice as long after the last, up to the longest.
pub(crate) const FIRST_POLL: Duration = Duration::from_millis(50);
pub(crate) const LONGEST_POLL: Duration = Duration::from_secs(1);

/// When to come again for what is still being fetched.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(5);

/// A fetch that did not end in time: so long until it can go on.
pub(crate) struct Unfinished(pub(crate) Duration);

impl Cache {
    /// What is not stored: fetched now, or what the request that fetches it has stored. When that fails, all
    /// who waited for it fail alike.
    pub(crate) async fn fetch_once<R: Resource>(
        &self,
        resource: &R,
    ) -> Result<Entry<R::Value>, Error> {
        let key = resource.key();
        let lease = key.lease(Owner::random()?);
        let deadline = Instant::now() + WAIT;
        while !self.storage().acquire_lease(&lease, LEASE).await? {
            self.wait_for_owner(&lease.key, deadline).await?;
            if let Some(entry) = self.peek(resource).await? {
                return Ok(entry);
            }
        }
        // Somebody may have finished between our look-up and our lease.
        match self.peek(resource).await.transpose() {
            None => self.fetch_as_owner(resource, &lease).await,
            Some(found) => {
                self.release(&lease).await;
                found
            }
        }
    }

    /// Waits until nobody fetches it any more; an error when the fetch failed, or takes too long.
    async fn wait_for_owner(&self, key: &str, deadline: Instant) -> Result<(), Error> {
        let mut poll = FIRST_POLL;
        loop {
            let state = self.storage().find_lease(key).await?;
            let failure = match state {
                None => return Ok(()),
                Some(LeaseState::Running) => None,
                Some(LeaseState::Failed(failure)) => Some(serde_json::from_value(failure)),
            };
            if let Some(Ok(failure)) = failure {
                return Err(failure);
            }
            if Instant::now() + poll >= deadline {
                return Err(Error::StillFetching(RETRY_AFTER));
            }
            sleep(poll).await;
            if failure.is_some() {
                // Another version wrote it, and it cannot be read: nobody fetches any more.
                return Ok(());
            }
            poll = (poll * 2).min(LONGEST_POLL);
        }
    }

    /// Fetches as far as the client's share goes. What takes longer than until the request's deadline goes on
    /// through the queue.
    async fn fetch_as_owner<R: Resource>(
        &self,
        resource: &R,
        lease: &Lease,
    ) -> Result<Entry<R::Value>, Error> {
        let refused = match self.gate().take_shares(self.wait(), 1).await {
            Ok(Shares { taken: 0, renewed_in }) => Some(Error::TooManyRequests(renewed_in)),
            Ok(_) => None,
            Err(error) => Some(error),
        };
        if let Some(error) = refused {
            self.release(lease).await;
            return Err(error);
        }
        match self.fetch_in_time(resource, lease).await {
            Ok(result) => result,
            Err(Unfinished(wait)) => {
                self.go_on::<R>(vec![(resource.key(), lease.clone())], wait).await;
                let is_running = wait.is_zero();
                Err(if is_running {
                    Error::StillFetching(RETRY_AFTER)
                } else {
                    Error::NotYet(wait)
                })
            }
        }
    }

    /// Fetches, stores and ends the lease within the request's deadline.
    pub(crate) async fn fetch_in_time<R: Resource>(
        &self,
        resource: &R,
        lease: &Lease,
    ) -> Result<Result<Entry<R::Value>, Error>, Unfinished> {
        let fetch = self.extending(lease, self.fetch_for_client(resource, lease));
        match timeout(self.wait().time_left(self.clock()), fetch).await {
            Ok(Err(Error::NotYet(wait))) => Err(Unfinished(wait)),
            Ok(result) => Ok(self.end(resource, lease, result).await),
            Err(_) => Err(Unfinished(Duration::ZERO)),
        }
    }

    /// Fetches and stores under a lease that is held, and notes that a client asks.
    pub(crate) async fn fetch_for_client<R: Resource>(
        &self,
        resource: &R,
        lease: &Lease,
    ) -> Result<Entry<R::Value>, Error> {
        let entry = self.fetch_and_save(resource, lease).await?;
        self.note_asked([&entry]).await;
        Ok(Entry { note: Note::Needless, ..entry })
    }

    /// Fetches and stores under a lease that is held.
    pub(crate) async fn fetch_and_save<R: Resource>(
        &self,
        resource: &R,
        lease: &Lease,
    ) -> Result<Entry<R::Value>, Error> {
        let started = self.clock().now();
        let fetched = resource.fetch(self).await?;
        let write = Write { lease, age: self.time_since(started), may_insert: true };
        match resource.save(self.storage(), &fetched, write).await {
            Ok(true) => {}
            Ok(false) => tracing::info!(resource = resource.key().kind(), "not stored"),
            Err(Error::Read(ParseError::OtherPage)) => {
                if let Some(kept) = resource.load_kept(self.storage(), &fetched).await? {
                    return Ok(kept);
                }
            }
            // It is answered all the same.
            Err(error @ Error::Storage(_)) => {
                tracing::error!(%error, "what was fetched is not stored");
            }
            Err(error) => return Err(error),
        }
        resource.entry(fetched)
    }

    /// Ends the lease of a fetch, with the reason for those who wait where it failed. What is incomplete is
    /// asked for again.
    pub(crate) async fn end<R: Resource>(
        &self,
        resource: &R,
        lease: &Lease,
        result: Result<Entry<R::Value>, Error>,
    ) -> Result<Entry<R::Value>, Error> {
        let error = match result {
            Ok(entry) => {
                self.release(lease).await;
                if entry.is_incomplete {
                    self.revalidate::<R>([&entry]).await;
                }
                return Ok(entry);
            }
            Err(error) => error,
        };
        let (error, pause) = resource.note_failure(self.storage(), error).await;
        let ended = match serde_json::to_value(&error) {
            Ok(failure) => self.storage().fail_lease(lease, &failure, pause).await,
            // The others find out by themselves.
            Err(_) => self.storage().release_lease(lease).await,
        };
        if let Err(error) = ended {
            tracing::warn!(%error, "a lease stays until it runs out");
        }
        Err(error)
    }

    /// Leaves fetches to the queue, after `wait`, where nobody has taken their leases over.
    pub(crate) async fn go_on<R: Resource>(&self, fetches: Vec<(Key, Lease)>, wait: Duration) {
        let mut messages = Vec::new();
        for (key, lease) in fetches {
            match self.storage().extend_lease(&lease, wait + REFRESH_LEASE).await {
                Ok(true) => messages.push(Message::FirstFetch(key, lease.owner)),
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "a fetch does not go on"),
            }
        }
        self.send_later(messages, wait, Worker::of::<R>()).await;
    }

    /// The result of some work, whose lease is extended meanwhile.
    async fn extending<T>(&self, lease: &Lease, work: impl Future<Output = T>) -> T {
        let extend = async {
            loop {
                sleep(EXTENSION).await;
                if let Err(error) = self.storage().extend_lease(lease, LEASE).await {
                    tracing::warn!(%error, "a lease could not be extended");
                }
            }
        };
        tokio::select! {
            result = work => result,
            never = extend => never,
        }
    }
}
