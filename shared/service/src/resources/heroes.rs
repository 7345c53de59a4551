//! The list of heroes.

use std::sync::Arc;

use blizzard::Page;
use overwatch::{
    HeroKey, Locale, Role,
    hero::{known_hero, known_heroes, role_of},
    heroes::{self, HeroEntry},
};
use storage::data::{Category, DataTable};

use super::{Key, data::DataResource};
use crate::{Error, cache::Cache};

/// The list of heroes, in one language.
pub struct Heroes(pub Locale);

impl DataResource for Heroes {
    type Content = Vec<HeroEntry>;

    const PAGE: Page = Page::Heroes;
    const TABLE: DataTable = DataTable::StaticData(Category::Heroes, heroes::DATA_VERSION);

    fn key(&self) -> Key {
        Key::Heroes(self.0)
    }

    fn named(key: &Key) -> Option<Self> {
        if let Key::Heroes(locale) = key { Some(Self(*locale)) } else { None }
    }

    async fn fetch(&self, cache: &Cache) -> Result<Self::Content, Error> {
        let heroes =
            cache.read(Self::PAGE, |blizzard| blizzard.heroes(self.0), heroes::parse).await?;
        cache.memory().heroes.clear();
        Ok(heroes)
    }

    fn entries(content: &Self::Content) -> usize {
        content.len()
    }
}

/// The heroes of the stored list. Where it differs from our own table it is right: Blizzard may have
/// released a hero since, or changed the role of one.
#[derive(Debug, Clone, Default)]
pub struct ListedHeroes(Arc<[HeroEntry]>);

impl ListedHeroes {
    /// The heroes of the stored list. Blizzard is not asked.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn stored(cache: &Cache) -> Result<Self, Error> {
        let Some(entry) = cache.peek(&Heroes(Locale::default())).await? else {
            return Ok(Self::default());
        };
        let heroes: Arc<[HeroEntry]> = entry.value.into_content()?.into();
        cache.memory().heroes.set(Arc::clone(&heroes));
        Ok(Self(heroes))
    }

    /// The same as this process saw it within the last minute, which is good enough for roles.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn recent(cache: &Cache) -> Result<Self, Error> {
        match cache.memory().heroes.get() {
            Some(heroes) => Ok(Self(heroes)),
            None => Self::stored(cache).await,
        }
    }

    /// All of their keys.
    pub fn keys(&self) -> impl Iterator<Item = &HeroKey> {
        self.0.iter().map(|hero| &hero.key)
    }

    /// The keys that our own table does not have.
    pub fn new_keys(&self) -> impl Iterator<Item = &HeroKey> {
        self.keys().filter(|key| !is_known(key.as_str()))
    }

    /// What people call a hero, listed or not.
    #[must_use]
    pub fn name_of<'a>(&'a self, key: &'a HeroKey) -> &'a str {
        let listed = || self.0.iter().find(|hero| hero.key == *key).map(|hero| hero.name.as_str());
        known_hero(key).map(|hero| hero.name).or_else(listed).unwrap_or(key.as_str())
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
