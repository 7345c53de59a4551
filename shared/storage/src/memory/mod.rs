//! Storage in memory, for tests: the same rules as in PostgreSQL, without a server.

mod answers;
mod fetch_claims;
mod pacing;
mod player_profiles;
mod unknown_players;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use overwatch::{BlizzardId, PlayerId};
use serde_json::Value;

use crate::{Clock, Error, Forgetting, Housekeeping, static_data::StorageStats};

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
    unknown_players: HashMap<String, unknown_players::Row>,
    fetch_claims: HashMap<String, fetch_claims::Row>,
    pace: pacing::Row,
    static_data: HashMap<String, answers::StaticRow>,
    cached_answers: HashMap<String, answers::CachedRow<String>>,
    page_watches: BTreeMap<String, answers::CachedRow<Value>>,
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
impl Forgetting for MemoryStorage {
    async fn forget(&self, ids: &[PlayerId], keys: &[String]) -> Result<u64, Error> {
        let mut state = self.state();
        let before = state.expiring() + state.profiles.len();
        state.profiles.retain(|_, row| !ids.iter().any(|id| row.is_of(id)));
        for id in ids {
            state.unknown_players.remove(id.as_str());
        }
        for key in keys {
            state.cached_answers.remove(key);
            state.fetch_claims.remove(key);
        }
        Ok((before - state.expiring() - state.profiles.len()) as u64)
    }
}

#[async_trait]
impl Housekeeping for MemoryStorage {
    async fn delete_expired(&self, max_age: Duration) -> Result<u64, Error> {
        let now = self.clock.now();
        let oldest = now.saturating_sub(max_age);
        let mut state = self.state();
        let before = state.expiring();
        state.cached_answers.retain(|_, row| row.updated_at >= oldest);
        state.unknown_players.retain(|_, row| row.next_check_at >= oldest);
        state.fetch_claims.retain(|_, row| row.expires_at >= now);
        Ok((before - state.expiring()) as u64)
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
            static_data: state.static_data.len() as u64,
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
    fn expiring(&self) -> usize {
        self.cached_answers.len() + self.unknown_players.len() + self.fetch_claims.len()
    }
}

/// Between two ages as Postgres' `percentile_cont` does it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
fn percentile(sorted: &[Duration], fraction: f64) -> Duration {
    let position = fraction * sorted.len().saturating_sub(1) as f64;
    let at = |index: usize| sorted.get(index).or(sorted.last()).copied().unwrap_or_default();
    let (below, above) = (at(position.floor() as usize), at(position.ceil() as usize));
    below + above.saturating_sub(below).mul_f64(position.fract())
}
