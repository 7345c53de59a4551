//! The rate limiter towards Blizzard: how far apart the requests of all instances are. Its rules, without a
//! database: slow start, then additive increase and multiplicative decrease.

use std::time::Duration;

use strum::VariantArray;

/// Between requests, before we know how many Blizzard bears.
const START: Duration = Duration::from_secs(2);
/// Never less than this.
const SHORTEST: Duration = Duration::from_millis(100);
/// Never more than this.
pub const LONGEST: Duration = Duration::from_secs(30);
/// Above the threshold so many answers in a row halve the delay.
const ANSWERS_TO_HALVE: u32 = 10;
/// From the threshold on so many take [`STEP`] off it.
const ANSWERS_TO_STEP: u32 = 20;
const STEP: Duration = Duration::from_millis(50);
/// Once we are refused, the delay is at least this.
const SHORTEST_REFUSED: Duration = Duration::from_secs(10);
/// For so long it does not shrink then.
const RECOVERY_BLOCKED: Duration = Duration::from_mins(1);
/// From so many failures in a row on, each doubles the delay.
const FAILURES_TO_DOUBLE: u32 = 3;
/// Failures alone make the delay no longer than this.
const LONGEST_FAILED: Duration = Duration::from_secs(10);
/// Blizzard's `Retry-After` is believed up to this.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// Of so many slots one belongs to refreshes while any wait.
pub(crate) const SLOTS_PER_REFRESH: u32 = 4;
/// After a refusal nothing takes a spare slot for so long beyond [`RECOVERY_BLOCKED`].
pub(crate) const SPARE_REST: Duration = Duration::from_mins(10);

/// The rate limiter at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimiter {
    /// Between requests.
    pub delay: Duration,
    /// How long from now the delay does not shrink.
    pub recovery_blocked_for: Duration,
    /// Time since Blizzard last answered anything.
    pub answered_ago: Duration,
    /// Above it the delay halves, from there on it shrinks slowly.
    pub(crate) threshold: Duration,
    /// Answers in a row since the delay changed, or since a failure.
    pub(crate) streak: u32,
    /// Failures in a row.
    pub(crate) failures: u32,
    /// How often Blizzard has refused us.
    pub(crate) refusals: u64,
}

/// What came of a request, as far as the rate limiter is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// We got what we asked for, or that there is no such page.
    Answered,
    /// We ask too often: 403 or 429, with what `Retry-After` said.
    Refused(Option<Duration>),
    /// Any other status, or no answer in time.
    Failed,
}

/// Who waits for a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray)]
pub enum Urgency {
    /// A client.
    Foreground,
    /// Nobody.
    Background,
    /// Nobody, and everything else goes first: only a spare slot will do, one that has passed unused, so that
    /// nobody else's comes later.
    Spare,
}

/// When a request may go. A refusal makes the slots void that were given before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Time until then.
    pub wait: Duration,
    /// How often Blizzard had refused us when it was given.
    pub(crate) refusals: u64,
}

/// What a client may have fetched of what it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares {
    /// So many new things.
    pub taken: u32,
    /// Time until the client's next minute.
    pub renewed_in: Duration,
}

/// What asking for a slot came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reservation {
    /// There is one in time.
    Given(Slot),
    /// There is none before so long.
    TooFar(Duration),
}

/// Before the first request.
impl Default for RateLimiter {
    fn default() -> Self {
        Self {
            delay: START,
            recovery_blocked_for: Duration::ZERO,
            answered_ago: Duration::ZERO,
            threshold: SHORTEST,
            streak: 0,
            failures: 0,
            refusals: 0,
        }
    }
}

impl RateLimiter {
    /// Whether a request may still go in a slot that was waited for.
    #[must_use]
    pub fn honours(&self, slot: &Slot) -> bool {
        self.refusals == slot.refusals
    }

    /// The rate limiter after the outcome of the request in a slot. Ignores the outcomes of requests
    /// reserved before the latest refusal.
    #[must_use]
    pub(crate) fn after(self, slot: &Slot, outcome: Outcome) -> Self {
        match outcome {
            _ if !self.honours(slot) => self,
            Outcome::Refused(_) => self.refused(),
            Outcome::Failed => self.failed(),
            Outcome::Answered => Self { failures: 0, ..self }.answered(),
        }
    }

    fn refused(self) -> Self {
        let doubled = self.delay * 2;
        let is_banned = self.delay >= SHORTEST_REFUSED;
        Self {
            delay: doubled.clamp(SHORTEST_REFUSED, LONGEST),
            recovery_blocked_for: RECOVERY_BLOCKED,
            // At half the rate that was too much we go on slowly. So far apart it was not the rate.
            threshold: if is_banned { self.threshold } else { doubled.min(SHORTEST_REFUSED) },
            streak: 0,
            failures: 0,
            refusals: self.refusals + 1,
            ..self
        }
    }

    fn failed(self) -> Self {
        let failures = self.failures.saturating_add(1);
        let delay = if failures < FAILURES_TO_DOUBLE {
            self.delay
        } else {
            // A delay that a refusal made longer stays.
            (self.delay * 2).min(LONGEST_FAILED).max(self.delay)
        };
        Self { delay, failures, streak: 0, ..self }
    }

    fn answered(self) -> Self {
        if !self.recovery_blocked_for.is_zero() {
            return self;
        }
        let halves = self.delay > self.threshold;
        let streak = self.streak + 1;
        if streak < if halves { ANSWERS_TO_HALVE } else { ANSWERS_TO_STEP } {
            // At its shortest there is nothing to count for.
            return if self.delay > SHORTEST { Self { streak, ..self } } else { self };
        }
        let delay = if halves {
            (self.delay / 2).max(self.threshold)
        } else {
            self.delay.saturating_sub(STEP).max(SHORTEST)
        };
        Self { delay, streak: 0, ..self }
    }
}

/// For how long a refusal keeps everybody from asking.
pub(crate) fn pause_after_refusal(delay: Duration, outcome: Outcome) -> Duration {
    match outcome {
        Outcome::Refused(Some(retry_after)) => retry_after.min(LONGEST_PAUSE).max(delay),
        _ => delay,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// The limiter after so many requests that all ended so.
    fn after(limiter: RateLimiter, times: u32, outcome: Outcome) -> RateLimiter {
        (0..times).fold(limiter, |limiter, _| limiter.after(&slot(&limiter), outcome))
    }

    fn slot(limiter: &RateLimiter) -> Slot {
        Slot { wait: Duration::ZERO, refusals: limiter.refusals }
    }

    /// The same a minute later.
    fn recovering(limiter: RateLimiter) -> RateLimiter {
        RateLimiter { recovery_blocked_for: Duration::ZERO, ..limiter }
    }

    #[test]
    fn every_ten_answers_halve_the_delay_down_to_the_shortest() {
        let mut limiter = RateLimiter::default();
        for delay in [2000, 1000, 500, 250, 125, 100, 100] {
            assert_eq!(limiter.delay, millis(delay));
            assert_eq!(after(limiter, 9, Outcome::Answered).delay, millis(delay));
            limiter = after(limiter, 10, Outcome::Answered);
        }
    }

    #[test]
    fn a_refusal_doubles_the_delay_to_ten_seconds_at_least_and_thirty_at_most() {
        let mut limiter = after(RateLimiter::default(), 50, Outcome::Answered);
        for delay in [10, 20, 30, 30] {
            limiter = after(limiter, 1, Outcome::Refused(None));
            assert_eq!(limiter.delay, SECOND * delay);
            assert_eq!(limiter.threshold, millis(200), "of the rate that was refused");
            assert_eq!(limiter.recovery_blocked_for, RECOVERY_BLOCKED);
        }
    }

    #[test]
    fn from_the_threshold_on_every_twenty_answers_take_a_step_off() {
        let refused =
            after(after(RateLimiter::default(), 50, Outcome::Answered), 1, Outcome::Refused(None));
        let mut limiter = recovering(refused);
        for delay in [10_000, 5000, 2500, 1250, 625] {
            assert_eq!(limiter.delay, millis(delay));
            limiter = after(limiter, 10, Outcome::Answered);
        }
        limiter = after(limiter, 10, Outcome::Answered);
        assert_eq!(limiter.delay, millis(200), "not below the threshold in one go");
        for delay in [200, 150, 100, 100] {
            assert_eq!(limiter.delay, millis(delay));
            assert_eq!(after(limiter, 19, Outcome::Answered).delay, millis(delay));
            limiter = after(limiter, 20, Outcome::Answered);
        }
    }

    #[test]
    fn nothing_recovers_while_that_is_blocked() {
        let refused = after(RateLimiter::default(), 1, Outcome::Refused(None));
        assert_eq!(after(refused, 100, Outcome::Answered), refused);
        assert!(after(recovering(refused), 10, Outcome::Answered).delay < refused.delay);
    }

    #[test]
    fn a_failure_begins_the_count_of_answers_anew() {
        let nine = after(RateLimiter::default(), 9, Outcome::Answered);
        let failed = after(nine, 1, Outcome::Failed);
        assert_eq!((failed.streak, failed.delay), (0, START));
        assert_eq!(after(failed, 9, Outcome::Answered).delay, START);
    }

    #[test]
    fn repeated_failures_double_the_delay_to_ten_seconds_at_most() {
        let mut limiter = RateLimiter { delay: SHORTEST, ..RateLimiter::default() };
        for delay in [100, 100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000] {
            limiter = after(limiter, 1, Outcome::Failed);
            assert_eq!(limiter.delay, millis(delay));
        }
        let answered = after(limiter, 1, Outcome::Answered);
        assert_eq!(after(answered, 2, Outcome::Failed).delay, limiter.delay, "not in a row");
        let banned = RateLimiter { delay: LONGEST, ..limiter };
        assert_eq!(after(banned, 5, Outcome::Failed).delay, LONGEST);
    }

    #[test]
    fn a_refusal_may_say_how_long_it_lasts() {
        let pause = |outcome| pause_after_refusal(SECOND * 10, outcome);
        assert_eq!(pause(Outcome::Refused(None)), SECOND * 10);
        assert_eq!(pause(Outcome::Refused(Some(SECOND * 3))), SECOND * 10);
        assert_eq!(pause(Outcome::Refused(Some(SECOND * 90))), SECOND * 90);
        assert_eq!(pause(Outcome::Refused(Some(Duration::from_hours(50)))), LONGEST_PAUSE);
    }

    #[test]
    fn what_was_on_its_way_during_a_refusal_says_nothing() {
        let before = RateLimiter::default();
        let refused = after(before, 1, Outcome::Refused(None));
        assert!(before.honours(&slot(&before)) && !refused.honours(&slot(&before)));
        for outcome in [Outcome::Answered, Outcome::Refused(None), Outcome::Failed] {
            assert_eq!(recovering(refused).after(&slot(&before), outcome), recovering(refused));
        }
    }
}
