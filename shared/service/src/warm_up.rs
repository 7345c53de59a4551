//! Asking for what every installation needs, before anybody waits for it.

use std::{collections::BTreeSet, time::Duration};

use blizzard::RatesQuery;
use overwatch::{
    Gamemode, HeroKey, Locale, Platform, hero::known_heroes, heroes::HeroEntry, rates::Region,
};
use strum::VariantArray;

use crate::{
    DataKey, Error, Service,
    refresh_queue::{REFRESH_CLAIM, Refresh},
};

/// What a warm-up did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WarmUp {
    /// So many refreshes were asked for.
    pub asked: usize,
    /// So much was there already, or was asked for by others.
    pub left: usize,
}

impl Service {
    /// Asks for all static data that is missing or stale: heroes and roles in every language, every
    /// hero in the default one, what rates can be asked for, and the rates without a map or division.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn warm_up(&self) -> Result<WarmUp, Error> {
        let mut claimed = Vec::new();
        let mut left = 0;
        for key in self.keys_to_warm_up().await? {
            if self.is_data_due(&key).await?
                && self.storage.claim_fetch(&key.refresh_claim(), REFRESH_CLAIM).await?
            {
                claimed.push(Refresh::Data(key));
            } else {
                left += 1;
            }
        }
        Ok(WarmUp { asked: self.ask_for_refreshes(claimed, Duration::ZERO).await, left })
    }

    async fn keys_to_warm_up(&self) -> Result<Vec<DataKey>, Error> {
        let locale = Locale::default();
        let lists = Locale::VARIANTS.iter().map(|locale| DataKey::Heroes(*locale));
        let roles = Locale::VARIANTS.iter().map(|locale| DataKey::Roles(*locale));
        let heroes = self.all_heroes().await?.into_iter().map(|key| DataKey::Hero(key, locale));
        // The filters come before the rates, which they say how to ask for.
        let filters = [DataKey::RateFilters].into_iter();
        Ok(lists.chain(roles).chain(filters).chain(heroes).chain(rates()).collect())
    }

    /// The heroes of our own table, and those of the stored list.
    async fn all_heroes(&self) -> Result<BTreeSet<HeroKey>, Error> {
        let stored = self.find_data(&DataKey::Heroes(Locale::default())).await?;
        let stored = stored.and_then(|list| list.read().ok());
        let stored: Vec<HeroEntry> = stored.unwrap_or_default();
        let known = known_heroes().iter().filter_map(|hero| hero.key.parse().ok());
        Ok(known.chain(stored.into_iter().map(|hero| hero.key)).collect())
    }
}

/// Every question about rates that names neither a map nor a division.
fn rates() -> impl Iterator<Item = DataKey> {
    Platform::VARIANTS.iter().flat_map(|platform| {
        Gamemode::VARIANTS.iter().flat_map(move |gamemode| {
            Region::VARIANTS.iter().map(move |region| {
                DataKey::HeroRates(RatesQuery {
                    platform: *platform,
                    gamemode: *gamemode,
                    region: *region,
                    map: None,
                    division: None,
                })
            })
        })
    })
}
