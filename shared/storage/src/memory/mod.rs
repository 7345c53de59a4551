//! Storage in memory, for tests: the same rules as in PostgreSQL, without a server.

mod data;
mod leases;
mod negative_cache;
mod player_profiles;
mod rate_limiting;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use overwatch::BlizzardId;

use crate::{
    Clock, Error, Housekeeping, Write,
    data::{DataTable, StorageStats},
};

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
    unknown_players: HashMap<String, negative_cache::Row>,
    leases: HashMap<String, leases::Row>,
    rate_limiter: rate_limiting::Row,
    data: HashMap<String, data::Row>,
    page_watches: BTreeMap<String, data::WatchRow>,
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

#[async_trait]
impl Housekeeping for MemoryStorage {
    async fn delete_expired(&self, max_age: Duration, limit: u32) -> Result<u64, Error> {
        let oldest = self.clock.now().saturating_sub(max_age);
        let mut state = self.state();
        let State { data, unknown_players, leases, .. } = &mut *state;
        let is_old =
            |row: &data::Row| row.table == DataTable::CachedAnswers && row.updated_at < oldest;
        Ok(remove_some(data, limit, is_old)
            + remove_some(unknown_players, limit, |row| row.next_check_at < oldest)
            + remove_some(leases, limit, |row| row.until < oldest))
    }

    async fn ping(&self) -> Result<(), Error> {
        Ok(())
    }

    async fn stats(&self) -> Result<StorageStats, Error> {
        let state = self.state();
        let mut ages: Vec<Duration> = state
            .profiles
            .values()
            .map(|row| self.clock.now().saturating_sub(row.updated_at))
            .collect();
        ages.sort();
        let html_bytes = state.profiles.values().map(|row| row.source.html.len() as u64).sum();
        Ok(StorageStats {
            player_profiles: state.profiles.len() as u64,
            static_data: state
                .data
                .values()
                .filter(|row| row.table != DataTable::CachedAnswers)
                .count() as u64,
            html_bytes,
            html_compressed_bytes: html_bytes,
            player_profiles_bytes: html_bytes,
            profile_age_p50: percentile(&ages, 0.5),
            profile_age_p90: percentile(&ages, 0.9),
            profile_age_p99: percentile(&ages, 0.99),
        })
    }

    async fn clear(&self) -> Result<(), Error> {
        *self.state() = State::default();
        Ok(())
    }

    async fn close(&self) {}
}

impl State {
    fn is_leased(&self, key: &str, now: Duration) -> bool {
        self.leases.get(key).is_some_and(|row| row.until > now)
    }

    fn may_write(&self, write: Write<'_>, now: Duration) -> bool {
        self.leases.get(&write.lease.key).is_some_and(|row| row.allows(write.lease, now))
    }
}

/// Removes at most `limit` rows that match; how many.
fn remove_some<T>(rows: &mut HashMap<String, T>, limit: u32, matches: impl Fn(&T) -> bool) -> u64 {
    let keys = rows.iter().filter(|(_, row)| matches(row)).map(|(key, _)| key.clone());
    let keys: Vec<String> = keys.take(limit as usize).collect();
    for key in &keys {
        rows.remove(key);
    }
    keys.len() as u64
}

/// Between two ages as Postgres' `percentile_cont` does it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
fn percentile(sorted: &[Duration], fraction: f64) -> Duration {
    let position = fraction * sorted.len().saturating_sub(1) as f64;
    let at = |index: usize| sorted.get(index).or(sorted.last()).copied().unwrap_or_default();
    let (below, above) = (at(position.floor() as usize), at(position.ceil() as usize));
    below + above.saturating_sub(below).mul_f64(position.fract())
}
