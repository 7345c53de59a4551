//! Stored players.

use std::time::Duration;

use async_trait::async_trait;
use overwatch::{BlizzardId, PlayerId};

use super::{MemoryStorage, State};
use crate::{
    Lease, PlayerProfiles, Result, Write,
    player::{CareerPart, PlayerProfile, PlayerSource, StoredCareer},
};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

#[derive(Debug)]
pub(super) struct Row {
    pub(super) source: PlayerSource,
    pub(super) updated_at: Duration,
    pub(super) career: StoredCareer,
    pub(super) asked_at: Option<Duration>,
}

/// The player that a BattleTag leads to.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) player: BlizzardId,
    seen_at: Duration,
}

impl Row {
    /// The bytes that count towards the limit.
    pub(super) fn bytes(&self) -> u64 {
        let Self { source, career, .. } = self;
        (source.html.len() + career.length()) as u64
    }

    fn is_noted(&self, now: Duration) -> bool {
        self.asked_at.is_some_and(|asked_at| asked_at + DAY > now)
    }
}

impl super::State {
    pub(super) fn blizzard_id(&self, id: &PlayerId) -> Option<BlizzardId> {
        match id {
            PlayerId::BlizzardId(id) => Some(id.clone()),
            PlayerId::BattleTag(battletag) => {
                Some(self.battletags.get(battletag.as_str())?.player.clone())
            }
        }
    }

    fn profile(&self, id: &PlayerId, part: CareerPart, now: Duration) -> Option<PlayerProfile> {
        let row = self.profiles.get(&self.blizzard_id(id)?)?;
        Some(PlayerProfile {
            id: row.source.id.clone(),
            career: Some(row.career.part(part)),
            data_version: row.career.data_version,
            last_updated_blizzard: row.source.last_updated_blizzard,
            age: now.saturating_sub(row.updated_at),
            is_leased: self.is_leased(&format!("player:{}", row.source.id.as_str()), now),
            search_failed: row.source.search_failed,
            is_noted: row.is_noted(now),
            visibility: row.source.visibility(),
        })
    }

    pub(super) fn remove_player(&mut self, id: &BlizzardId) -> Option<Row> {
        self.battletags.retain(|_, named| named.player != *id);
        self.profiles.remove(id)
    }
}

#[async_trait]
impl PlayerProfiles for MemoryStorage {
    async fn find_player_profile(
        &self,
        id: &PlayerId,
        part: CareerPart,
    ) -> Result<Option<PlayerProfile>> {
        Ok(self.state().profile(id, part, self.clock.now()))
    }

    async fn find_player_profiles(
        &self,
        wanted: &[(&PlayerId, CareerPart)],
    ) -> Result<Vec<Option<PlayerProfile>>> {
        let now = self.clock.now();
        let state = self.state();
        Ok(wanted.iter().map(|(id, part)| state.profile(id, *part, now)).collect())
    }

    async fn find_player_source(&self, id: &BlizzardId) -> Result<Option<PlayerSource>> {
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
    ) -> Result<bool> {
        let now = self.clock.now();
        let fetched_at = now.saturating_sub(write.age);
        let mut state = self.state();
        let stored = state.profiles.get(&source.id);
        if !state.may_write(write, now) || (stored.is_none() && !write.may_insert) {
            return Ok(false);
        }
        let is_older = stored.is_some_and(|stored| stored.updated_at > fetched_at);
        let asked_at = stored.and_then(|stored| stored.asked_at);
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
        let row = Row { updated_at: fetched_at, career: career.clone(), source, asked_at };
        let State { profiles, versions, .. } = &mut *state;
        let versions = versions.entry(row.source.id.clone()).or_default();
        if let Some(stored) = profiles.get(&row.source.id).filter(|_| versions.is_empty()) {
            versions.add(stored)?;
        }
        versions.add(&row)?;
        profiles.insert(row.source.id.clone(), row);
        Ok(true)
    }

    async fn touch_player_profile(&self, id: &BlizzardId, lease: &Lease) -> Result<bool> {
        let now = self.clock.now();
        let mut state = self.state();
        if !state.may_write(Write { lease, age: Duration::ZERO, may_insert: false }, now) {
            return Ok(false);
        }
        let row = state.profiles.get_mut(id);
        Ok(row.map(|row| row.updated_at = now).is_some())
    }

    async fn set_career(&self, id: &BlizzardId, career: &StoredCareer) -> Result<()> {
        if let Some(row) = self.state().profiles.get_mut(id)
            && row.career.data_version < career.data_version
        {
            row.career = career.clone();
        }
        Ok(())
    }

    async fn note_asked(&self, ids: &[&BlizzardId]) -> Result<()> {
        let now = self.clock.now();
        let mut state = self.state();
        for id in ids {
            if let Some(row) = state.profiles.get_mut(*id).filter(|row| !row.is_noted(now)) {
                row.asked_at = Some(now);
            }
        }
        Ok(())
    }

    async fn find_players_to_follow(&self, asked_within: Duration) -> Result<Vec<BlizzardId>> {
        let now = self.clock.now();
        let state = self.state();
        let is_followed =
            |row: &&Row| row.asked_at.is_some_and(|asked_at| asked_at + asked_within > now);
        let followed = state.profiles.values().filter(is_followed);
        let mut followed: Vec<_> =
            followed.map(|row| (row.updated_at, row.source.id.clone())).collect();
        followed.sort();
        let most = followed.len().div_ceil(24);
        let is_late = |(updated_at, _): &(Duration, _)| *updated_at + DAY + 2 * HOUR < now;
        let (late, mut due) = followed.into_iter().partition::<Vec<_>, _>(is_late);
        // Those whom as many each later hour could not confirm in time.
        let wanted = (1..).zip(&due).map(|(number, (updated_at, _))| {
            let chances = (*updated_at + DAY).saturating_sub(now).as_secs() / HOUR.as_secs();
            number - most.saturating_mul(usize::try_from(chances).unwrap_or(usize::MAX)).min(number)
        });
        due.truncate(wanted.max().unwrap_or_default().min(most));
        let spare = most - due.len();
        Ok(late.into_iter().take(spare).chain(due).map(|(_, id)| id).collect())
    }
}

/// The BattleTag that was last seen to lead to a player.
fn newest_battletag(state: &super::State, id: &BlizzardId) -> Option<overwatch::BattleTag> {
    let named = state.battletags.iter().filter(|(_, named)| named.player == *id);
    named.max_by_key(|(battletag, named)| (named.seen_at, *battletag))?.0.parse().ok()
}
