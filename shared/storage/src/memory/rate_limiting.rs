//! The rate limiter towards Blizzard.

use std::{collections::HashMap, time::Duration};

use async_trait::async_trait;

use super::MemoryStorage;
use crate::{
    RateLimiting, Result,
    rate_limiter::{
        Outcome, RateLimiter, Reservation, SLOTS_PER_REFRESH, SPARE_REST, Shares, Slot, Urgency,
        pause_after_refusal,
    },
};

const MINUTE: Duration = Duration::from_mins(1);

#[derive(Debug, Default)]
pub(super) struct Row {
    limiter: RateLimiter,
    next_slot: Duration,
    recovery_blocked_until: Duration,
    slots_since_refresh: u32,
    answered_at: Option<Duration>,
    shares: HashMap<String, u32>,
    shares_since: Duration,
}

impl Row {
    fn at(&self, now: Duration) -> RateLimiter {
        RateLimiter {
            recovery_blocked_for: self.recovery_blocked_until.saturating_sub(now),
            answered_ago: self.answered_at.map_or(Duration::ZERO, |at| now.saturating_sub(at)),
            ..self.limiter
        }
    }

    /// Takes a slot that has passed unused. The next one stays where it is.
    fn reserve_spare_slot(&mut self, now: Duration) -> Reservation {
        let passed =
            (self.next_slot + self.limiter.delay).max(self.recovery_blocked_until + SPARE_REST);
        if passed > now {
            return Reservation::TooFar(passed.saturating_sub(now));
        }
        self.next_slot = now;
        Reservation::Given(Slot { wait: Duration::ZERO, refusals: self.limiter.refusals })
    }
}

#[async_trait]
impl RateLimiting for MemoryStorage {
    async fn reserve_slot(&self, urgency: Urgency, longest_wait: Duration) -> Result<Reservation> {
        let now = self.clock.now();
        let row = &mut self.state().rate_limiter;
        if row.answered_at.is_none() {
            (row.answered_at, row.next_slot) = (Some(now), now);
        }
        if urgency == Urgency::Spare {
            return Ok(row.reserve_spare_slot(now));
        }
        let wait = row.next_slot.saturating_sub(now);
        let is_owed = urgency == Urgency::Background
            && (wait.is_zero() || row.slots_since_refresh + 1 >= SLOTS_PER_REFRESH);
        if wait > longest_wait || !(urgency == Urgency::Foreground || is_owed) {
            return Ok(Reservation::TooFar(wait));
        }
        row.next_slot = now + wait + row.limiter.delay;
        row.slots_since_refresh =
            if urgency == Urgency::Background { 0 } else { row.slots_since_refresh + 1 };
        Ok(Reservation::Given(Slot { wait, refusals: row.limiter.refusals }))
    }

    async fn find_rate_limiter(&self) -> Result<RateLimiter> {
        Ok(self.state().rate_limiter.at(self.clock.now()))
    }

    async fn report(&self, slot: &Slot, outcome: Outcome) -> Result<()> {
        let now = self.clock.now();
        let row = &mut self.state().rate_limiter;
        let before = row.at(now);
        row.limiter = before.after(slot, outcome);
        if outcome == Outcome::Answered {
            row.answered_at = Some(now);
        }
        if row.limiter.refusals != before.refusals {
            row.next_slot = now + pause_after_refusal(row.limiter.delay, outcome);
            row.recovery_blocked_until = now + row.limiter.recovery_blocked_for;
        }
        Ok(())
    }

    async fn take_shares(&self, client: &str, wanted: u32, limit: u32) -> Result<Shares> {
        let now = self.clock.now();
        let row = &mut self.state().rate_limiter;
        if now.saturating_sub(row.shares_since) >= MINUTE {
            row.shares.clear();
            row.shares_since = now;
        }
        let so_far = row.shares.entry(client.to_owned()).or_default();
        let taken = wanted.min(limit.saturating_sub(*so_far));
        *so_far += taken;
        Ok(Shares { taken, renewed_in: (row.shares_since + MINUTE).saturating_sub(now) })
    }
}
