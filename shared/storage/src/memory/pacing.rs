//! The pace towards Blizzard.

use std::time::Duration;

use async_trait::async_trait;

use super::MemoryStorage;
use crate::{
    Error, Pacing,
    pace::{Pace, Slot, Turn, Verdict},
};

#[derive(Debug, Default)]
pub(super) struct Row {
    pace: Pace,
    next_slot: Duration,
    recovery_blocked_until: Duration,
}

impl Row {
    fn at(&self, now: Duration) -> Pace {
        Pace { recovery_blocked_for: self.recovery_blocked_until.saturating_sub(now), ..self.pace }
    }
}

#[async_trait]
impl Pacing for MemoryStorage {
    async fn reserve_slot(&self, longest_wait: Duration) -> Result<Turn, Error> {
        let now = self.clock.now();
        let row = &mut self.state().pace;
        let wait = row.next_slot.saturating_sub(now);
        if wait > longest_wait {
            return Ok(Turn::TooFar(wait));
        }
        row.next_slot = now + wait + row.pace.delay;
        Ok(Turn::Given(Slot { wait, refusals: row.pace.refusals }))
    }

    async fn find_pace(&self) -> Result<Pace, Error> {
        Ok(self.state().pace.at(self.clock.now()))
    }

    async fn report(&self, slot: &Slot, verdict: Verdict) -> Result<(), Error> {
        let now = self.clock.now();
        let row = &mut self.state().pace;
        let before = row.at(now);
        row.pace = before.after(slot, verdict);
        if row.pace.refusals != before.refusals {
            row.next_slot = now + row.pace.delay;
            row.recovery_blocked_until = now + row.pace.recovery_blocked_for;
        }
        Ok(())
    }
}
