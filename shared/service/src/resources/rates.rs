//! How often heroes are picked, and win.

use std::time::Duration;

use blizzard::{Page, RatesQuery};
use overwatch::{
    ParseError,
    rates::{self, Rates},
};
use serde::{Deserialize, Serialize};
use storage::data::DataTable;

use super::{Key, RateFilters, data::DataResource};
use crate::{Error, cache::Cache, count, freshness::HERO_STATS, queue::Worker};

/// How often heroes are picked, and win, under some conditions.
pub struct HeroRates(pub RatesQuery);

/// What Blizzard answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RatesAnswer {
    /// The rates that were asked for.
    Known(Rates),
    /// The map is not played in that gamemode.
    IncompatibleMap,
}

impl DataResource for HeroRates {
    type Content = RatesAnswer;

    const PAGE: Page = Page::Rates;
    const TABLE: DataTable = DataTable::CachedAnswers;
    const STALE_AFTER: Duration = HERO_STATS;

    fn key(&self) -> Key {
        Key::HeroRates(self.0.clone())
    }

    fn named(key: &Key) -> Option<Self> {
        if let Key::HeroRates(query) = key { Some(Self(query.clone())) } else { None }
    }

    /// Asks with one candidate for `rq` after the other until Blizzard says that it selected what was asked
    /// for: first the one that the rates page names.
    async fn fetch(&self, cache: &Cache) -> Result<RatesAnswer, Error> {
        let query = &self.0;
        // Boxed: they are looked up the same way.
        let filters = Box::pin(RateFilters::known(cache)).await?;
        let named = filters.rq(query.gamemode);
        if let Some(rq) = named
            && filters.map(query.map()).is_some_and(|map| map.is_left_out_of(rq))
        {
            return Ok(RatesAnswer::IncompatibleMap);
        }
        if named.is_none() {
            // The next question knows.
            cache.ask_for_refreshes([Key::RateFilters], Worker::of::<RateFilters>()).await?;
        }
        let others = query.candidates().iter().copied().filter(|rq| named != Some(rq));
        for rq in named.into_iter().chain(others) {
            let rates = cache.read(Self::PAGE, |blizzard| blizzard.rates(query, rq), rates::parse);
            let rates = rates.await?;
            if rates.selected.rq != rq {
                continue;
            }
            if rates.selected.map != query.map() {
                return Ok(RatesAnswer::IncompatibleMap);
            }
            if rates.heroes.is_empty() {
                // Heroes whom nobody played are there, too.
                return Err(count::unreadable(Self::PAGE, ParseError::NotARatesAnswer).into());
            }
            return Ok(RatesAnswer::Known(rates));
        }
        Err(Error::NoSuchRates)
    }
}
