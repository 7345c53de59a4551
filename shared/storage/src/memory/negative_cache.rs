//! The negative cache.

use std::time::Duration;

use async_trait::async_trait;
use overwatch::{BattleTag, BlizzardId, PlayerId};

use super::{MemoryStorage, seconds};
use crate::{NegativeCache, Result, player::NegativeEntry};

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Row {
    check_count: u32,
    pub(super) next_check_at: Duration,
}

impl Row {
    fn at(self, now: Duration) -> NegativeEntry {
        NegativeEntry {
            check_count: self.check_count,
            retry_after: self.next_check_at.saturating_sub(now),
            next_check_at: seconds(self.next_check_at),
        }
    }
}

#[async_trait]
impl NegativeCache for MemoryStorage {
    async fn find_unknown_players(&self, ids: &[&PlayerId]) -> Result<Vec<Option<NegativeEntry>>> {
        let now = self.clock.now();
        let state = self.state();
        let entry = |id: &&PlayerId| state.unknown_players.get(id.as_str()).map(|row| row.at(now));
        Ok(ids.iter().map(entry).collect())
    }

    async fn set_unknown_player(
        &self,
        id: &PlayerId,
        pauses: &[Duration],
    ) -> Result<NegativeEntry> {
        let now = self.clock.now();
        let mut state = self.state();
        let row = state.unknown_players.entry(id.as_str().to_owned()).or_default();
        let pause = pauses.get(row.check_count as usize).or(pauses.last());
        row.check_count += 1;
        row.next_check_at = now + pause.copied().unwrap_or_default();
        Ok(row.at(now))
    }

    async fn delete_unknown_player(
        &self,
        id: &BlizzardId,
        battletag: Option<&BattleTag>,
    ) -> Result<()> {
        let mut state = self.state();
        state.unknown_players.remove(id.as_str());
        if let Some(battletag) = battletag {
            state.unknown_players.remove(battletag.as_str());
        }
        Ok(())
    }
}
