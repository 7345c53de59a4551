//! What a process remembers of storage for a minute.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use overwatch::{heroes::HeroEntry, rates::page::Filters};

const REMEMBERED_FOR: Duration = Duration::from_mins(1);

/// What a process remembers, of all that is stored.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// The list of heroes.
    pub(crate) heroes: Remembered<Arc<[HeroEntry]>>,
    /// What rates can be asked for.
    pub(crate) rate_filters: Remembered<Arc<Filters>>,
}

/// A value that is good enough for a minute.
#[derive(Debug)]
pub(crate) struct Remembered<T>(Mutex<Option<(Instant, T)>>);

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Clone> Remembered<T> {
    pub(crate) fn set(&self, value: T) {
        *self.lock() = Some((Instant::now(), value));
    }

    pub(crate) fn get(&self) -> Option<T> {
        let remembered = self.lock().clone();
        remembered.filter(|(seen, _)| seen.elapsed() < REMEMBERED_FOR).map(|(_, value)| value)
    }

    /// Forgets it, for another one is there.
    pub(crate) fn clear(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<(Instant, T)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
