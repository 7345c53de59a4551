//! Whether Blizzard was asked too often, as it saw that itself.

use std::time::Duration;

/// Requests are never closer than that.
pub(super) const SHORTEST_DELAY: Duration = Duration::from_millis(100);

/// A request may reach Blizzard so much later than its slot, and the next one sooner: two cores serve
/// all processes.
const LATE: Duration = Duration::from_millis(500);

/// How Blizzard was asked.
pub(super) struct Asked {
    requests: usize,
    slots: usize,
    elapsed: Duration,
    /// How far ahead of one slot each [`SHORTEST_DELAY`] requests were at most, from any of them to any later.
    ahead: Duration,
}

/// From the times of requests and what was asked.
pub(super) fn check(requests: &[(Duration, String)]) -> Asked {
    // A page that a redirect leads to belongs to the slot of that.
    let is_slot = |path: &str| !(path.contains("/career/") && path.contains("%7C"));
    let slots: Vec<f64> = requests
        .iter()
        .filter(|(_, path)| is_slot(path))
        .map(|(time, _)| time.as_secs_f64())
        .collect();
    let (mut earliest, mut ahead) = (f64::MAX, 0.0_f64);
    let mut due = 0.0;
    for time in &slots {
        earliest = earliest.min(due - time);
        ahead = ahead.max(due - time - earliest);
        due += SHORTEST_DELAY.as_secs_f64();
    }
    let elapsed = match slots.as_slice() {
        [first, .., last] => last - first,
        _ => 0.0,
    };
    Asked {
        requests: requests.len(),
        slots: slots.len(),
        elapsed: Duration::from_secs_f64(elapsed),
        ahead: Duration::from_secs_f64(ahead),
    }
}

impl Asked {
    pub(super) fn is_kept(&self) -> bool {
        self.slots > 0 && self.ahead <= LATE
    }

    pub(super) fn report(&self) -> String {
        let Self { requests, slots, elapsed, ahead } = self;
        format!(
            "Blizzard: {requests} requests in {slots} slots, {:.1} a second; ahead of the rate limiter by \
             {ahead:.0?} at most",
            f64::from(u32::try_from(*slots).unwrap_or(u32::MAX)) / elapsed.as_secs_f64()
        )
    }
}
