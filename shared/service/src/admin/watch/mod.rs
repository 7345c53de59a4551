//! The watch on Blizzard's pages: each is fetched and read, and what has changed in shape is kept for
//! [`status`](super::status) to show.
//!
//! A further page is a variant of [`Page`] and an arm in `see`.

mod names;
mod news;
mod notes;
mod shape;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use blizzard::RatesQuery;
use overwatch::{
    Gamemode, HeroKey, Locale, Platform, PlayerId, career,
    hero::known_heroes,
    hero_page, heroes, patch_notes,
    rates::{self, QUICK_PLAY, Region, page::Filters},
    roles,
};
use serde::{Deserialize, Serialize};
use storage::{Data, Owner, notices::Receiver};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

use crate::{
    Cache, Error,
    resource::REFRESH_LEASE,
    resources::{Key, RateFilters},
};

use news::News;

pub use names::UnknownNames;

/// How often it is done.
pub const EVERY: Duration = Duration::from_hours(1);

/// After so many checks, a week of them, nobody expects a field back that went missing.
const FORGOTTEN_AFTER: u32 = 168;

/// A page that is watched.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = WatchedPage)]
pub enum Page {
    /// The list of heroes.
    Heroes,
    /// A hero's page.
    Hero,
    /// The home page, for its roles.
    Roles,
    /// The hero rates of quick play.
    Rates,
    /// The page with hero rates, for the maps and divisions to choose from.
    RatesPage,
    /// The patch notes, in English.
    PatchNotes,
    /// The career of the player that the configuration names.
    Career,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = PageCheck)]
pub enum Check {
    /// The page could be read.
    Read,
    /// Our parser does not understand the page.
    Unreadable,
    /// Blizzard did not give us the page, which says nothing of its shape.
    Unreachable,
}

/// What the watch knows of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// How the last check went.
    pub check: Check,
    /// Fields that used to say something, and how many checks ago they did.
    pub missing: BTreeMap<String, u32>,
    /// Names that our own tables do not have.
    pub unknown: UnknownNames,
    /// Fields that say something.
    fields: BTreeSet<String>,
}

/// What a page shows.
struct Sight {
    fields: BTreeSet<String>,
    unknown: UnknownNames,
    /// What people are told of that was not there before.
    news: Option<News>,
}

impl Watched {
    /// How much is not as our parsers expect it.
    #[must_use]
    pub fn changes(&self) -> usize {
        let unreadable = usize::from(self.check == Check::Unreadable);
        unreadable + self.missing.len() + self.unknown.count()
    }

    /// What is known after another check.
    fn after(mut self, seen: Result<Sight, Error>) -> Self {
        match seen {
            Ok(Sight { fields, unknown, .. }) => {
                let gone = self.fields.difference(&fields).cloned().map(|field| (field, 0));
                let mut missing: BTreeMap<_, _> = self.missing.into_iter().chain(gone).collect();
                for checks in missing.values_mut() {
                    *checks += 1;
                }
                missing
                    .retain(|field, checks| !fields.contains(field) && *checks <= FORGOTTEN_AFTER);
                Self { check: Check::Read, missing, unknown, fields }
            }
            Err(error) => {
                self.check = match error {
                    Error::Read(_) => Check::Unreadable,
                    _ => Check::Unreachable,
                };
                self
            }
        }
    }
}

/// Before the first check.
impl Default for Watched {
    fn default() -> Self {
        Self {
            check: Check::Unreachable,
            missing: BTreeMap::new(),
            unknown: UnknownNames::default(),
            fields: BTreeSet::new(),
        }
    }
}

/// Checks every page; `player` is the one whose career is watched, and `receivers` are those who are to be told
/// what is new. The pages, with what is known of each now.
///
/// # Errors
///
/// When storage fails. What Blizzard does is part of the result.
pub async fn watch_pages(
    cache: &Cache,
    player: Option<&PlayerId>,
    receivers: &[Receiver],
) -> Result<Vec<(Page, Watched)>, Error> {
    let storage = cache.storage();
    let mut before = watched_pages(storage).await?;
    let mut pages = Vec::new();
    for page in Page::VARIANTS {
        let Some(seen) = see(&cache.in_background(), *page, player).await else { continue };
        if let Ok(Sight { news: Some(news), .. }) = &seen {
            news.note(storage, receivers).await?;
        }
        let known = before.iter_mut().find(|(other, ..)| other == page);
        let known = known.map(|(_, watched, _)| std::mem::take(watched)).unwrap_or_default();
        let watched = known.after(seen);
        storage.set_page_watch(page.into(), &serde_json::to_value(&watched)?).await?;
        pages.push((*page, watched));
    }
    Ok(pages)
}

/// What a page shows now; `None` for the career where no player is watched.
async fn see(cache: &Cache, page: Page, player: Option<&PlayerId>) -> Option<Result<Sight, Error>> {
    Some(match page {
        Page::Heroes => see_heroes(cache).await,
        Page::Hero => see_hero(cache).await,
        Page::Roles => see_roles(cache).await,
        Page::Rates => see_rates(cache).await,
        Page::RatesPage => see_rates_page(cache).await,
        Page::PatchNotes => see_patch_notes(cache).await,
        Page::Career => see_career(cache, player?).await,
    })
}

async fn see_heroes(cache: &Cache) -> Result<Sight, Error> {
    let page = cache.ask(|blizzard| blizzard.heroes(Locale::default())).await?;
    let heroes = heroes::parse(&page)?;
    let unknown = UnknownNames::of_heroes(heroes.iter().map(|hero| &hero.key));
    Ok(Sight { news: Some(News::of_heroes(&heroes)), ..sight(&heroes, unknown)? })
}

async fn see_hero(cache: &Cache) -> Result<Sight, Error> {
    let key = known_heroes().first().and_then(|hero| hero.key.parse::<HeroKey>().ok());
    let key = key.ok_or(Error::HeroNotFound)?;
    let page = cache.ask(|blizzard| blizzard.hero(&key, Locale::default())).await?;
    sight(&hero_page::parse(&page)?, UnknownNames::default())
}

async fn see_roles(cache: &Cache) -> Result<Sight, Error> {
    let page = cache.ask(|blizzard| blizzard.home(Locale::default())).await?;
    sight(&roles::parse(&page)?, UnknownNames::default())
}

async fn see_rates(cache: &Cache) -> Result<Sight, Error> {
    let query = WATCHED_RATES;
    let answer = cache.ask(|blizzard| blizzard.rates(&query, QUICK_PLAY)).await?;
    let rates = rates::parse(&answer)?;
    sight(&rates, UnknownNames::of_heroes(rates.heroes.iter().map(|rate| &rate.hero)))
}

/// Stored at once: what is new there are valid parameters from now on.
async fn see_rates_page(cache: &Cache) -> Result<Sight, Error> {
    let key = Key::RateFilters;
    let lease = key.lease(Owner::random()?);
    if cache.storage().acquire_lease(&lease, REFRESH_LEASE).await? {
        let entry = cache.fetch_and_save(&RateFilters, &lease).await;
        cache.release(&lease).await;
        return filters_sight(&entry?.value.into_content()?);
    }
    let page = cache.ask(blizzard::Client::rates_page).await?;
    filters_sight(&rates::page::parse(&page)?)
}

fn filters_sight(filters: &Filters) -> Result<Sight, Error> {
    let unknown = UnknownNames::of_filters(filters);
    Ok(Sight { news: Some(News::of_filters(filters)), ..sight(filters, unknown)? })
}

async fn see_patch_notes(cache: &Cache) -> Result<Sight, Error> {
    let page = cache.ask(|blizzard| blizzard.patch_notes(Locale::default())).await?;
    let names = known_heroes().iter().filter_map(|hero| Some((hero.name, hero.key.parse().ok()?)));
    let notes = patch_notes::with_heroes(patch_notes::parse(&page)?, names);
    let unknown = UnknownNames::of_patch_notes(&notes);
    let sight = sight(&notes::always_there(&notes), unknown)?;
    Ok(Sight { news: Some(News::of_patch_notes(&notes)), ..sight })
}

async fn see_career(cache: &Cache, player: &PlayerId) -> Result<Sight, Error> {
    let page = cache.ask(|blizzard| blizzard.career(player)).await?;
    let career = career::parse(&page.html)?;
    sight(&career, UnknownNames::of_career(&career))
}

const WATCHED_RATES: RatesQuery = RatesQuery {
    platform: Platform::Pc,
    gamemode: Gamemode::Quickplay,
    region: Region::Europe,
    map: None,
    division: None,
};

fn sight(read: &impl Serialize, unknown: UnknownNames) -> Result<Sight, Error> {
    Ok(Sight { fields: shape::fields(&serde_json::to_value(read)?), unknown, news: None })
}

/// What the watch knows of each page, and since when. What it does not know any more is left out.
pub(super) async fn watched_pages<S>(storage: &S) -> Result<Vec<(Page, Watched, Duration)>, Error>
where
    S: Data + ?Sized,
{
    let stored = storage.find_page_watches().await?;
    let watched = stored.into_iter().filter_map(|stored| {
        let page = stored.page.parse().ok()?;
        Some((page, serde_json::from_value(stored.data).ok()?, stored.age))
    });
    Ok(watched.collect())
}
