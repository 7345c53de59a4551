//! How the requests of a batch take turns at the rate limiter.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Mutex, MutexGuard};

/// Lets the fetches of a batch reserve one slot at a time, so that others come in between. A fetch that has
/// begun comes before those that have not, or its first request would have been in vain.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    newcomers: Mutex<()>,
    all: Mutex<()>,
}

/// Lasts until it is dropped.
pub(crate) struct Turn<'a> {
    _of_newcomers: Option<MutexGuard<'a, ()>>,
    _of_all: MutexGuard<'a, ()>,
}

impl Turns {
    /// Waits for the turn of a fetch.
    pub(crate) async fn next(&self, has_begun: &AtomicBool) -> Turn<'_> {
        let has_begun = has_begun.load(Ordering::Relaxed);
        let of_newcomers = if has_begun { None } else { Some(self.newcomers.lock().await) };
        Turn { _of_newcomers: of_newcomers, _of_all: self.all.lock().await }
    }
}
