//! One hero, with the portrait from the list of heroes.

use std::{collections::BTreeSet, time::Duration};

use blizzard::Page;
use overwatch::{
    HeroKey, Locale, ParseError,
    hero::known_heroes,
    hero_page::{self, HeroDetails},
};
use storage::{
    Storage,
    data::{Category, DataTable, StoredData},
};

use super::{
    Heroes, Key,
    data::{DataResource, Json, stored_entry},
    heroes::ListedHeroes,
};
use crate::{
    Error,
    batch::{Found, ManyResources},
    cache::Cache,
    resource::Entry,
};

/// How long nobody asks again for a hero that has no page.
const MISSING_FOR: Duration = Duration::from_mins(10);

/// One hero, in one language.
pub struct Hero(pub HeroKey, pub Locale);

/// The stored heroes of a language.
pub struct StoredHeroes {
    /// Each with its key, in the order of keys.
    pub heroes: Vec<(HeroKey, Entry<Json<HeroDetails>>)>,
    /// Whether none is missing.
    pub is_complete: bool,
}

impl Hero {
    /// All heroes that are stored: of the stored list, or of our own table where there is none. Those that are
    /// missing are asked for behind the response.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn all_stored(cache: &Cache, locale: Locale) -> Result<StoredHeroes, Error> {
        let heroes: Vec<Self> =
            released(cache).await?.into_iter().map(|key| Self(key, locale)).collect();
        let found = cache.peek_many(&heroes.iter().collect::<Vec<_>>()).await?;
        let (mut stored, mut missing) = (Vec::new(), Vec::new());
        for (hero, found) in heroes.into_iter().zip(found) {
            match found? {
                Some(entry) => stored.push((hero.0, entry)),
                None => missing.push(DataResource::key(&hero)),
            }
        }
        let is_complete = missing.is_empty();
        if let Err(error) = cache.ask_for_missing(missing).await {
            tracing::warn!(%error, "missing heroes could not be asked for");
        }
        Ok(StoredHeroes { heroes: stored, is_complete })
    }
}

/// The keys of all heroes, in their order.
async fn released(cache: &Cache) -> Result<BTreeSet<HeroKey>, Error> {
    let listed: BTreeSet<HeroKey> = ListedHeroes::recent(cache).await?.keys().cloned().collect();
    if !listed.is_empty() {
        return Ok(listed);
    }
    Ok(known_heroes().iter().filter_map(|hero| hero.key.parse().ok()).collect())
}

impl ManyResources for Hero {
    async fn load_many(storage: &dyn Storage, heroes: &[&Self]) -> Result<Vec<Found<Self>>, Error> {
        let keys: Vec<Key> = heroes.iter().map(|hero| DataResource::key(*hero)).collect();
        let texts: Vec<String> = keys.iter().map(ToString::to_string).collect();
        let stored = storage.find_static_data(hero_page::DATA_VERSION, &texts).await?;
        let entry = |(key, stored): (Key, Option<StoredData>)| match stored {
            Some(stored) => stored_entry::<Self>(key, stored),
            None => Ok(None),
        };
        Ok(keys.into_iter().zip(stored).map(entry).collect())
    }
}

impl DataResource for Hero {
    type Content = HeroDetails;

    const PAGE: Page = Page::Hero;
    const TABLE: DataTable = DataTable::StaticData(Category::Hero, hero_page::DATA_VERSION);

    fn key(&self) -> Key {
        Key::Hero(self.0.clone(), self.1)
    }

    fn named(key: &Key) -> Option<Self> {
        match key {
            Key::Hero(key, locale) => Some(Self(key.clone(), *locale)),
            _ => None,
        }
    }

    async fn fetch(&self, cache: &Cache) -> Result<HeroDetails, Error> {
        let Self(key, locale) = self;
        let details = cache
            .read(Self::PAGE, |blizzard| blizzard.hero(key, *locale), hero_page::parse)
            .await?;
        // Boxed, for the list comes the same way.
        let heroes = Box::pin(cache.get(&Heroes(*locale))).await?.value.into_content()?;
        Ok(details.completed(key, &heroes))
    }

    fn failure(&self, error: Error) -> (Error, Duration) {
        match error {
            Error::Blizzard(blizzard::Error::NotFound) | Error::Read(ParseError::HeroNotFound) => {
                (Error::HeroNotFound, MISSING_FOR)
            }
            error => (error, Duration::ZERO),
        }
    }
}
