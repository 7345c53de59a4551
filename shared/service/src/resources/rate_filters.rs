//! What rates can be asked for, by the forms of the rates page.

use blizzard::Page;
use overwatch::rates::page::{self, Filters};
use storage::data::{Category, DataTable};

use super::{Key, data::DataResource};
use crate::{Error, cache::Cache};

/// What rates can be asked for, by the forms of the rates page.
pub struct RateFilters;

impl DataResource for RateFilters {
    type Content = Filters;

    const PAGE: Page = Page::RatesPage;
    const TABLE: DataTable = DataTable::StaticData(Category::Maps, page::DATA_VERSION);

    fn key(&self) -> Key {
        Key::RateFilters
    }

    async fn fetch(&self, cache: &Cache) -> Result<Filters, Error> {
        cache.read(Self::PAGE, blizzard::Client::rates_page, page::parse).await
    }

    fn entries(content: &Filters) -> usize {
        content.maps.len()
    }
}

impl RateFilters {
    /// The filters as the page offered them last, none where it was not seen. Blizzard is not asked.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn known(cache: &Cache) -> Result<Filters, Error> {
        match cache.peek(&Self).await? {
            Some(entry) => entry.value.into_content(),
            None => Ok(Filters::default()),
        }
    }
}
