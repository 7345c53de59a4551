//! Resources that are stored as JSON of one type.

use std::{future::Future, time::Duration};

use blizzard::Page;
use overwatch::ParseError;
use serde::{Serialize, de::DeserializeOwned};
use storage::{Document, Storage, Write, data::DataTable};

use crate::{
    Error, Freshness,
    cache::{Cache, Resource},
    count, json,
    resource::{Entry, Key, Policy, Saved},
};

/// A resource that is stored as JSON of one type. What is stale is refreshed behind the response.
pub trait DataResource: Sync {
    /// What it says.
    type Content: DeserializeOwned + Serialize + Send + Sync;

    /// The page that it is read from.
    const PAGE: Page;

    /// Its name.
    fn key(&self) -> Key;

    /// Where it is stored.
    fn table(&self) -> DataTable;

    /// From this age on it is stale.
    fn stale_after(&self) -> Duration;

    /// Fetches it from Blizzard.
    fn fetch(&self, cache: &Cache) -> impl Future<Output = Result<Self::Content, Error>> + Send;

    /// Whether a page must not replace what is stored.
    fn is_doubtful(&self, _stored: &Self::Content, _fetched: &Self::Content) -> bool {
        false
    }

    /// What a failure means, and how long nobody tries again.
    fn failure(&self, error: Error) -> (Error, Duration) {
        (error, Duration::ZERO)
    }
}

/// Whether a list lost more than a fifth of its entries.
pub(crate) fn shrank(stored: usize, fetched: usize) -> bool {
    fetched * 5 < stored * 4
}

/// JSON of one type, parsed only where somebody looks into it.
#[derive(Debug, Clone, PartialEq)]
pub struct Json<Content> {
    json: String,
    content: Option<Content>,
}

impl<Content: DeserializeOwned> Json<Content> {
    /// What it says.
    ///
    /// # Errors
    ///
    /// [`Error::Json`] when what is stored is damaged.
    pub fn into_content(self) -> Result<Content, Error> {
        match self.content {
            Some(content) => Ok(content),
            None => Ok(serde_json::from_str(&self.json)?),
        }
    }

    /// The response.
    #[must_use]
    pub fn into_document(self) -> Document {
        Document::Json(self.json.into_bytes())
    }
}

/// What was fetched, and its JSON.
pub struct Fetched<Content> {
    content: Content,
    json: String,
}

impl<T: DataResource> Resource for T
where
    T::Content: Clone,
{
    type Value = Json<T::Content>;
    type Fetched = Fetched<T::Content>;

    fn key(&self) -> Key {
        DataResource::key(self)
    }

    fn policy(&self) -> Policy {
        Policy { stale_after: self.stale_after(), refresh_ahead: self.stale_after() }
    }

    async fn load(&self, storage: &dyn Storage) -> Result<Option<Entry<Self::Value>>, Error> {
        let key = Resource::key(self);
        let table = self.table();
        let Some(stored) = storage.find_data(table, &key.to_string()).await? else {
            return Ok(None);
        };
        let is_as_written = stored.is_current && table != DataTable::CachedAnswers;
        let value = if is_as_written {
            Json { json: stored.json, content: None }
        } else {
            // Another version may have written it in another shape: then it is as if there was none.
            let Ok(content) = serde_json::from_str::<T::Content>(&stored.json) else {
                return Ok(None);
            };
            Json { json: json::to_string(&content)?, content: Some(content) }
        };
        let policy = self.policy();
        let freshness = Freshness { age: stored.age, stale_after: policy.stale_after };
        Ok(Some(Entry {
            value,
            key,
            freshness,
            last_modified: None,
            is_due: !stored.is_current || stored.age >= policy.refresh_ahead,
            is_incomplete: false,
            is_leased: stored.is_leased,
        }))
    }

    async fn fetch(&self, cache: &Cache) -> Result<Self::Fetched, Error> {
        let content = DataResource::fetch(self, cache).await?;
        Ok(Fetched { json: json::to_string(&content)?, content })
    }

    async fn save(
        &self,
        storage: &dyn Storage,
        fetched: &Self::Fetched,
        write: Write<'_>,
    ) -> Result<Saved, Error> {
        let stored = self.load(storage).await?.and_then(|entry| entry.value.into_content().ok());
        if stored.is_some_and(|stored| self.is_doubtful(&stored, &fetched.content)) {
            count::unreadable(T::PAGE, ParseError::OtherPage);
            return Ok(Saved::Kept);
        }
        let key = write.lease.key.as_str();
        let is_stored = storage.set_data(self.table(), key, &fetched.json, write).await?;
        Ok(if is_stored { Saved::Stored } else { Saved::LeaseLost })
    }

    fn entry(&self, fetched: &Self::Fetched) -> Result<Entry<Self::Value>, Error> {
        let Fetched { content, json } = fetched;
        Ok(Entry {
            value: Json { json: json.clone(), content: Some(content.clone()) },
            key: Resource::key(self),
            freshness: Freshness::new(self.stale_after()),
            last_modified: None,
            is_due: false,
            is_incomplete: false,
            is_leased: true,
        })
    }

    async fn note_failure(&self, _: &dyn Storage, error: Error) -> (Error, Duration) {
        self.failure(error)
    }
}
