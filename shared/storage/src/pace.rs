//! The pace towards Blizzard: how far apart the requests of all instances are. Its rules, without a
//! database: slow start, then additive increase and multiplicative decrease, on status codes alone.

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

/// The pace at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Between requests.
    pub delay: Duration,
    /// So long from now the delay does not shrink.
    pub recovery_blocked_for: Duration,
    /// Above it the delay halves, from there on it shrinks slowly.
    pub(crate) threshold: Duration,
    /// Answers in a row since the delay changed, or since a failure.
    pub(crate) streak: u32,
    /// How often Blizzard has refused us.
    pub(crate) refusals: u64,
}

/// What Blizzard's status code says of the pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray)]
pub enum Verdict {
    /// We got what we asked for, or that there is no such page.
    Answered,
    /// We ask too often: 403.
    Refused,
    /// Any other status.
    Failed,
}

/// When a request may go. A refusal makes the slots void that were given before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Time until then.
    pub wait: Duration,
    /// How often Blizzard had refused us when it was given.
    pub(crate) refusals: u64,
}

/// What asking for a slot came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// There is one in time.
    Given(Slot),
    /// There is none before so long.
    TooFar(Duration),
}

/// Before the first request.
impl Default for Pace {
    fn default() -> Self {
        Self {
            delay: START,
            recovery_blocked_for: Duration::ZERO,
            threshold: SHORTEST,
            streak: 0,
            refusals: 0,
        }
    }
}

impl Pace {
    /// Whether a request may still go in a slot that was waited for.
    #[must_use]
    pub fn keeps(&self, slot: &Slot) -> bool {
        self.refusals == slot.refusals
    }

    /// The pace after what came of the request in a slot. What came of one that was on its way while
    /// another was refused says nothing of the pace that we keep since.
    #[must_use]
    pub(crate) fn after(self, slot: &Slot, verdict: Verdict) -> Self {
        match verdict {
            _ if !self.keeps(slot) => self,
            Verdict::Refused => self.refused(),
            Verdict::Failed => Self { streak: 0, ..self },
            Verdict::Answered if self.recovery_blocked_for.is_zero() => self.answered(),
            Verdict::Answered => self,
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
            refusals: self.refusals + 1,
        }
    }

    fn answered(self) -> Self {
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

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// The pace after so many requests that all ended so.
    fn after(pace: Pace, times: u32, verdict: Verdict) -> Pace {
        (0..times).fold(pace, |pace, _| pace.after(&slot(&pace), verdict))
    }

    fn slot(pace: &Pace) -> Slot {
        Slot { wait: Duration::ZERO, refusals: pace.refusals }
    }

    /// The same a minute later.
    fn recovering(pace: Pace) -> Pace {
        Pace { recovery_blocked_for: Duration::ZERO, ..pace }
    }

    #[test]
    fn every_ten_answers_halve_the_delay_down_to_the_shortest() {
        let mut pace = Pace::default();
        for delay in [2000, 1000, 500, 250, 125, 100, 100] {
            assert_eq!(pace.delay, millis(delay));
            assert_eq!(after(pace, 9, Verdict::Answered).delay, millis(delay));
            pace = after(pace, 10, Verdict::Answered);
        }
    }

    #[test]
    fn a_refusal_doubles_the_delay_to_ten_seconds_at_least_and_thirty_at_most() {
        let mut pace = after(Pace::default(), 50, Verdict::Answered);
        for delay in [10, 20, 30, 30] {
            pace = after(pace, 1, Verdict::Refused);
            assert_eq!(pace.delay, SECOND * delay);
            assert_eq!(pace.threshold, millis(200), "of the rate that was refused");
            assert_eq!(pace.recovery_blocked_for, RECOVERY_BLOCKED);
        }
    }

    #[test]
    fn from_the_threshold_on_every_twenty_answers_take_a_step_off() {
        let refused = after(after(Pace::default(), 50, Verdict::Answered), 1, Verdict::Refused);
        let mut pace = recovering(refused);
        for delay in [10_000, 5000, 2500, 1250, 625] {
            assert_eq!(pace.delay, millis(delay));
            pace = after(pace, 10, Verdict::Answered);
        }
        pace = after(pace, 10, Verdict::Answered);
        assert_eq!(pace.delay, millis(200), "not below the threshold in one go");
        for delay in [200, 150, 100, 100] {
            assert_eq!(pace.delay, millis(delay));
            assert_eq!(after(pace, 19, Verdict::Answered).delay, millis(delay));
            pace = after(pace, 20, Verdict::Answered);
        }
    }

    #[test]
    fn nothing_recovers_while_that_is_blocked() {
        let refused = after(Pace::default(), 1, Verdict::Refused);
        assert_eq!(after(refused, 100, Verdict::Answered), refused);
        assert!(after(recovering(refused), 10, Verdict::Answered).delay < refused.delay);
    }

    #[test]
    fn another_failure_begins_the_count_anew_and_changes_nothing_else() {
        let nine = after(Pace::default(), 9, Verdict::Answered);
        let failed = after(nine, 1, Verdict::Failed);
        assert_eq!(failed, Pace::default());
        assert_eq!(after(failed, 9, Verdict::Answered).delay, START);
    }

    #[test]
    fn what_was_on_its_way_during_a_refusal_says_nothing() {
        let before = Pace::default();
        let refused = after(before, 1, Verdict::Refused);
        assert!(before.keeps(&slot(&before)) && !refused.keeps(&slot(&before)));
        for verdict in Verdict::VARIANTS {
            assert_eq!(recovering(refused).after(&slot(&before), *verdict), recovering(refused));
        }
    }
}
