//! The roles.

use std::time::Duration;

use blizzard::Page;
use overwatch::{
    Locale,
    roles::{self, RoleEntry},
};
use storage::data::{Category, DataTable};

use super::data::{DataResource, shrank};
use crate::{Error, cache::Cache, count, freshness::STATIC_DATA, resource::Key};

/// The roles, in one language.
pub struct Roles(pub Locale);

impl DataResource for Roles {
    type Content = Vec<RoleEntry>;

    const PAGE: Page = Page::Home;

    fn key(&self) -> Key {
        Key::Roles(self.0)
    }

    fn table(&self) -> DataTable {
        DataTable::StaticData(Category::Roles, roles::DATA_VERSION)
    }

    fn stale_after(&self) -> Duration {
        STATIC_DATA
    }

    async fn fetch(&self, cache: &Cache) -> Result<Self::Content, Error> {
        let page = cache.ask(|blizzard| blizzard.home(self.0)).await?;
        Ok(count::readable(Self::PAGE, roles::parse(&page))?)
    }

    fn is_doubtful(&self, stored: &Self::Content, fetched: &Self::Content) -> bool {
        shrank(stored.len(), fetched.len())
    }
}
