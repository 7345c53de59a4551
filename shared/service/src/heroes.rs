//! Heroes and roles.

use overwatch::{
    HeroKey, Locale, Role,
    hero::{known_heroes, role_of},
    hero_page::HeroDetails,
    heroes::HeroEntry,
    roles::RoleEntry,
};
use storage::Document;

use crate::{Error, Freshness, Service, data::DataKey};

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
            | Error::Read(overwatch::ReadError::HeroNotFound) => Error::HeroNotFound,
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

    /// Heroes of the stored list that our own table does not know. Blizzard is not asked.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn new_heroes(&self) -> Result<NewHeroes, Error> {
        let stored =
            self.stored_data::<Vec<HeroEntry>>(&DataKey::Heroes(Locale::default())).await?;
        let mut heroes = stored.map(|(heroes, _)| heroes).unwrap_or_default();
        heroes.retain(|hero| role_of(&hero.key).is_none());
        Ok(NewHeroes(heroes))
    }
}

/// Heroes that were released after our own table was written.
#[derive(Debug, Clone, Default)]
pub struct NewHeroes(Vec<HeroEntry>);

impl NewHeroes {
    /// Their keys.
    pub fn keys(&self) -> impl Iterator<Item = &HeroKey> {
        self.0.iter().map(|hero| &hero.key)
    }

    /// The role of a hero, new or not.
    #[must_use]
    pub fn role_of(&self, key: &HeroKey) -> Option<Role> {
        let new = || self.0.iter().find(|hero| hero.key == *key)?.role.parse().ok();
        role_of(key).or_else(new)
    }
}

/// Whether our own table knows a hero of that key.
#[must_use]
pub fn is_known(key: &str) -> bool {
    known_heroes().iter().any(|hero| hero.key == key)
}
