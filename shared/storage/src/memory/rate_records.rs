//! Hero rates over time.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use async_trait::async_trait;
use overwatch::rates::record::{Games, RateRecord, RecordedRate};

use super::{MemoryStorage, State, seconds};
use crate::{RateRecords, Result};

const DAY: i64 = 86_400;

/// Days are counted since 1970.
#[derive(Debug, Default)]
pub(super) struct Rows {
    records: BTreeMap<(String, i64), Row>,
    whole_days: BTreeSet<i64>,
}

#[derive(Debug)]
struct Row {
    taken_at: i64,
    /// None where Blizzard had none.
    rates: Option<Vec<RecordedRate>>,
}

fn key(games: &Games) -> String {
    let Games { platform, gamemode, region, .. } = games;
    format!("{platform}:{gamemode}:{region}:{}", games.division_key())
}

impl State {
    fn is_recorded(&self, games: &Games, day: i64) -> bool {
        self.rate_records.records.contains_key(&(key(games), day))
    }
}

impl MemoryStorage {
    fn time_before(&self, age: Duration) -> i64 {
        seconds(self.clock.now().saturating_sub(age))
    }
}

#[async_trait]
impl RateRecords for MemoryStorage {
    async fn find_unrecorded_games(&self, games: &[Games]) -> Result<Vec<Games>> {
        let today = self.time_before(Duration::ZERO) / DAY;
        let state = self.state();
        Ok(games.iter().filter(|games| !state.is_recorded(games, today)).cloned().collect())
    }

    async fn add_rate_record(
        &self,
        games: &Games,
        rates: Option<&[RecordedRate]>,
        age: Duration,
    ) -> Result<bool> {
        let taken_at = self.time_before(age);
        let mut state = self.state();
        if state.is_recorded(games, taken_at / DAY) {
            return Ok(false);
        }
        let rates = rates.map(<[_]>::to_vec);
        state.rate_records.records.insert((key(games), taken_at / DAY), Row { taken_at, rates });
        Ok(true)
    }

    async fn complete_rate_day(&self, games: &[Games], age: Duration) -> Result<bool> {
        let day = self.time_before(age) / DAY;
        let mut state = self.state();
        let is_whole = games.iter().all(|games| state.is_recorded(games, day));
        if is_whole {
            state.rate_records.whole_days.insert(day);
        }
        Ok(is_whole)
    }

    async fn find_rate_records(
        &self,
        games: &Games,
        since: Option<i64>,
        until: Option<i64>,
        limit: u32,
    ) -> Result<Vec<RateRecord>> {
        let times = since.unwrap_or(i64::MIN)..=until.unwrap_or(i64::MAX);
        let Rows { records, whole_days } = &self.state().rate_records;
        let of_games = records.range((key(games), i64::MIN)..=(key(games), i64::MAX)).rev();
        let records = of_games.filter_map(|((_, day), Row { taken_at, rates })| {
            let is_wanted = whole_days.contains(day) && times.contains(taken_at);
            let rates = rates.as_ref().filter(|_| is_wanted)?;
            Some(RateRecord { taken_at: *taken_at, rates: rates.clone() })
        });
        Ok(records.take(limit as usize).collect())
    }
}
