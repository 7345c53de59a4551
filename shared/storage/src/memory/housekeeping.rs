//! What keeps storage small and known.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use async_trait::async_trait;
use overwatch::{BlizzardId, PlayerId, player_id::name_of};

use super::{MemoryStorage, State, data, player_profiles, seconds, versions};
use crate::{
    Housekeeping, Result,
    data::{DataTable, StorageStats},
};

#[async_trait]
impl Housekeeping for MemoryStorage {
    async fn delete_expired(&self, max_age: Duration, limit: u32) -> Result<u64> {
        let oldest = self.clock.now().saturating_sub(max_age);
        let mut state = self.state();
        let State { data, unknown_players, leases, .. } = &mut *state;
        let is_old =
            |row: &data::Row| row.table == DataTable::CachedAnswers && row.updated_at < oldest;
        Ok(remove_some(data, limit, is_old)
            + remove_some(unknown_players, limit, |row| row.next_check_at < oldest)
            + remove_some(leases, limit, |row| row.until < oldest))
    }

    async fn delete_oldest_players(
        &self,
        max_age: Option<Duration>,
        limit: u32,
    ) -> Result<(u64, u64)> {
        let oldest = max_age.map(|age| self.clock.now().saturating_sub(age));
        let mut state = self.state();
        let rows = state.profiles.iter().map(|(id, row)| (row.updated_at, id.clone()));
        let is_old = |updated_at| oldest.is_none_or(|oldest| updated_at < oldest);
        let mut old: Vec<_> = rows.filter(|(updated_at, _)| is_old(*updated_at)).collect();
        old.sort();
        let deleted = old.iter().take(limit as usize).filter_map(|(_, id)| state.remove_player(id));
        Ok(deleted.fold((0, 0), |(rows, bytes), row| (rows + 1, bytes + row.bytes())))
    }

    async fn delete_oldest_versions(
        &self,
        max_age: Option<Duration>,
        limit: u32,
    ) -> Result<(u64, u64)> {
        let oldest = max_age.map_or(i64::MAX, |age| seconds(self.clock.now().saturating_sub(age)));
        let mut state = self.state();
        let chains = |(id, rows): (&BlizzardId, &versions::Rows)| {
            rows.chains().map(|newest_at| (newest_at, id.clone())).collect::<Vec<_>>()
        };
        let mut old: Vec<_> = state.versions.iter().flat_map(chains).collect();
        old.retain(|(newest_at, _)| *newest_at < oldest);
        old.sort();
        let mut deleted = (0, 0);
        for (newest_at, id) in old.into_iter().take(limit as usize) {
            if let Some(rows) = state.versions.get_mut(&id) {
                let (versions, bytes) = rows.remove_chain(newest_at);
                deleted = (deleted.0 + versions, deleted.1 + bytes);
            }
        }
        Ok(deleted)
    }

    async fn forget_player(&self, id: &PlayerId) -> Result<u64> {
        let mut state = self.state();
        let player = state.blizzard_id(id);
        let mut ids: HashSet<String> = HashSet::from([id.to_string()]);
        ids.extend(player.iter().map(|id| id.as_str().to_owned()));
        let leads_there = |named: &player_profiles::Named| Some(&named.player) == player.as_ref();
        let battletags = state.battletags.iter().filter(|(_, named)| leads_there(named));
        ids.extend(battletags.map(|(battletag, _)| battletag.clone()));
        let mut rows = ids.iter().filter(|id| state.battletags.contains_key(*id)).count();
        let versions = player.as_ref().and_then(|player| state.versions.remove(player));
        rows += versions.map_or(0, |versions| versions.len());
        let row = player.and_then(|player| state.remove_player(&player));
        rows += usize::from(row.is_some());
        let mut names: HashSet<&str> =
            ids.iter().filter(|id| !id.contains('|')).map(|id| name_of(id)).collect();
        names.extend(row.as_ref().and_then(|row| row.source.name.as_deref()));
        let keys = ids.iter().map(|id| format!("player:{id}"));
        let keys: Vec<String> =
            keys.chain(names.iter().map(|name| format!("search:{name}"))).collect();
        for key in keys {
            rows += usize::from(state.leases.remove(&key).is_some());
            rows += usize::from(state.data.remove(&key).is_some());
        }
        rows += ids.iter().filter(|id| state.unknown_players.remove(*id).is_some()).count();
        Ok(rows as u64)
    }

    async fn ping(&self) -> Result<()> {
        Ok(())
    }

    async fn stats(&self) -> Result<StorageStats> {
        let now = self.clock.now();
        let state = self.state();
        let rows = state.profiles.values();
        let mut ages: Vec<_> = rows.clone().map(|row| now.saturating_sub(row.updated_at)).collect();
        ages.sort();
        let html_bytes = rows.clone().map(|row| row.source.html.len() as u64).sum();
        let is_static = |row: &&data::Row| row.table != DataTable::CachedAnswers;
        Ok(StorageStats {
            player_profiles: ages.len() as u64,
            static_data: state.data.values().filter(is_static).count() as u64,
            html_bytes,
            html_compressed_bytes: html_bytes,
            live_player_bytes: rows.map(player_profiles::Row::bytes).sum::<u64>()
                + state.versions.values().map(versions::Rows::bytes).sum::<u64>(),
            player_profiles_bytes: html_bytes,
            profile_age_p50: percentile(&ages, 0.5),
            profile_age_p90: percentile(&ages, 0.9),
            profile_age_p99: percentile(&ages, 0.99),
        })
    }

    async fn close(&self) {}
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
