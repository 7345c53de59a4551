//! Versions of careers.

use async_trait::async_trait;
use overwatch::{
    BlizzardId,
    history::{Filter, Snapshot, Version},
};

use super::{MemoryStorage, player_profiles, seconds};
use crate::{
    PlayerVersions, Result,
    versions::{KeptVersion, Link, NewVersion, next_version, rebuild},
};

#[derive(Debug)]
pub(super) struct Row {
    taken_at: i64,
    last_updated_blizzard: Option<i64>,
    link: Link,
    data: Vec<u8>,
}

/// The versions of one player, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Rows(Vec<Row>);

impl Row {
    fn bytes(&self) -> u64 {
        (self.link.frame.len() + self.data.len()) as u64
    }
}

impl Rows {
    /// Adds a career, unless the last version is the same, or not older.
    pub(super) fn add(&mut self, profile: &player_profiles::Row) -> Result<()> {
        let taken_at = seconds(profile.updated_at);
        if self.0.last().is_some_and(|last| last.taken_at >= taken_at) {
            return Ok(());
        }
        let career = &profile.career;
        let next =
            next_version(&self.chain(i64::MAX), &career.career, &career.json, career.data_version)?;
        if let Some(NewVersion { link, data }) = next {
            let last_updated_blizzard = profile.source.last_updated_blizzard;
            self.0.push(Row { taken_at, last_updated_blizzard, link, data });
        }
        Ok(())
    }

    /// The chain of the newest version that is not newer than `until`, as far as that version.
    fn chain(&self, until: i64) -> Vec<Link> {
        let rows = self.until(until);
        let start = rows.iter().rposition(|row| row.link.position == 0).unwrap_or_default();
        rows.iter().skip(start).map(|row| row.link.clone()).collect()
    }

    fn until(&self, until: i64) -> &[Row] {
        let end = self.0.partition_point(|row| row.taken_at <= until);
        self.0.get(..end).unwrap_or_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn bytes(&self) -> u64 {
        self.0.iter().map(Row::bytes).sum()
    }

    /// When the newest version of each chain was taken.
    pub(super) fn chains(&self) -> impl Iterator<Item = i64> {
        let chains = self.0.chunk_by(|_, next| next.link.position > 0);
        chains.filter_map(|chain| Some(chain.last()?.taken_at))
    }

    /// Removes the chain whose newest version was taken then; how many versions, and their bytes.
    pub(super) fn remove_chain(&mut self, newest_at: i64) -> (u64, u64) {
        let end = self.until(newest_at).len();
        let start = self.until(newest_at).iter().rposition(|row| row.link.position == 0);
        let removed = self.0.drain(start.unwrap_or_default()..end);
        removed.fold((0, 0), |(rows, bytes), row| (rows + 1, bytes + row.bytes()))
    }
}

#[async_trait]
impl PlayerVersions for MemoryStorage {
    async fn find_versions(
        &self,
        id: &BlizzardId,
        since: Option<i64>,
        until: Option<i64>,
        limit: u32,
        filter: &Filter,
    ) -> Result<Vec<Version>> {
        let state = self.state();
        let rows = state.versions.get(id).map(|rows| rows.until(until.unwrap_or(i64::MAX)));
        let rows = rows.unwrap_or_default().iter().rev();
        let wanted = rows.take_while(|row| since.is_none_or(|since| row.taken_at >= since));
        let versions = wanted.take(limit as usize).filter_map(|row| {
            let snapshot = Snapshot::from_bytes(&row.data, filter).ok()?;
            let Row { taken_at, last_updated_blizzard, .. } = *row;
            Some(Version { taken_at, last_updated_blizzard, snapshot })
        });
        Ok(versions.collect())
    }

    async fn find_version(&self, id: &BlizzardId, until: i64) -> Result<Option<KeptVersion>> {
        let state = self.state();
        let Some(rows) = state.versions.get(id) else { return Ok(None) };
        let Some(last) = rows.until(until).last() else { return Ok(None) };
        Ok(Some(KeptVersion {
            taken_at: last.taken_at,
            career: rebuild(&rows.chain(until))?,
            last_updated_blizzard: last.last_updated_blizzard,
            data_version: last.link.data_version,
        }))
    }
}
