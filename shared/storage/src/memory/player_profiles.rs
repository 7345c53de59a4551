//! Stored players.

use std::time::Duration;

use async_trait::async_trait;
use overwatch::{BlizzardId, PlayerId};

use super::MemoryStorage;
use crate::{
    Error, PlayerProfiles,
    player::{CareerPart, PlayerProfile, PlayerSource, StoredCareer},
};

#[derive(Debug)]
pub(super) struct Row {
    pub(super) source: PlayerSource,
    pub(super) updated_at: Duration,
    career: StoredCareer,
    refresh_claimed_until: Duration,
}

impl Row {
    /// Whether the id leads to this player.
    pub(super) fn is_of(&self, id: &PlayerId) -> bool {
        match id {
            PlayerId::BlizzardId(id) => self.source.id == *id,
            PlayerId::BattleTag(battletag) => self.source.battletag.as_ref() == Some(battletag),
        }
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
        let row = state.profiles.values().find(|row| row.is_of(id));
        Ok(row.map(|row| PlayerProfile {
            id: row.source.id.clone(),
            career: Some(row.career.part(part)),
            data_version: row.career.data_version,
            last_updated_blizzard: row.source.last_updated_blizzard,
            age: now.saturating_sub(row.updated_at),
            refresh_claimed: row.refresh_claimed_until > now,
        }))
    }

    async fn find_player_source(&self, id: &BlizzardId) -> Result<Option<PlayerSource>, Error> {
        Ok(self.state().profiles.get(id).map(|row| row.source.clone()))
    }

    async fn set_player_profile(
        &self,
        source: &PlayerSource,
        career: &StoredCareer,
        age: Duration,
    ) -> Result<(), Error> {
        let fetched_at = self.clock.now().saturating_sub(age);
        let mut state = self.state();
        let mut source = source.clone();
        let holder = state.profiles.values_mut().find(|row| {
            row.source.id != source.id
                && row.source.battletag.is_some()
                && row.source.battletag == source.battletag
        });
        match holder {
            Some(holder) if holder.updated_at > fetched_at => source.battletag = None,
            Some(holder) => holder.source.battletag = None,
            None => {}
        }
        if let Some(stored) = state.profiles.get(&source.id) {
            if stored.updated_at > fetched_at {
                return Ok(());
            }
            source.battletag = source.battletag.or_else(|| stored.source.battletag.clone());
            source.name = source.name.or_else(|| stored.source.name.clone());
        }
        let row = Row {
            updated_at: fetched_at,
            career: career.clone(),
            refresh_claimed_until: Duration::ZERO,
            source,
        };
        state.profiles.insert(row.source.id.clone(), row);
        Ok(())
    }

    async fn touch_player_profile(&self, id: &BlizzardId) -> Result<(), Error> {
        let now = self.clock.now();
        if let Some(row) = self.state().profiles.get_mut(id) {
            row.updated_at = now;
            row.refresh_claimed_until = Duration::ZERO;
        }
        Ok(())
    }

    async fn set_career(&self, id: &BlizzardId, career: &StoredCareer) -> Result<(), Error> {
        if let Some(row) = self.state().profiles.get_mut(id)
            && row.career.data_version < career.data_version
        {
            row.career = career.clone();
        }
        Ok(())
    }

    async fn claim_refresh(&self, id: &BlizzardId, duration: Duration) -> Result<bool, Error> {
        let now = self.clock.now();
        match self.state().profiles.get_mut(id) {
            Some(row) if row.refresh_claimed_until <= now => {
                row.refresh_claimed_until = now + duration;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    async fn renew_refresh(&self, id: &BlizzardId, duration: Duration) -> Result<(), Error> {
        let until = self.clock.now() + duration;
        if let Some(row) = self.state().profiles.get_mut(id) {
            row.refresh_claimed_until = until;
        }
        Ok(())
    }

    async fn release_refresh(&self, id: &BlizzardId) -> Result<(), Error> {
        if let Some(row) = self.state().profiles.get_mut(id) {
            row.refresh_claimed_until = Duration::ZERO;
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
        let mut old: Vec<(Duration, BlizzardId)> = state
            .profiles
            .iter()
            .filter(|(_, row)| row.updated_at < oldest)
            .map(|(id, row)| (row.updated_at, id.clone()))
            .collect();
        old.sort();
        old.truncate(limit as usize);
        for (_, id) in &old {
            state.profiles.remove(id);
        }
        Ok(old.len() as u64)
    }
}
