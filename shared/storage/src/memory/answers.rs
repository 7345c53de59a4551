//! What is the same for everybody, and what Blizzard answered lately.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use super::MemoryStorage;
use crate::{
    Answers, Error, PageWatches,
    static_data::{CachedAnswer, Category, PageWatch, StaticData},
};

#[derive(Debug)]
pub(super) struct StaticRow {
    data: String,
    category: Category,
    data_version: i16,
    updated_at: Duration,
}

#[derive(Debug)]
pub(super) struct CachedRow<T> {
    data: T,
    pub(super) updated_at: Duration,
}

#[async_trait]
impl Answers for MemoryStorage {
    async fn find_static_data(&self, key: &str) -> Result<Option<StaticData>, Error> {
        let now = self.clock.now();
        Ok(self.state().static_data.get(key).map(|row| StaticData {
            data: row.data.clone(),
            category: row.category,
            data_version: row.data_version,
            age: now.saturating_sub(row.updated_at),
        }))
    }

    async fn set_static_data(
        &self,
        key: &str,
        category: Category,
        data: &str,
        data_version: i16,
    ) -> Result<(), Error> {
        let row = StaticRow {
            data: data.to_owned(),
            category,
            data_version,
            updated_at: self.clock.now(),
        };
        self.state().static_data.insert(key.to_owned(), row);
        Ok(())
    }

    async fn find_cached_answer(&self, key: &str) -> Result<Option<CachedAnswer>, Error> {
        let now = self.clock.now();
        Ok(self.state().cached_answers.get(key).map(|row| CachedAnswer {
            data: row.data.clone(),
            age: now.saturating_sub(row.updated_at),
        }))
    }

    async fn set_cached_answer(&self, key: &str, data: &str) -> Result<(), Error> {
        let row = CachedRow { data: data.to_owned(), updated_at: self.clock.now() };
        self.state().cached_answers.insert(key.to_owned(), row);
        Ok(())
    }
}

#[async_trait]
impl PageWatches for MemoryStorage {
    async fn find_page_watches(&self) -> Result<Vec<PageWatch>, Error> {
        let now = self.clock.now();
        let watch = |(page, row): (&String, &CachedRow<Value>)| PageWatch {
            page: page.clone(),
            data: row.data.clone(),
            age: now.saturating_sub(row.updated_at),
        };
        Ok(self.state().page_watches.iter().map(watch).collect())
    }

    async fn set_page_watch(&self, page: &str, data: &Value) -> Result<(), Error> {
        let row = CachedRow { data: data.clone(), updated_at: self.clock.now() };
        self.state().page_watches.insert(page.to_owned(), row);
        Ok(())
    }
}
