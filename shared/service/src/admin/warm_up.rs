//! Asking for what every installation needs, before anybody waits for it.

use std::collections::BTreeSet;

use blizzard::RatesQuery;
use overwatch::{Gamemode, HeroKey, Locale, Platform, hero::known_heroes, rates::Region};
use strum::VariantArray;

use crate::{
    Cache, Error,
    queue::resource,
    resources::{Key, heroes::ListedHeroes},
};

/// What a warm-up did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WarmUp {
    /// So many refreshes were asked for.
    pub asked: usize,
    /// So much was there already, or was asked for by others.
    pub left: usize,
}

/// Asks for all static data that is missing or stale: heroes and roles in every language, every hero in the
/// default one, its patch notes, what rates can be asked for, and the rates without a map or division.
///
/// # Errors
///
/// When storage fails.
pub async fn warm_up(cache: &Cache) -> Result<WarmUp, Error> {
    let keys = keys_to_warm_up(cache).await?;
    let all = keys.len();
    let mut due = Vec::new();
    for key in keys {
        if resource(&key).is_due(cache.storage()).await? {
            due.push(key);
        }
    }
    let asked = cache.ask_for_missing(due).await?;
    Ok(WarmUp { asked, left: all - asked })
}

async fn keys_to_warm_up(cache: &Cache) -> Result<Vec<Key>, Error> {
    let locale = Locale::default();
    let lists = Locale::VARIANTS.iter().map(|locale| Key::Heroes(*locale));
    let roles = Locale::VARIANTS.iter().map(|locale| Key::Roles(*locale));
    let heroes = all_heroes(cache).await?.into_iter().map(|key| Key::Hero(key, locale));
    // The filters come before the rates, which they say how to ask for.
    let filters = [Key::RateFilters].into_iter();
    let notes = [Key::PatchNotes(locale)].into_iter();
    Ok(lists.chain(roles).chain(notes).chain(filters).chain(heroes).chain(rates()).collect())
}

/// The heroes of our own table, and those of the stored list.
async fn all_heroes(cache: &Cache) -> Result<BTreeSet<HeroKey>, Error> {
    let listed = ListedHeroes::stored(cache).await?;
    let known = known_heroes().iter().filter_map(|hero| hero.key.parse().ok());
    Ok(known.chain(listed.keys().cloned()).collect())
}

/// Every question about rates that names neither a map nor a division.
fn rates() -> impl Iterator<Item = Key> {
    Platform::VARIANTS.iter().flat_map(|platform| {
        Gamemode::VARIANTS.iter().flat_map(move |gamemode| {
            Region::VARIANTS.iter().map(move |region| {
                Key::HeroRates(RatesQuery {
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
