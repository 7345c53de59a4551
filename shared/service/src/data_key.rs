//! The kinds of data that are the same for everybody.
//!
//! A new kind is a variant of [`DataKey`], an arm in each of its functions, and one in
//! `Service::read_data`.

use std::{fmt, time::Duration};

use blizzard::RatesQuery;
use overwatch::{HeroKey, Locale, hero_page, heroes, rates, roles};
use serde::{Deserialize, Serialize};
use storage::static_data::Category;

use crate::freshness::{HERO_STATS, PLAYER_SEARCH, STATIC_DATA};

/// What can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DataKey {
    /// The list of heroes.
    Heroes(Locale),
    /// A hero's page.
    Hero(HeroKey, Locale),
    /// The roles.
    Roles(Locale),
    /// How often heroes are picked, and win.
    HeroRates(RatesQuery),
    /// What rates can be asked for, by the rates page.
    RateFilters,
    /// Players of exactly that name.
    Search(String),
}

/// Where data of a kind is kept.
pub(crate) enum Shelf {
    /// For ever, with the version of its parser.
    StaticData(Category, i16),
    /// Until it has served its time.
    CachedAnswers,
}

impl DataKey {
    /// The age at which it is stale.
    pub(crate) fn stale_after(&self) -> Duration {
        match self {
            Self::Heroes(_) | Self::Hero(..) | Self::Roles(_) | Self::RateFilters => STATIC_DATA,
            Self::HeroRates(_) => HERO_STATS,
            Self::Search(_) => PLAYER_SEARCH,
        }
    }

    /// Where it is kept.
    pub(crate) fn shelf(&self) -> Shelf {
        match self {
            Self::Heroes(_) => Shelf::StaticData(Category::Heroes, heroes::DATA_VERSION),
            Self::Hero(..) => Shelf::StaticData(Category::Hero, hero_page::DATA_VERSION),
            Self::Roles(_) => Shelf::StaticData(Category::Roles, roles::DATA_VERSION),
            Self::RateFilters => Shelf::StaticData(Category::Maps, rates::page::DATA_VERSION),
            Self::HeroRates(_) | Self::Search(_) => Shelf::CachedAnswers,
        }
    }

    /// The claim of who refreshes it.
    pub(crate) fn refresh_claim(&self) -> String {
        format!("refresh:{self}")
    }
}

/// The key in storage.
impl fmt::Display for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Heroes(locale) => write!(f, "heroes:{locale}"),
            Self::Hero(key, locale) => write!(f, "hero:{key}:{locale}"),
            Self::Roles(locale) => write!(f, "roles:{locale}"),
            Self::HeroRates(query) => write!(f, "rates:{query}"),
            Self::RateFilters => f.write_str("rate-filters"),
            Self::Search(name) => write!(f, "search:{name}"),
        }
    }
}
