//! Asking Blizzard at the pace that all instances share. There is no other way to it: whatever asks for
//! a page goes through [`Service::ask`].

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use storage::pace::{self, Pace, Slot, Turn, Verdict};

use crate::{Error, Service};

/// So long something in the background waits for a slot that nobody else wants.
const IDLE_WAIT: Duration = Duration::from_secs(2);

/// How requests to Blizzard wait for their turn.
#[derive(Debug, Clone)]
pub(crate) enum Patience {
    /// They do not: there is no pace.
    Unneeded,
    /// Somebody waits for the answer: they line up when it is not for longer than this.
    Foreground(Duration),
    /// Nobody waits: they let those go first who line up. What has begun goes on like them, however
    /// long that takes, or its first request would have been in vain.
    Background { has_begun: Arc<AtomicBool> },
}

impl Service {
    /// The same for work that nobody waits for.
    pub(crate) fn in_background(&self) -> Self {
        let patience = match self.patience {
            Patience::Unneeded => Patience::Unneeded,
            _ => Patience::Background { has_begun: Arc::default() },
        };
        Self { patience, ..self.clone() }
    }

    /// The pace now; `None` where none is kept.
    pub(crate) async fn pace(&self) -> Result<Option<Pace>, Error> {
        match self.patience {
            Patience::Unneeded => Ok(None),
            _ => Ok(Some(self.storage.find_pace().await?)),
        }
    }

    /// What comes of a request, which is sent when its turn has come.
    pub(crate) async fn ask<T>(
        &self,
        request: impl Future<Output = Result<T, blizzard::Error>>,
    ) -> Result<T, Error> {
        let slot = match &self.patience {
            Patience::Unneeded => return Ok(request.await?),
            Patience::Foreground(longest_wait) => self.line_up(*longest_wait).await?,
            Patience::Background { has_begun } => {
                let slot = if has_begun.load(Ordering::Relaxed) {
                    self.line_up(2 * pace::LONGEST).await?
                } else {
                    self.wait_for_idle().await?
                };
                has_begun.store(true, Ordering::Relaxed);
                slot
            }
        };
        let result = request.await;
        if let Some(verdict) = verdict(&result)
            && let Err(error) = self.storage.report(&slot, verdict).await
        {
            tracing::error!(%error, ?verdict, "the pace does not know what came of a request");
        }
        Ok(result?)
    }

    /// Takes the next slot and waits for it.
    async fn line_up(&self, longest_wait: Duration) -> Result<Slot, Error> {
        let mut left = longest_wait;
        loop {
            let slot = match self.storage.reserve_slot(left).await? {
                Turn::Given(slot) => slot,
                Turn::TooFar(wait) => return Err(Error::NotYet(wait)),
            };
            if slot.wait.is_zero() {
                return Ok(slot);
            }
            self.clock.sleep(slot.wait).await;
            if self.storage.find_pace().await?.keeps(&slot) {
                return Ok(slot);
            }
            left = left.saturating_sub(slot.wait);
        }
    }

    /// Takes a slot when one is free, which it is not while others line up.
    async fn wait_for_idle(&self) -> Result<Slot, Error> {
        let mut left = IDLE_WAIT;
        loop {
            match self.storage.reserve_slot(Duration::ZERO).await? {
                Turn::Given(slot) => return Ok(slot),
                Turn::TooFar(wait) if wait > left => return Err(Error::NotYet(wait)),
                Turn::TooFar(wait) => {
                    self.clock.sleep(wait).await;
                    left = left.saturating_sub(wait);
                }
            }
        }
    }
}

/// What a status code says of the pace; `None` where there was none.
fn verdict<T>(result: &Result<T, blizzard::Error>) -> Option<Verdict> {
    match result.as_ref().map_err(blizzard::Error::status) {
        Ok(_) | Err(404) => Some(Verdict::Answered),
        Err(403) => Some(Verdict::Refused),
        Err(0) => None,
        Err(_) => Some(Verdict::Failed),
    }
}
