//! Data that is the same for everybody: heroes, roles, rates, searches. Served from storage at any age;
//! what is stale, or was read by an older parser, is fetched again behind the answer; what is not there
//! is fetched once.

use std::time::Duration;

use blizzard::Page;
use overwatch::{hero_page, heroes, player_id::is_same_name, rates, roles, search};
use serde::{Serialize, de::DeserializeOwned};
use storage::Document;

use crate::{
    DataKey, Error, Freshness, Service, count,
    data_key::Shelf,
    json,
    refresh_queue::{REFRESH_CLAIM, Refresh},
};

/// What is stored under a key.
pub(crate) struct Stored {
    json: String,
    age: Duration,
    /// Whether today's parser wrote it.
    is_current: bool,
}

impl Stored {
    pub(crate) fn read<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_str(&self.json)
    }

    /// The answer: what today's parser wrote is one as it stands.
    fn document<T: DeserializeOwned + Serialize>(&self) -> serde_json::Result<Document> {
        Ok(Document::Json(if self.is_current {
            self.json.clone().into_bytes()
        } else {
            json::to_vec(&self.read::<T>()?)?
        }))
    }
}

impl Service {
    /// The data of that key, whose type is `T`.
    pub(crate) async fn data<T>(&self, key: &DataKey) -> Result<(T, Freshness), Error>
    where
        T: DeserializeOwned + Send,
    {
        self.find_or_fetch(key, Stored::read).await
    }

    /// The same as the answer that it is.
    pub(crate) async fn data_document<T>(
        &self,
        key: &DataKey,
    ) -> Result<(Document, Freshness), Error>
    where
        T: DeserializeOwned + Serialize,
    {
        self.find_or_fetch(key, Stored::document::<T>).await
    }

    async fn find_or_fetch<R: Send>(
        &self,
        key: &DataKey,
        read: fn(&Stored) -> serde_json::Result<R>,
    ) -> Result<(R, Freshness), Error> {
        if let Some(found) = self.find_fresh_or_stale(key, read).await? {
            count::stored(found.1);
            return Ok(found);
        }
        count::missing();
        let stored = || self.find_fresh_or_stale(key, read);
        let fetch = async || {
            let fetched = self.fetch_data(key).await?;
            Ok((read(&fetched)?, Freshness::new(key.stale_after())))
        };
        self.fetch_once(&key.to_string(), stored, fetch).await
    }

    /// What is stored of the data of that key; Blizzard is not asked.
    pub(crate) async fn stored_data<T>(
        &self,
        key: &DataKey,
    ) -> Result<Option<(T, Freshness)>, Error>
    where
        T: DeserializeOwned,
    {
        self.find_fresh_or_stale(key, Stored::read).await
    }

    async fn find_fresh_or_stale<R>(
        &self,
        key: &DataKey,
        read: fn(&Stored) -> serde_json::Result<R>,
    ) -> Result<Option<(R, Freshness)>, Error> {
        let Some(stored) = self.find_data(key).await? else { return Ok(None) };
        let Ok(found) = read(&stored) else {
            // A parser of another shape wrote it.
            return Ok(None);
        };
        let freshness = Freshness { age: stored.age, stale_after: key.stale_after() };
        if freshness.is_stale() || !stored.is_current {
            let claim = self.storage.claim_fetch(&key.refresh_claim(), REFRESH_CLAIM).await;
            self.ask_for_refresh(claim, Refresh::Data(key.clone())).await;
        }
        Ok(Some((found, freshness)))
    }

    /// Whether nothing is stored, or nothing that is fresh and of today's parser.
    pub(crate) async fn is_data_due(&self, key: &DataKey) -> Result<bool, Error> {
        Ok(self.find_data(key).await?.is_none_or(|stored| {
            let freshness = Freshness { age: stored.age, stale_after: key.stale_after() };
            !stored.is_current || freshness.is_stale()
        }))
    }

    /// What is stored.
    pub(crate) async fn find_data(&self, key: &DataKey) -> Result<Option<Stored>, Error> {
        let name = key.to_string();
        Ok(match key.shelf() {
            Shelf::StaticData(_, version) => {
                self.storage.find_static_data(&name).await?.map(|found| Stored {
                    json: found.data,
                    age: found.age,
                    is_current: found.data_version >= version,
                })
            }
            Shelf::CachedAnswers => self
                .storage
                .find_cached_answer(&name)
                .await?
                .map(|found| Stored { json: found.data, age: found.age, is_current: true }),
        })
    }

    /// Asks Blizzard and keeps the answer. A failure leaves the claim to run out, so that the next
    /// refresh comes later.
    pub(crate) async fn refresh_data(&self, key: &DataKey) -> Result<(), Error> {
        let data = self.read_data(key).await?;
        self.keep_data(key, &data).await?;
        Ok(self.storage.release_fetch(&key.refresh_claim()).await?)
    }

    async fn fetch_data(&self, key: &DataKey) -> Result<Stored, Error> {
        let json = self.read_data(key).await?;
        if let Err(error) = self.keep_data(key, &json).await {
            tracing::error!(%error, "what was fetched could not be stored");
        }
        Ok(Stored { json, age: Duration::ZERO, is_current: true })
    }

    /// Stores what Blizzard answered.
    pub(crate) async fn keep_data(&self, key: &DataKey, json: &str) -> Result<(), Error> {
        let name = key.to_string();
        match key.shelf() {
            Shelf::StaticData(category, version) => {
                self.storage.set_static_data(&name, category, json, version).await?;
                self.remembered_heroes.clear();
            }
            Shelf::CachedAnswers => self.storage.set_cached_answer(&name, json).await?,
        }
        Ok(())
    }

    /// Asks Blizzard; what is kept of the answer, as JSON.
    async fn read_data(&self, key: &DataKey) -> Result<String, Error> {
        let blizzard = &self.blizzard;
        Ok(match key {
            DataKey::Heroes(locale) => {
                let page = self.ask(blizzard.heroes(*locale)).await?;
                json::to_string(&count::readable(Page::Heroes, heroes::parse(&page))?)?
            }
            DataKey::Hero(hero, locale) => {
                let page = self.ask(blizzard.hero(hero, *locale)).await?;
                let details = count::readable(Page::Hero, hero_page::parse(&page))?;
                // Boxed, for the list comes the same way.
                let (heroes, _) = Box::pin(self.heroes(*locale)).await?;
                json::to_string(&details.completed(hero, &heroes))?
            }
            DataKey::Roles(locale) => {
                let page = self.ask(blizzard.home(*locale)).await?;
                json::to_string(&count::readable(Page::Home, roles::parse(&page))?)?
            }
            DataKey::HeroRates(query) => {
                // Boxed, for it looks up what the rates page offers, which comes the same way.
                json::to_string(&Box::pin(self.ask_for_rates(query)).await?)?
            }
            DataKey::RateFilters => {
                let page = self.ask(blizzard.rates_page()).await?;
                json::to_string(&count::readable(Page::RatesPage, rates::page::parse(&page))?)?
            }
            DataKey::Search(name) => {
                let page = self.ask(blizzard.search(name)).await?;
                let mut entries = count::readable(Page::Search, search::parse(&page))?;
                entries.retain(|entry| is_same_name(&entry.name, name) && entry.is_public);
                json::to_string(&entries)?
            }
        })
    }
}
