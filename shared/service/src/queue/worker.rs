//! Doing what the queue asks for.

use std::time::Duration;

use overwatch::ParseError;
use storage::{Lease, Owner, Write};
use strum::{Display, IntoStaticStr};

use super::Message;
use crate::{
    Error,
    cache::{Cache, Resource},
    count,
    resource::{Key, REFRESH_LEASE, Refreshed, Saved},
    resources::with_resource,
};

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
        let result = self.in_background().take(message).await;
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
        let result = with_resource!(key, resource => self.refresh(resource, &lease).await);
        self.release(&lease).await;
        result
    }

    /// Takes the message's lease over, so that the same message delivered twice is worked on once.
    async fn take(&self, message: &Message) -> Result<Outcome, Error> {
        let key = message.key();
        let lease = key.lease(Owner::random()?);
        let is_ours = match message.lease() {
            Some(sent) => self.storage().hand_over_lease(&sent, lease.owner, REFRESH_LEASE).await?,
            None => self.storage().acquire_lease(&lease, REFRESH_LEASE).await?,
        };
        if !is_ours {
            return Ok(Outcome::Duplicate);
        }
        let result = match message {
            Message::FirstFetch(..) => {
                with_resource!(&key, resource => self.first_fetch(resource, &lease).await)
            }
            _ => with_resource!(&key, resource => self.refresh_if_due(resource, &lease).await),
        };
        match result {
            Ok(outcome) => {
                self.release(&lease).await;
                Ok(outcome)
            }
            Err(Error::NotYet(wait)) => self.postpone(message, &lease, wait).await,
            // It runs out, so that the next refresh comes later.
            Err(error) if error.is_from_blizzard() => Err(error),
            Err(error) => {
                self.hand_back(message, &lease, REFRESH_LEASE).await;
                Err(error)
            }
        }
    }

    async fn refresh_if_due<R: Resource>(
        &self,
        resource: &R,
        lease: &Lease,
    ) -> Result<Outcome, Error> {
        match resource.load(self.storage()).await? {
            Some(entry) if !entry.is_due && !entry.is_incomplete => Ok(Outcome::Unchanged),
            None if !matches!(resource.key(), Key::Player(_)) => {
                self.fetch_behind(resource, lease).await
            }
            _ => self.refresh(resource, lease).await,
        }
    }

    /// What is stored stays until there is something better.
    async fn refresh<R: Resource>(&self, resource: &R, lease: &Lease) -> Result<Outcome, Error> {
        let started = self.clock().now();
        let refreshed = match resource.refresh(self, lease).await {
            Err(error) if !matches!(error, Error::NotYet(_)) => {
                return self.note(resource, lease, error).await;
            }
            refreshed => refreshed?,
        };
        match refreshed {
            Refreshed::Gone => Ok(Outcome::Gone),
            Refreshed::Unchanged => Ok(Outcome::Unchanged),
            Refreshed::New(fetched) => {
                // A player that was forgotten meanwhile stays so; a list that is missing is made.
                let may_insert = !matches!(resource.key(), Key::Player(_));
                let write = Write { lease, age: self.time_since(started), may_insert };
                Ok(match resource.save(self.storage(), &fetched, write).await? {
                    Saved::Stored => Outcome::Updated,
                    Saved::Kept => return Err(ParseError::OtherPage.into()),
                    Saved::LeaseLost => Outcome::Gone,
                })
            }
        }
    }

    /// Notes a failure that will not go away soon: nobody refreshes until then.
    async fn note<R: Resource>(
        &self,
        resource: &R,
        lease: &Lease,
        error: Error,
    ) -> Result<Outcome, Error> {
        let (error, pause) = resource.note_failure(self.storage(), error).await;
        let pause = match &error {
            Error::UnknownPlayer(unknown) => Duration::from_secs(unknown.retry_after),
            _ => pause,
        };
        if !pause.is_zero() {
            self.storage().extend_lease(lease, pause).await?;
        }
        Err(error)
    }

    async fn first_fetch<R: Resource>(
        &self,
        resource: &R,
        lease: &Lease,
    ) -> Result<Outcome, Error> {
        if resource.load(self.storage()).await?.is_some() {
            return Ok(Outcome::Unchanged);
        }
        self.fetch_behind(resource, lease).await
    }

    /// Fetches what is not stored. Clients may wait for it, and are told when it fails.
    async fn fetch_behind<R: Resource>(
        &self,
        resource: &R,
        lease: &Lease,
    ) -> Result<Outcome, Error> {
        let result = match self.fetch_and_save(resource, lease).await {
            Err(error @ Error::NotYet(_)) => return Err(error),
            result => result,
        };
        let entry = self.end(resource, lease, result).await?;
        if entry.is_incomplete {
            self.revalidate(&entry).await;
        }
        Ok(Outcome::Updated)
    }

    /// The lease lasts as if the message had been sent when it comes again.
    async fn postpone(
        &self,
        message: &Message,
        lease: &Lease,
        wait: Duration,
    ) -> Result<Outcome, Error> {
        self.hand_back(message, lease, wait + REFRESH_LEASE).await;
        self.send(vec![message.clone()], wait).await;
        Ok(Outcome::Postponed)
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
