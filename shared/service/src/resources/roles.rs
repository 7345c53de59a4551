//! The roles.

use blizzard::Page;
use overwatch::{
    Locale,
    roles::{self, RoleEntry},
};
use storage::data::{Category, DataTable};

use super::{Key, data::DataResource};
use crate::{Error, cache::Cache};

/// The roles, in one language.
pub struct Roles(pub Locale);

impl DataResource for Roles {
    type Content = Vec<RoleEntry>;

    const PAGE: Page = Page::Home;
    const TABLE: DataTable = DataTable::StaticData(Category::Roles, roles::DATA_VERSION);

    fn key(&self) -> Key {
        Key::Roles(self.0)
    }

    fn named(key: &Key) -> Option<Self> {
        if let Key::Roles(locale) = key { Some(Self(*locale)) } else { None }
    }

    async fn fetch(&self, cache: &Cache) -> Result<Self::Content, Error> {
        cache.read(Self::PAGE, |blizzard| blizzard.home(self.0), roles::parse).await
    }

    fn entries(content: &Self::Content) -> usize {
        content.len()
    }
}
