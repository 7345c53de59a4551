//! Recording hero rates, a day (UTC) after the other: some of what today lacks at a time.

use std::time::Duration;

use blizzard::RatesQuery;
use overwatch::{
    Gamemode,
    rates::{
        Rates,
        record::{Games, RecordedRate},
    },
};
use storage::{Lease, Owner};

use crate::{
    Cache, Error,
    cache::Resource,
    resource::REFRESH_LEASE,
    resources::{HeroRates, Key, RateFilters, rates::RatesAnswer},
};

/// How often it is done.
pub const EVERY: Duration = Duration::from_hours(1);

/// Rates of so many kinds of games are recorded at once: of sixty, in six hours.
const AT_ONCE: usize = 10;

/// So long one run waits for slots; what it does not get to is left to the next one.
const PATIENCE: Duration = Duration::from_mins(1);

/// Games whose rates could not be had are left alone for so long, so that the others have their turn.
const PAUSE: Duration = Duration::from_hours(3);

const DAY: Duration = Duration::from_hours(24);

/// From then on in a day, rates that still cannot be read count as not there on that day.
const LAST_QUARTER: Duration = Duration::from_hours(18);

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RatesRun {
    /// The rates of so many kinds of games were recorded.
    pub recorded: usize,
    /// So many could not be had.
    pub failed: usize,
    /// So many today still lacks; none when it is whole.
    pub unrecorded: usize,
}

/// Records hero rates of some of the games that today has no record of. Fresh ones that are stored already are
/// not asked for again.
///
/// # Errors
///
/// When storage fails. What Blizzard does is part of the result.
pub async fn record_hero_rates(cache: &Cache) -> Result<RatesRun, Error> {
    let storage = cache.storage();
    let offered = RateFilters::known(cache).await?;
    let all = Games::all(&offered);
    let started = cache.clock().now();
    let until = started + PATIENCE;
    let mut run = RatesRun::default();
    for games in storage.find_unrecorded_games(&all).await? {
        if run.recorded + run.failed == AT_ONCE || cache.clock().now() > until {
            break;
        }
        // Who records them holds it, and whoever failed to has left a pause.
        let key = Key::HeroRates(RatesQuery::from(&games));
        let lease = Lease { key: format!("record:{key}"), owner: Owner::random()? };
        if !storage.acquire_lease(&lease, REFRESH_LEASE).await? {
            continue;
        }
        match record(cache, &games, until).await {
            Ok(is_recorded) => {
                run.recorded += usize::from(is_recorded);
                storage.release_lease(&lease).await?;
            }
            Err(Error::NotYet(_)) => {
                storage.release_lease(&lease).await?;
                break;
            }
            // Somebody else fetches them now.
            Err(Error::StillFetching(_)) => storage.release_lease(&lease).await?,
            Err(error @ (Error::Blizzard(_) | Error::Read(_) | Error::NoSuchRates)) => {
                tracing::warn!(%error, %key, "hero rates are not recorded");
                run.failed += 1;
                storage.fail_lease(&lease, &serde_json::to_value(&error)?, PAUSE).await?;
            }
            Err(error) => return Err(error),
        }
    }
    // The day in which it began, which may be over by now.
    storage.complete_rate_day(&all, cache.time_since(started)).await?;
    run.unrecorded = storage.find_unrecorded_games(&all).await?.len();
    Ok(run)
}

/// Records the rates of these games; whether it did.
async fn record(cache: &Cache, games: &Games, until: Duration) -> Result<bool, Error> {
    let storage = cache.storage();
    match rates_of_today(cache, games, until).await {
        Ok((rates, age)) => {
            let rates = RecordedRate::of(&rates.heroes);
            Ok(storage.add_rate_record(games, Some(&rates), age).await?)
        }
        Err(error @ (Error::Read(_) | Error::NoSuchRates)) => {
            // Those that cannot be read all day would keep the others from being shown.
            let Some(late) = time_of_day(cache).checked_sub(LAST_QUARTER) else {
                return Err(error);
            };
            tracing::warn!(%error, ?games, "Blizzard has no such hero rates today");
            // As if asked when the quarter began: storage's clock may show the next day already.
            Ok(storage.add_rate_record(games, None, late).await?)
        }
        Err(error) => Err(error),
    }
}

/// The rates of these games, and the time since Blizzard was asked: as they are stored where they are fresh and
/// of today, else as Blizzard answers now.
async fn rates_of_today(
    cache: &Cache,
    games: &Games,
    until: Duration,
) -> Result<(Rates, Duration), Error> {
    let resource = HeroRates(RatesQuery::from(games));
    let mut stored = resource.load(cache.storage()).await?;
    let of_today = time_of_day(cache);
    if stored.as_ref().is_none_or(|entry| entry.is_due || entry.freshness.age > of_today) {
        refresh(cache, &Resource::key(&resource), until).await?;
        stored = resource.load(cache.storage()).await?;
    }
    let entry = stored.ok_or(Error::NoSuchRates)?;
    let age = entry.freshness.age;
    match entry.value.into_content()? {
        RatesAnswer::Known(rates) if is_of(&rates, games) => Ok((rates, age)),
        _ => Err(Error::NoSuchRates),
    }
}

/// Fetches rates in a slot that is free, or owed to refreshes; waits for one until then.
async fn refresh(cache: &Cache, key: &Key, until: Duration) -> Result<(), Error> {
    loop {
        match cache.in_background().refresh_now(key).await {
            Err(Error::NotYet(wait)) if cache.clock().now() + wait <= until => {
                cache.clock().sleep(wait).await;
            }
            result => return result.map(drop),
        }
    }
}

/// Whether Blizzard says nothing else than that they are of that division.
fn is_of(rates: &Rates, games: &Games) -> bool {
    let tier = rates.selected.tier.as_deref().filter(|_| games.gamemode == Gamemode::Competitive);
    tier.is_none_or(|tier| tier.eq_ignore_ascii_case(&games.division_key()))
}

/// Time since midnight, in UTC.
fn time_of_day(cache: &Cache) -> Duration {
    Duration::from_secs(cache.clock().now().as_secs() % DAY.as_secs())
}
