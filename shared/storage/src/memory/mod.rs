//! Storage in memory, for tests: the same rules as in PostgreSQL, without a server.

mod data;
mod housekeeping;
mod leases;
mod negative_cache;
mod notices;
mod player_profiles;
mod rate_limiting;
mod rate_records;
mod versions;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use overwatch::BlizzardId;

use crate::{Clock, Write};

/// Storage in memory, for tests.
#[derive(Debug, Default)]
pub struct MemoryStorage {
    clock: Clock,
    state: Mutex<State>,
}

/// All times are time since 1970.
#[derive(Debug, Default)]
struct State {
    profiles: HashMap<BlizzardId, player_profiles::Row>,
    battletags: HashMap<String, player_profiles::Named>,
    versions: HashMap<BlizzardId, versions::Rows>,
    unknown_players: HashMap<String, negative_cache::Row>,
    leases: HashMap<String, leases::Row>,
    rate_limiter: rate_limiting::Row,
    data: HashMap<String, data::Row>,
    page_watches: BTreeMap<String, data::WatchRow>,
    rate_records: rate_records::Rows,
    notices: notices::Rows,
}

impl MemoryStorage {
    /// Empty storage that lives by this clock.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self { clock, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_leased(&self, key: &str, now: Duration) -> bool {
        self.leases.get(key).is_some_and(|row| row.until > now)
    }

    fn may_write(&self, write: Write<'_>, now: Duration) -> bool {
        self.leases.get(&write.lease.key).is_some_and(|row| row.allows(write.lease, now))
    }
}

/// Whole seconds, as times are told.
fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}
