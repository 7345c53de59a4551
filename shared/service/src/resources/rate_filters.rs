//! What rates can be asked for, by the forms of the rates page.

use std::sync::Arc;

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

    fn named(key: &Key) -> Option<Self> {
        (*key == Key::RateFilters).then_some(Self)
    }

    async fn fetch(&self, cache: &Cache) -> Result<Filters, Error> {
        let filters = cache.read(Self::PAGE, blizzard::Client::rates_page, page::parse).await?;
        cache.memory().rate_filters.clear();
        Ok(filters)
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
    pub async fn known(cache: &Cache) -> Result<Arc<Filters>, Error> {
        let Some(entry) = cache.peek(&Self).await? else { return Ok(Arc::default()) };
        let filters = Arc::new(entry.value.into_content()?);
        cache.memory().rate_filters.set(Arc::clone(&filters));
        Ok(filters)
    }

    /// The same as this process saw them within the last minute, which is good enough for the list of maps.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn recent(cache: &Cache) -> Result<Arc<Filters>, Error> {
        match cache.memory().rate_filters.get() {
            Some(filters) => Ok(filters),
            None => Self::known(cache).await,
        }
    }
}
