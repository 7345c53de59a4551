//! What rates can be asked for, by the forms of the rates page.

use std::time::Duration;

use blizzard::Page;
use overwatch::rates::page::{self, Filters};
use storage::data::{Category, DataTable};

use super::data::{DataResource, shrank};
use crate::{Error, cache::Cache, count, freshness::STATIC_DATA, resource::Key};

/// What rates can be asked for, by the forms of the rates page.
pub struct RateFilters;

impl DataResource for RateFilters {
    type Content = Filters;

    const PAGE: Page = Page::RatesPage;

    fn key(&self) -> Key {
        Key::RateFilters
    }

    fn table(&self) -> DataTable {
        DataTable::StaticData(Category::Maps, page::DATA_VERSION)
    }

    fn stale_after(&self) -> Duration {
        STATIC_DATA
    }

    async fn fetch(&self, cache: &Cache) -> Result<Filters, Error> {
        let page = cache.ask(blizzard::Client::rates_page).await?;
        Ok(count::readable(Self::PAGE, page::parse(&page))?)
    }

    fn is_doubtful(&self, stored: &Filters, fetched: &Filters) -> bool {
        shrank(stored.maps.len(), fetched.maps.len())
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
