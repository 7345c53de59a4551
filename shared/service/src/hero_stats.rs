//! How often heroes are picked, and win.

use blizzard::{Page, RatesQuery};
use overwatch::{
    ParseError,
    rates::{self, Rates, page::Filters},
};
use serde::{Deserialize, Serialize};

use crate::{DataKey, Error, Freshness, Service, count, json};

/// What Blizzard answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum HeroRates {
    /// The rates that were asked for.
    Known(Rates),
    /// The map is not played in that gamemode.
    IncompatibleMap,
}

impl Service {
    /// The rates of all heroes.
    ///
    /// # Errors
    ///
    /// When storage fails, or when Blizzard does and nothing is stored.
    pub async fn hero_rates(&self, query: RatesQuery) -> Result<(HeroRates, Freshness), Error> {
        self.data(&DataKey::HeroRates(query)).await
    }

    /// What rates can be asked for, as the rates page offered it last. Blizzard is not asked.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn rate_filters(&self) -> Result<Option<Filters>, Error> {
        Ok(self.stored_data(&DataKey::RateFilters).await?.map(|(filters, _)| filters))
    }

    /// Asks with one candidate for `rq` after the other until Blizzard says that it selected what was
    /// asked for: first the one that the rates page names, then the one that worked last time.
    pub(crate) async fn ask_for_rates(&self, query: &RatesQuery) -> Result<HeroRates, Error> {
        let filters = self.rate_filters().await?.unwrap_or_default();
        let named = filters.rq(query.gamemode);
        if let Some(rq) = named
            && filters.map(query.map()).is_some_and(|map| map.is_left_out_of(rq))
        {
            return Ok(HeroRates::IncompatibleMap);
        }
        let key = format!("rq:{}", query.gamemode);
        let worked = self.storage.find_cached_answer(&key).await?.map(|answer| answer.data);
        let worked = worked.map(|rq| serde_json::from_str::<String>(&rq)).transpose()?;
        let mut candidates: Vec<&str> = named.into_iter().chain(worked.as_deref()).collect();
        for rq in query.candidates() {
            if !candidates.contains(rq) {
                candidates.push(rq);
            }
        }
        candidates.dedup();
        for rq in candidates {
            let rates = self.ask(self.blizzard.rates(query, rq)).await?;
            let rates = count::readable(Page::Rates, rates::parse(&rates))?;
            if rates.selected.rq != rq {
                continue;
            }
            if worked.as_deref() != Some(rq) {
                self.storage.set_cached_answer(&key, &json::to_string(&rq)?).await?;
            }
            if rates.selected.map != query.map() {
                return Ok(HeroRates::IncompatibleMap);
            }
            if rates.heroes.is_empty() {
                // Heroes whom nobody played are there, too.
                return Err(count::unreadable(Page::Rates, ParseError::NotARatesAnswer).into());
            }
            return Ok(HeroRates::Known(rates));
        }
        Err(Error::NoSuchRates)
    }
}
