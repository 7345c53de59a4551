//! What is the same for everybody, what Blizzard answered lately, and what the watch saw.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use super::{MemoryStorage, State};
use crate::{
    Data, Document, Error, Result, Write,
    compression::Effort,
    data::{DataTable, PageWatch, StoredData},
    gzip,
};

#[derive(Debug)]
pub(super) struct Row {
    document: Document,
    pub(super) table: DataTable,
    pub(super) updated_at: Duration,
}

#[derive(Debug)]
pub(super) struct WatchRow {
    data: Value,
    updated_at: Duration,
}

impl State {
    fn stored_data(&self, key: &str, wanted: i16, now: Duration) -> Option<StoredData> {
        let row = self.data.get(key)?;
        Some(StoredData {
            document: row.document.clone(),
            is_current: version(row.table) >= wanted,
            age: now.saturating_sub(row.updated_at),
            is_leased: self.is_leased(key, now),
        })
    }
}

#[async_trait]
impl Data for MemoryStorage {
    async fn find_data(&self, table: DataTable, key: &str) -> Result<Option<StoredData>> {
        Ok(self.state().stored_data(key, version(table), self.clock.now()))
    }

    async fn find_static_data(
        &self,
        version: i16,
        keys: &[String],
    ) -> Result<Vec<Option<StoredData>>> {
        let now = self.clock.now();
        let state = self.state();
        Ok(keys.iter().map(|key| state.stored_data(key, version, now)).collect())
    }

    async fn set_data(
        &self,
        table: DataTable,
        key: &str,
        json: &[u8],
        write: Write<'_>,
    ) -> Result<bool> {
        let now = self.clock.now();
        let updated_at = now.saturating_sub(write.age);
        let mut state = self.state();
        let is_older = state.data.get(key).is_some_and(|row| row.updated_at > updated_at);
        if is_older || !state.may_write(write, now) {
            return Ok(false);
        }
        let document = match table {
            DataTable::StaticData(..) => {
                Document::Gzip(gzip::member(json, Effort::Thorough).map_err(Error::Compress)?)
            }
            DataTable::CachedAnswers => Document::Json(json.to_vec()),
        };
        state.data.insert(key.to_owned(), Row { document, table, updated_at });
        Ok(true)
    }

    async fn find_page_watches(&self) -> Result<Vec<PageWatch>> {
        let now = self.clock.now();
        let watch = |(page, row): (&String, &WatchRow)| PageWatch {
            page: page.clone(),
            data: row.data.clone(),
            age: now.saturating_sub(row.updated_at),
        };
        Ok(self.state().page_watches.iter().map(watch).collect())
    }

    async fn set_page_watch(&self, page: &str, data: &Value) -> Result<()> {
        let row = WatchRow { data: data.clone(), updated_at: self.clock.now() };
        self.state().page_watches.insert(page.to_owned(), row);
        Ok(())
    }
}

fn version(table: DataTable) -> i16 {
    match table {
        DataTable::StaticData(_, version) => version,
        DataTable::CachedAnswers => 0,
    }
}
