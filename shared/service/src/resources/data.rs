//! Resources that are stored as JSON of one type.

use std::{future::Future, time::Duration};

use blizzard::Page;
use overwatch::ParseError;
use serde::{Serialize, de::DeserializeOwned};
use storage::{
    Document, Storage, Write,
    data::{DataTable, StoredData},
    json,
};

use super::Key;
use crate::{
    Error, Freshness,
    batch::Found,
    cache::{Cache, Resource},
    count,
    freshness::STATIC_DATA,
    resource::Entry,
};

/// A resource that is stored as JSON of one type. What is stale is refreshed behind the response.
pub trait DataResource: Send + Sync + 'static {
    /// What it says.
    type Content: DeserializeOwned + Serialize + Send + Sync;

    /// The page that it is read from.
    const PAGE: Page;

    /// Where it is stored.
    const TABLE: DataTable;

    /// From this age on it is stale.
    const STALE_AFTER: Duration = STATIC_DATA;

    /// Its name.
    fn key(&self) -> Key;

    /// The one of that name; `None` for a name of another kind.
    fn named(key: &Key) -> Option<Self>
    where
        Self: Sized;

    /// Fetches it from Blizzard.
    fn fetch(&self, cache: &Cache) -> impl Future<Output = Result<Self::Content, Error>> + Send;

    /// How many entries a list has: one that lost more than a fifth of those stored replaces none.
    #[must_use]
    fn entries(_: &Self::Content) -> usize {
        0
    }

    /// Whether what was fetched lacks so much of what is stored that the page cannot be trusted.
    #[must_use]
    fn is_doubtful(fetched: &Self::Content, stored: &Self::Content) -> bool {
        lost_much(Self::entries(fetched), Self::entries(stored))
    }

    /// What a failure means, and how long nobody tries again.
    fn failure(&self, error: Error) -> (Error, Duration) {
        (error, Duration::ZERO)
    }
}

/// Whether more than a fifth is gone.
pub(super) fn lost_much(now: usize, before: usize) -> bool {
    now * 5 < before * 4
}

/// JSON of one type, parsed only where somebody looks into it.
#[derive(Debug, Clone, PartialEq)]
pub struct Json<Content> {
    document: Document,
    content: Option<Content>,
}

impl<Content> Json<Content> {
    fn new(content: Content) -> Result<Self, Error>
    where
        Content: Serialize,
    {
        let document = Document::Json(json::to_vec(&content)?);
        Ok(Self { document, content: Some(content) })
    }

    /// What it says.
    ///
    /// # Errors
    ///
    /// [`Error::Json`] when what is stored is damaged.
    pub fn into_content(self) -> Result<Content, Error>
    where
        Content: DeserializeOwned,
    {
        match self.content {
            Some(content) => Ok(content),
            None => Ok(serde_json::from_slice(&self.document.json()?)?),
        }
    }

    /// The response.
    #[must_use]
    pub fn into_document(self) -> Document {
        self.document
    }
}

impl<T: DataResource> Resource for T {
    type Value = Json<T::Content>;
    type Fetched = Json<T::Content>;

    fn key(&self) -> Key {
        DataResource::key(self)
    }

    fn named(key: &Key) -> Option<Self> {
        DataResource::named(key)
    }

    async fn load(&self, storage: &dyn Storage) -> Result<Option<Entry<Self::Value>>, Error> {
        let key = Resource::key(self);
        match storage.find_data(T::TABLE, &key.to_string()).await? {
            Some(stored) => stored_entry::<T>(key, stored),
            None => Ok(None),
        }
    }

    async fn fetch(&self, cache: &Cache) -> Result<Self::Fetched, Error> {
        Json::new(DataResource::fetch(self, cache).await?)
    }

    async fn save(
        &self,
        storage: &dyn Storage,
        fetched: &Self::Fetched,
        write: Write<'_>,
    ) -> Result<bool, Error> {
        let stored = self.load(storage).await?.and_then(|entry| entry.value.into_content().ok());
        if let (Some(stored), Some(fetched)) = (&stored, &fetched.content)
            && T::is_doubtful(fetched, stored)
        {
            return Err(count::unreadable(T::PAGE, ParseError::OtherPage).into());
        }
        Ok(storage.set_data(T::TABLE, &write.lease.key, &fetched.document.json()?, write).await?)
    }

    fn entry(&self, fetched: Self::Fetched) -> Result<Entry<Self::Value>, Error> {
        Ok(Entry::new(Resource::key(self), fetched, T::STALE_AFTER))
    }

    async fn note_failure(&self, _: &dyn Storage, error: Error) -> (Error, Duration) {
        self.failure(error)
    }
}

/// What is answered of what is stored.
pub(super) fn stored_entry<T: DataResource>(key: Key, stored: StoredData) -> Found<T> {
    let is_as_written = stored.is_current && T::TABLE != DataTable::CachedAnswers;
    let value = if is_as_written {
        Json { document: stored.document, content: None }
    } else {
        // Another version may have written it in another shape: then it is as if there was none.
        let Ok(content) = serde_json::from_slice(&stored.document.json()?) else { return Ok(None) };
        Json::new(content)?
    };
    Ok(Some(Entry {
        freshness: Freshness { age: stored.age, stale_after: T::STALE_AFTER },
        is_due: !stored.is_current || stored.age >= T::STALE_AFTER,
        is_leased: stored.is_leased,
        ..Entry::new(key, value, T::STALE_AFTER)
    }))
}
