//! One hero, with the portrait from the list of heroes.

use std::time::Duration;

use blizzard::Page;
use overwatch::{
    HeroKey, Locale, ParseError,
    hero_page::{self, HeroDetails},
};
use storage::data::{Category, DataTable};

use super::{Heroes, Key, data::DataResource};
use crate::{Error, cache::Cache};

/// How long nobody asks again for a hero that has no page.
const MISSING_FOR: Duration = Duration::from_mins(10);

/// One hero, in one language.
pub struct Hero(pub HeroKey, pub Locale);

impl DataResource for Hero {
    type Content = HeroDetails;

    const PAGE: Page = Page::Hero;
    const TABLE: DataTable = DataTable::StaticData(Category::Hero, hero_page::DATA_VERSION);

    fn key(&self) -> Key {
        Key::Hero(self.0.clone(), self.1)
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
