//! Heroes and roles.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use overwatch::{
    HeroKey, Locale, Role,
    hero::{known_heroes, role_of},
    hero_page::HeroDetails,
    heroes::HeroEntry,
    roles::RoleEntry,
};
use storage::Document;

use crate::{DataKey, Error, Freshness, Service};

/// How long a process goes by the stored list of heroes without looking at it again.
const REMEMBERED_FOR: Duration = Duration::from_mins(1);

impl Service {
    /// All heroes.
    ///
    /// # Errors
    ///
    /// When storage fails, or when Blizzard does and nothing is stored.
    pub async fn heroes(&self, locale: Locale) -> Result<(Vec<HeroEntry>, Freshness), Error> {
        self.data(&DataKey::Heroes(locale)).await
    }

    /// The same as the answer that it is.
    ///
    /// # Errors
    ///
    /// As [`Service::heroes`].
    pub async fn heroes_document(&self, locale: Locale) -> Result<(Document, Freshness), Error> {
        self.data_document::<Vec<HeroEntry>>(&DataKey::Heroes(locale)).await
    }

    /// One hero, with the portrait from the list of heroes.
    ///
    /// # Errors
    ///
    /// [`Error::HeroNotFound`] for one that has no page yet; when storage fails; or when Blizzard does
    /// and nothing is stored.
    pub async fn hero(
        &self,
        key: &HeroKey,
        locale: Locale,
    ) -> Result<(Document, Freshness), Error> {
        let key = DataKey::Hero(key.clone(), locale);
        self.data_document::<HeroDetails>(&key).await.map_err(|error| match error {
            Error::Blizzard(blizzard::Error::NotFound)
            | Error::Read(overwatch::ParseError::HeroNotFound) => Error::HeroNotFound,
            error => error,
        })
    }

    /// The roles.
    ///
    /// # Errors
    ///
    /// When storage fails, or when Blizzard does and nothing is stored.
    pub async fn roles(&self, locale: Locale) -> Result<(Document, Freshness), Error> {
        self.data_document::<Vec<RoleEntry>>(&DataKey::Roles(locale)).await
    }

    /// The heroes of the stored list. Blizzard is not asked.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn listed_heroes(&self) -> Result<ListedHeroes, Error> {
        let stored = self.stored_data(&DataKey::Heroes(Locale::default())).await?;
        let Some((heroes, _)) = stored else { return Ok(ListedHeroes::default()) };
        let heroes = ListedHeroes(heroes);
        self.remembered_heroes.set(heroes.clone());
        Ok(heroes)
    }

    /// The same as this process saw it within the last minute, which is good enough for roles.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn hero_roles(&self) -> Result<ListedHeroes, Error> {
        match self.remembered_heroes.get() {
            Some(heroes) => Ok(heroes),
            None => self.listed_heroes().await,
        }
    }
}

/// The heroes of the stored list. Where it differs from our own table it is right: Blizzard may have
/// released a hero since, or changed the role of one.
#[derive(Debug, Clone, Default)]
pub struct ListedHeroes(Arc<[HeroEntry]>);

/// The stored list, as a process saw it last.
#[derive(Debug, Default)]
pub(crate) struct RememberedHeroes(Mutex<Option<(Instant, ListedHeroes)>>);

impl RememberedHeroes {
    fn set(&self, heroes: ListedHeroes) {
        *self.lock() = Some((Instant::now(), heroes));
    }

    fn get(&self) -> Option<ListedHeroes> {
        self.lock()
            .clone()
            .filter(|(seen, _)| seen.elapsed() < REMEMBERED_FOR)
            .map(|(_, heroes)| heroes)
    }

    /// Forgets the list, for another one was stored.
    pub(crate) fn clear(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<(Instant, ListedHeroes)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ListedHeroes {
    /// The keys that our own table does not have.
    pub fn new_keys(&self) -> impl Iterator<Item = &HeroKey> {
        self.0.iter().map(|hero| &hero.key).filter(|key| !is_known(key.as_str()))
    }

    /// The role of a hero, listed or not.
    #[must_use]
    pub fn role_of(&self, key: &HeroKey) -> Option<Role> {
        let listed = self.0.iter().find(|hero| hero.key == *key);
        listed.and_then(|hero| hero.role.parse().ok()).or_else(|| role_of(key))
    }
}

/// Whether our own table knows a hero of that key.
#[must_use]
pub fn is_known(key: &str) -> bool {
    known_heroes().iter().any(|hero| hero.key == key)
}
