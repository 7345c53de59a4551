//! Stored players.

use std::{collections::HashSet, time::Duration};

use async_trait::async_trait;
use overwatch::{BlizzardId, PlayerId, player_id::name_of};

use super::MemoryStorage;
use crate::{
    Error, Lease, PlayerProfiles, Write,
    player::{CareerPart, PlayerProfile, PlayerSource, StoredCareer},
};

#[derive(Debug)]
pub(super) struct Row {
    pub(super) source: PlayerSource,
    pub(super) updated_at: Duration,
    career: StoredCareer,
}

/// The player that a BattleTag leads to.
#[derive(Debug)]
pub(super) struct Named {
    player: BlizzardId,
    seen_at: Duration,
}

impl Row {
    /// The bytes that count towards the limit.
    fn bytes(&self) -> u64 {
        let Self { source, career, .. } = self;
        (source.html.len() + career.whole.len() + career.summary.len()) as u64
    }
}

impl super::State {
    fn blizzard_id(&self, id: &PlayerId) -> Option<BlizzardId> {
        match id {
            PlayerId::BlizzardId(id) => Some(id.clone()),
            PlayerId::BattleTag(battletag) => {
                Some(self.battletags.get(battletag.as_str())?.player.clone())
            }
        }
    }

    fn remove_player(&mut self, id: &BlizzardId) -> Option<Row> {
        self.battletags.retain(|_, named| named.player != *id);
        self.profiles.remove(id)
    }

    fn oldest_first(&self) -> Vec<(Duration, BlizzardId)> {
        let mut all: Vec<_> =
            self.profiles.iter().map(|(id, row)| (row.updated_at, id.clone())).collect();
        all.sort();
        all
    }
}

#[async_trait]
impl PlayerProfiles for MemoryStorage {
    async fn find_player_profile(
        &self,
        id: &PlayerId,
        part: CareerPart,
    ) -> Result<Option<PlayerProfile>, Error> {
        let now = self.clock.now();
        let state = self.state();
        let row = state.blizzard_id(id).and_then(|id| state.profiles.get(&id));
        Ok(row.map(|row| PlayerProfile {
            id: row.source.id.clone(),
            career: Some(row.career.part(part)),
            data_version: row.career.data_version,
            last_updated_blizzard: row.source.last_updated_blizzard,
            age: now.saturating_sub(row.updated_at),
            is_leased: state.is_leased(&format!("player:{}", row.source.id.as_str()), now),
            search_failed: row.source.search_failed,
        }))
    }

    async fn find_player_source(&self, id: &BlizzardId) -> Result<Option<PlayerSource>, Error> {
        let state = self.state();
        Ok(state.profiles.get(id).map(|row| PlayerSource {
            battletag: newest_battletag(&state, id),
            ..row.source.clone()
        }))
    }

    async fn set_player_profile(
        &self,
        source: &PlayerSource,
        career: &StoredCareer,
        write: Write<'_>,
    ) -> Result<bool, Error> {
        let now = self.clock.now();
        let fetched_at = now.saturating_sub(write.age);
        let mut state = self.state();
        let stored = state.profiles.get(&source.id);
        if !state.may_write(write, now) || (stored.is_none() && !write.may_insert) {
            return Ok(false);
        }
        let is_older = stored.is_some_and(|stored| stored.updated_at > fetched_at);
        let mut source = source.clone();
        if let Some(stored) = stored {
            source.name = source.name.or_else(|| stored.source.name.clone());
        }
        if let Some(battletag) = &source.battletag {
            let key = battletag.as_str().to_owned();
            if state.battletags.get(&key).is_none_or(|named| named.seen_at <= fetched_at) {
                let named = Named { player: source.id.clone(), seen_at: fetched_at };
                state.battletags.insert(key, named);
            }
        }
        if is_older {
            return Ok(false);
        }
        let row = Row { updated_at: fetched_at, career: career.clone(), source };
        state.profiles.insert(row.source.id.clone(), row);
        Ok(true)
    }

    async fn touch_player_profile(&self, id: &BlizzardId, lease: &Lease) -> Result<bool, Error> {
        let now = self.clock.now();
        let mut state = self.state();
        if !state.may_write(Write { lease, age: Duration::ZERO, may_insert: false }, now) {
            return Ok(false);
        }
        let row = state.profiles.get_mut(id);
        Ok(row.map(|row| row.updated_at = now).is_some())
    }

    async fn set_career(&self, id: &BlizzardId, career: &StoredCareer) -> Result<(), Error> {
        if let Some(row) = self.state().profiles.get_mut(id)
            && row.career.data_version < career.data_version
        {
            row.career = career.clone();
        }
        Ok(())
    }

    async fn delete_old_player_profiles(
        &self,
        max_age: Duration,
        limit: u32,
    ) -> Result<u64, Error> {
        let oldest = self.clock.now().saturating_sub(max_age);
        let mut state = self.state();
        let old = state.oldest_first().into_iter().filter(|(updated_at, _)| *updated_at < oldest);
        let old: Vec<_> = old.take(limit as usize).collect();
        for (_, id) in &old {
            state.remove_player(id);
        }
        Ok(old.len() as u64)
    }

    async fn delete_oldest_player_profiles(&self, limit: u32) -> Result<(u64, u64), Error> {
        let mut state = self.state();
        let oldest = state.oldest_first().into_iter().take(limit as usize);
        let deleted = oldest.filter_map(|(_, id)| state.remove_player(&id));
        Ok(deleted.fold((0, 0), |(rows, bytes), row| (rows + 1, bytes + row.bytes())))
    }

    async fn count_player_bytes(&self) -> Result<u64, Error> {
        Ok(self.state().profiles.values().map(Row::bytes).sum())
    }

    async fn forget_player(&self, id: &PlayerId) -> Result<u64, Error> {
        let mut state = self.state();
        let player = state.blizzard_id(id);
        let mut ids: HashSet<String> = HashSet::from([id.to_string()]);
        ids.extend(player.iter().map(|id| id.as_str().to_owned()));
        let leads_there = |named: &Named| Some(&named.player) == player.as_ref();
        let battletags = state.battletags.iter().filter(|(_, named)| leads_there(named));
        ids.extend(battletags.map(|(battletag, _)| battletag.clone()));
        let mut rows = ids.iter().filter(|id| state.battletags.contains_key(*id)).count();
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
}

/// The BattleTag that was last seen to lead to a player.
fn newest_battletag(state: &super::State, id: &BlizzardId) -> Option<overwatch::BattleTag> {
    let named = state.battletags.iter().filter(|(_, named)| named.player == *id);
    named.max_by_key(|(battletag, named)| (named.seen_at, *battletag))?.0.parse().ok()
}
