//! The one way to Blizzard: [`Gate`] owns the client, so that nothing is asked past the rate limiter that all
//! instances share.

use std::{
    fmt,
    future::Future,
    net::{IpAddr, Ipv6Addr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use storage::{
    Clock, RateLimiting, Storage,
    compression::Effort,
    rate_limiter::{LONGEST, Outcome, RateLimiter, Reservation, Shares, Slot, Urgency},
};

use crate::{Error, resource::REFRESH_LEASE, turns::Turns};

/// From the request to its response, waiting for slots included.
const DEADLINE: Duration = Duration::from_secs(8);

/// What a batch has not begun so long before its deadline is left to the queue: it would be cut off, and its
/// requests in vain.
const TO_FINISH: Duration = Duration::from_secs(4);

/// So long something in the background waits for a slot that is free, owed to it, or spare.
const IDLE_WAIT: Duration = Duration::from_secs(2);

/// The one way to Blizzard.
pub struct Gate {
    blizzard: blizzard::Client,
    storage: Arc<dyn Storage>,
    limits: Limits,
    clock: Clock,
}

/// How often Blizzard may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limits {
    /// As often as requests come: for tests and fakes.
    Off,
    /// At the rate that all instances share.
    Shared {
        /// So many new things a minute are fetched for one client; `None` for any number.
        share: Option<u32>,
    },
}

impl Limits {
    /// The rate limiter now; `None` where there is none.
    pub(crate) async fn rate_limiter<S>(self, storage: &S) -> Result<Option<RateLimiter>, Error>
    where
        S: RateLimiting + ?Sized,
    {
        match self {
            Self::Off => Ok(None),
            Self::Shared { .. } => Ok(Some(storage.find_rate_limiter().await?)),
        }
    }
}

/// Whoever lets us ask Blizzard, as far as a share goes: an address, or for IPv6 its network of 64 bits. It
/// is never logged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Client(IpAddr);

impl From<IpAddr> for Client {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            }
            address @ IpAddr::V4(_) => address,
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client(…)")
    }
}

/// How requests to Blizzard wait for their slots.
#[derive(Debug, Clone)]
pub(crate) enum WaitPolicy {
    /// Somebody waits for the response, until a time since 1970.
    Foreground { deadline: Duration, client: Option<Client> },
    /// The same for one fetch of many.
    Batch { deadline: Duration, turns: Arc<Turns>, has_begun: Arc<AtomicBool> },
    /// Nobody waits. What has begun goes on, or its first request would have been in vain.
    Background { has_begun: Arc<AtomicBool> },
    /// Nobody waits, and everything else goes first.
    Spare { has_begun: Arc<AtomicBool> },
}

impl WaitPolicy {
    pub(crate) fn for_client(clock: &Clock, client: Option<Client>) -> Self {
        Self::Foreground { deadline: clock.now() + DEADLINE, client }
    }

    pub(crate) fn background() -> Self {
        Self::Background { has_begun: Arc::default() }
    }

    /// The same for one of many fetches, which take turns.
    pub(crate) fn in_batch(&self, clock: &Clock, turns: Arc<Turns>) -> Self {
        let deadline = clock.now() + self.time_left(clock);
        Self::Batch { deadline, turns, has_begun: Arc::default() }
    }

    pub(crate) fn spare() -> Self {
        Self::Spare { has_begun: Arc::default() }
    }

    /// How hard is compressed what is fetched.
    pub(crate) fn effort(&self) -> Effort {
        match self {
            Self::Foreground { .. } | Self::Batch { .. } => Effort::Quick,
            Self::Background { .. } | Self::Spare { .. } => Effort::Thorough,
        }
    }

    /// The time until the deadline.
    pub(crate) fn time_left(&self, clock: &Clock) -> Duration {
        match self {
            Self::Foreground { deadline, .. } | Self::Batch { deadline, .. } => {
                deadline.saturating_sub(clock.now())
            }
            Self::Background { .. } | Self::Spare { .. } => REFRESH_LEASE,
        }
    }
}

impl Gate {
    /// A gate before this client.
    #[must_use]
    pub fn new(
        blizzard: blizzard::Client,
        storage: Arc<dyn Storage>,
        limits: Limits,
        clock: Clock,
    ) -> Self {
        Self { blizzard, storage, limits, clock }
    }

    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    /// Counts new things that are fetched for a client, as many as its share has room for.
    pub(crate) async fn take_shares(
        &self,
        wait: &WaitPolicy,
        wanted: usize,
    ) -> Result<Shares, Error> {
        let wanted = u32::try_from(wanted).unwrap_or(u32::MAX);
        let all = Shares { taken: wanted, renewed_in: Duration::ZERO };
        let Limits::Shared { share: Some(share) } = self.limits else { return Ok(all) };
        let WaitPolicy::Foreground { client: Some(client), .. } = wait else { return Ok(all) };
        if wanted == 0 {
            return Ok(all);
        }
        Ok(self.storage.take_shares(&client.0.to_string(), wanted, share).await?)
    }

    /// What comes of a request, which is sent in a slot of its own.
    pub(crate) async fn ask<'a, T, Request>(
        &'a self,
        wait: &WaitPolicy,
        request: impl FnOnce(&'a blizzard::Client) -> Request + Send,
    ) -> Result<T, Error>
    where
        Request: Future<Output = Result<T, blizzard::Error>> + Send,
    {
        if self.limits == Limits::Off {
            return Ok(request(&self.blizzard).await?);
        }
        let slot = self.slot(wait).await?;
        let result = request(&self.blizzard).await;
        if let Some(outcome) = outcome(&result)
            && let Err(error) = self.storage.report(&slot, outcome).await
        {
            tracing::error!(%error, ?outcome, "the rate limiter does not know what came of a request");
        }
        Ok(result?)
    }

    /// The slot of the next request.
    async fn slot(&self, wait: &WaitPolicy) -> Result<Slot, Error> {
        match wait {
            WaitPolicy::Foreground { .. } => self.line_up(wait.time_left(&self.clock)).await,
            WaitPolicy::Batch { turns, has_begun, .. } => {
                let _turn = turns.next(has_begun).await;
                let kept =
                    if has_begun.load(Ordering::Relaxed) { Duration::ZERO } else { TO_FINISH };
                let left = wait.time_left(&self.clock).saturating_sub(kept);
                if left.is_zero() {
                    return Err(Error::NotYet(Duration::ZERO));
                }
                let slot = self.line_up(left).await?;
                has_begun.store(true, Ordering::Relaxed);
                Ok(slot)
            }
            WaitPolicy::Background { has_begun } => {
                let slot = if has_begun.load(Ordering::Relaxed) {
                    self.line_up(2 * LONGEST).await?
                } else {
                    self.wait_for_refresh_slot().await?
                };
                has_begun.store(true, Ordering::Relaxed);
                Ok(slot)
            }
            WaitPolicy::Spare { has_begun } => {
                let slot = self.wait_for_spare_slot(has_begun.load(Ordering::Relaxed)).await?;
                has_begun.store(true, Ordering::Relaxed);
                Ok(slot)
            }
        }
    }

    /// Reserves the next slot and waits for it.
    async fn line_up(&self, longest_wait: Duration) -> Result<Slot, Error> {
        let mut left = longest_wait;
        loop {
            let slot = match self.storage.reserve_slot(Urgency::Foreground, left).await? {
                Reservation::Given(slot) => slot,
                Reservation::TooFar(wait) => return Err(Error::NotYet(wait)),
            };
            if self.keep(&slot).await? {
                return Ok(slot);
            }
            left = left.saturating_sub(slot.wait);
        }
    }

    /// Takes a slot that is free, or one that is owed to refreshes while others line up.
    async fn wait_for_refresh_slot(&self) -> Result<Slot, Error> {
        let mut left = IDLE_WAIT;
        loop {
            match self.storage.reserve_slot(Urgency::Background, 2 * LONGEST).await? {
                Reservation::Given(slot) if self.keep(&slot).await? => return Ok(slot),
                Reservation::Given(_) => {}
                Reservation::TooFar(wait) if wait > left => return Err(Error::NotYet(wait)),
                Reservation::TooFar(wait) => {
                    self.clock.sleep(wait).await;
                    left = left.saturating_sub(wait);
                }
            }
        }
    }

    /// Takes a slot that has passed unused. What has not begun waits for one at most: whoever was faster is not alone.
    async fn wait_for_spare_slot(&self, has_begun: bool) -> Result<Slot, Error> {
        let mut left = if has_begun { LONGEST } else { IDLE_WAIT };
        loop {
            match self.storage.reserve_slot(Urgency::Spare, Duration::ZERO).await? {
                Reservation::Given(slot) => return Ok(slot),
                Reservation::TooFar(wait) if wait > left => return Err(Error::NotYet(wait)),
                Reservation::TooFar(wait) => {
                    self.clock.sleep(wait).await;
                    left = if has_begun { left.saturating_sub(wait) } else { Duration::ZERO };
                }
            }
        }
    }

    /// Waits for a slot; whether it still stands then.
    async fn keep(&self, slot: &Slot) -> Result<bool, Error> {
        if slot.wait.is_zero() {
            return Ok(true);
        }
        self.clock.sleep(slot.wait).await;
        Ok(self.storage.find_rate_limiter().await?.honours(slot))
    }
}

/// What a response, or its absence, says of the rate; `None` where it says nothing.
fn outcome<T>(result: &Result<T, blizzard::Error>) -> Option<Outcome> {
    match result {
        Ok(_) => Some(Outcome::Answered),
        Err(blizzard::Error::TooManyRequests(retry_after)) => Some(Outcome::Refused(*retry_after)),
        Err(blizzard::Error::Timeout(_)) => Some(Outcome::Failed),
        Err(error) => match error.status() {
            404 => Some(Outcome::Answered),
            403 => Some(Outcome::Refused(None)),
            0 => None,
            _ => Some(Outcome::Failed),
        },
    }
}
