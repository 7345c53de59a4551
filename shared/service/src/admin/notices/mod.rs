//! Telling people what is new in the game: a hero, a map, a patch. [`watch`](super::watch) finds it, and notes in the
//! same statement who is to be told.
//!
//! Each receiver is told once, and again where it failed. One whom somebody told without being able to note it,
//! because the process died or no answer came, is told twice: neither Discord nor SNS recognises what it has had.

mod webhook;

use std::time::Duration;

use aws::Topic;
use serde_json::json;
use storage::{
    Lease, Owner, Storage,
    notices::{Notice, NoticeKind, Receiver},
};

use crate::{Error, resource::REFRESH_LEASE};

pub use webhook::Webhook;

/// So many notices a run tells a receiver: the others wait for the next one.
const AT_ONCE: u32 = 10;

/// What could not be told for so long is no news any more.
const GIVEN_UP_AFTER: Duration = Duration::from_hours(7 * 24);

/// Who is told what is new.
#[derive(Debug, Clone, Default)]
pub struct Notifier {
    /// A channel of Discord.
    pub webhook: Option<Webhook>,
    /// A topic of SNS.
    pub topic: Option<Topic>,
}

/// Why a receiver was not told. No text of these shows a webhook's URL.
#[derive(Debug, thiserror::Error)]
enum NotTold {
    #[error("the parameter {name} cannot be read: {error}")]
    Parameter { name: String, error: aws::Error },
    #[error("the parameter {0} holds no URL")]
    NoUrl(String),
    #[error(transparent)]
    Client(#[from] https::Error),
    #[error("{}", https::with_causes(.0))]
    Connection(reqwest::Error),
    #[error("the webhook answers with the status {0}")]
    Status(u16),
    #[error("the webhook asks us to wait for {0:?}")]
    TooOften(Duration),
    #[error(transparent)]
    Topic(#[from] aws::Error),
}

impl Notifier {
    /// Those who are to be told.
    #[must_use]
    pub fn receivers(&self) -> Vec<Receiver> {
        let discord = self.webhook.as_ref().map(|_| Receiver::Discord);
        discord.into_iter().chain(self.topic.as_ref().map(|_| Receiver::Sns)).collect()
    }

    /// Tells each receiver what it has not been told yet; how many notices were sent. Of two at once only one tells
    /// a receiver. What cannot be sent is logged, and left to the next run.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn tell(&self, storage: &dyn Storage) -> Result<usize, Error> {
        let mut sent = 0;
        for receiver in self.receivers() {
            let lease = Lease { key: format!("notices:{receiver}"), owner: Owner::random()? };
            if storage.acquire_lease(&lease, REFRESH_LEASE).await? {
                sent += self.tell_under(&lease, storage, receiver).await?;
            }
        }
        Ok(sent)
    }

    async fn tell_under(
        &self,
        lease: &Lease,
        storage: &dyn Storage,
        receiver: Receiver,
    ) -> Result<usize, Error> {
        let mut sent = 0;
        for notice in storage.find_notices(receiver, GIVEN_UP_AFTER, AT_ONCE).await? {
            if !storage.extend_lease(lease, REFRESH_LEASE).await? {
                return Ok(sent);
            }
            let Err(error) = self.send(receiver, &notice).await else {
                storage.set_told(&notice, receiver).await?;
                sent += 1;
                continue;
            };
            tracing::warn!(%error, %receiver, key = notice.key, "a notice was not sent");
            match error {
                // It takes others, perhaps.
                NotTold::Status(400..500) | NotTold::Topic(aws::Error::Refused { .. }) => {}
                NotTold::TooOften(pause) => {
                    storage.fail_lease(lease, &json!(error.to_string()), pause).await?;
                    return Ok(sent);
                }
                _ => break,
            }
        }
        storage.release_lease(lease).await?;
        Ok(sent)
    }

    async fn send(&self, receiver: Receiver, notice: &Notice) -> Result<(), NotTold> {
        let what = match notice.kind {
            NoticeKind::Hero => "New hero",
            NoticeKind::Map => "New map",
            NoticeKind::Patch => "New patch",
        };
        let text = format!("{what}: {}", notice.name);
        match receiver {
            Receiver::Discord => match &self.webhook {
                Some(webhook) => webhook.post(&text).await,
                None => Ok(()),
            },
            Receiver::Sns => match &self.topic {
                Some(topic) => Ok(topic.publish(&format!("{what} in Overwatch"), &text).await?),
                None => Ok(()),
            },
        }
    }
}
