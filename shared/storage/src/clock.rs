//! Whose time counts.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Whose time counts.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The database's own; this machine's where there is no database.
    #[default]
    System,
    /// A test's.
    Manual(ManualClock),
}

impl Clock {
    /// Time since 1970.
    #[must_use]
    pub fn now(&self) -> Duration {
        match self {
            Self::System => SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
            Self::Manual(clock) => clock.now(),
        }
    }

    /// Lets time pass. A test's clock is moved on instead.
    pub async fn sleep(&self, time: Duration) {
        match self {
            Self::System => tokio::time::sleep(time).await,
            Self::Manual(clock) => clock.advance(time),
        }
    }

    /// Seconds since 1970 where a test has set them; `None` where the database shall say.
    pub(crate) fn set_seconds(&self) -> Option<f64> {
        match self {
            Self::System => None,
            Self::Manual(clock) => Some(clock.now().as_secs_f64()),
        }
    }
}

/// A clock that stands until a test moves it.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<AtomicU64>);

impl ManualClock {
    /// A clock that shows so much time since 1970.
    #[must_use]
    pub fn at(time: Duration) -> Self {
        Self(Arc::new(AtomicU64::new(millis(time))))
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(millis(by), Ordering::Relaxed);
    }

    fn now(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
