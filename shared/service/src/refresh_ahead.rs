//! Refresh-ahead: what is due is refreshed behind the response, by the one who gets its lease.

use std::time::Duration;

use overwatch::BlizzardId;
use storage::{Lease, Owner};

use crate::{
    Cache, Error,
    cache::Resource,
    queue::{Message, Refused, Worker},
    resource::{Entry, Note, REFRESH_LEASE},
    resources::Key,
};

impl Cache {
    /// Notes for which of these a client asks, unless that is noted. A response never fails because of it.
    pub(crate) async fn note_asked<'a, Value: 'a>(
        &self,
        entries: impl IntoIterator<Item = &'a Entry<Value>>,
    ) {
        let news = entries.into_iter().filter(|entry| entry.note == Note::Due);
        let players: Vec<&BlizzardId> = news.filter_map(|entry| entry.key.player()).collect();
        if players.is_empty() {
            return;
        }
        if let Err(error) = self.storage().note_asked(&players).await {
            tracing::warn!(%error, "it is not noted that somebody was asked for");
        }
    }

    /// Whoever gets the leases asks for refreshes. A response never fails because of it.
    pub(crate) async fn revalidate<'a, R: Resource<Value: 'a>>(
        &self,
        entries: impl IntoIterator<Item = &'a Entry<R::Value>>,
    ) {
        let entries = entries.into_iter().filter(|entry| !entry.is_leased);
        let keys: Vec<Key> = entries.map(|entry| entry.key.clone()).collect();
        let Some(kind) = keys.first().map(Key::kind) else { return };
        if let Err(error) = self.ask_for_refreshes(keys, Worker::of::<R>()).await {
            tracing::warn!(%error, resource = kind, "no refresh could be asked for");
        }
    }

    /// Asks for refreshes of what nobody refreshes; how many the queue took.
    ///
    /// # Errors
    ///
    /// When a lease cannot be acquired.
    pub async fn ask_for_refreshes(
        &self,
        keys: impl IntoIterator<Item = Key> + Send,
        worker: Worker,
    ) -> Result<usize, Error> {
        self.send_once(keys, Key::lease, Message::Refresh, worker).await
    }

    /// Asks for what is the same for everybody and missing, unless somebody has asked already; how many messages
    /// the queue took. A client who asks sooner fetches it.
    pub(crate) async fn ask_for_missing(
        &self,
        keys: impl IntoIterator<Item = Key> + Send,
    ) -> Result<usize, Error> {
        self.send_once(keys, warm_up_lease, |key, _| Message::Data(key), Worker::all()).await
    }

    /// Sends a message for each key whose lease it gets; how many the queue took. The lease of one that it did
    /// not take is ended, so that the next one may be sent at once.
    pub(crate) async fn send_once(
        &self,
        keys: impl IntoIterator<Item = Key>,
        lease: fn(&Key, Owner) -> Lease,
        message: fn(Key, Owner) -> Message,
        worker: Worker,
    ) -> Result<usize, Error> {
        let keys: Vec<Key> = keys.into_iter().collect();
        if keys.is_empty() {
            return Ok(0);
        }
        let owner = Owner::random()?;
        let leases: Vec<Lease> = keys.iter().map(|key| lease(key, owner)).collect();
        let acquired = self.storage().acquire_leases(&leases, REFRESH_LEASE).await?;
        let ours = keys.into_iter().zip(acquired).filter(|(_, is_acquired)| *is_acquired);
        let messages: Vec<Message> = ours.map(|(key, _)| message(key, owner)).collect();
        let wanted = messages.len();
        let refused = self.send(messages, Duration::ZERO, worker).await;
        let taken = wanted - refused.len();
        self.release_all(refused.iter().map(|message| lease(&message.key(), owner)).collect())
            .await;
        Ok(taken)
    }

    /// Sends messages; those that the queue did not take.
    pub(crate) async fn send(
        &self,
        messages: Vec<Message>,
        delay: Duration,
        worker: Worker,
    ) -> Vec<Message> {
        if messages.is_empty() {
            return messages;
        }
        let refused = self.queue().send(messages, delay, worker).await;
        let refused = refused.into_iter().map(|Refused { message, reason }| {
            tracing::warn!(reason, resource = message.key().kind(), "the queue took no message");
            message
        });
        refused.collect()
    }

    /// Sends messages later that hand leases over, which are ended where the queue does not take them.
    pub(crate) async fn send_later(&self, messages: Vec<Message>, delay: Duration, worker: Worker) {
        let refused = self.send(messages, delay, worker).await;
        self.release_all(refused.iter().filter_map(Message::lease).collect()).await;
    }

    /// Ends a lease; when that fails it runs out.
    pub(crate) async fn release(&self, lease: &Lease) {
        self.release_all(vec![lease.clone()]).await;
    }

    /// The same for many.
    pub(crate) async fn release_all(&self, leases: Vec<Lease>) {
        if leases.is_empty() {
            return;
        }
        if let Err(error) = self.storage().release_leases(&leases).await {
            tracing::warn!(%error, "a lease stays until it runs out");
        }
    }
}

/// Keeps the next one from asking again, and nobody from fetching.
fn warm_up_lease(key: &Key, owner: Owner) -> Lease {
    Lease { key: format!("warm-up:{key}"), owner }
}
