//! The parameters of the endpoints of hero rates.

use std::sync::Arc;

use overwatch::{
    Division, Gamemode, HeroKey, Platform,
    hero::known_heroes,
    rates::{
        FilterKey, Region,
        page::Filters,
        record::{Games, RateRecord},
    },
};
use service::resources::{
    RateFilters,
    heroes::{ListedHeroes, is_known},
};
use utoipa::IntoParams;

use super::{parameters, player_filters::hero};
use crate::{
    App,
    http::{
        Error, Query,
        query::{Invalid, names},
    },
};

/// The most days of an answer, and as many as there are unless told.
const MAX_LIMIT: u32 = 365;
const DEFAULT_LIMIT: u32 = 30;

/// Which hero rates of the past are wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PastRates {
    /// Where.
    #[param(example = "europe")]
    pub(super) region: Region,
    /// Mouse and keyboard, or a controller.
    #[param(value_type = Option<Platform>, default = "pc")]
    pub(super) platform: Platform,
    /// Quick play or competitive.
    #[param(value_type = Option<Gamemode>, default = "competitive")]
    pub(super) gamemode: Gamemode,
    /// Only this hero.
    pub(super) hero: Option<HeroKey>,
    /// Games of only this division; counts for nothing in quick play.
    #[param(value_type = Option<Division>)]
    pub(super) competitive_division: Option<FilterKey>,
    /// The first second, in seconds since 1970.
    #[param(minimum = 0, maximum = 253_402_300_799_i64, example = 1_767_225_600)]
    pub(super) since: Option<i64>,
    /// The last second, in seconds since 1970.
    #[param(minimum = 0, maximum = 253_402_300_799_i64, example = 1_893_456_000)]
    pub(super) until: Option<i64>,
    /// At most so many days.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 365, default = json!(DEFAULT_LIMIT))]
    pub(super) limit: u32,
}

/// Heroes and divisions that our own tables do not know.
pub(super) struct New {
    heroes: Vec<HeroKey>,
    offered: Arc<Filters>,
}

impl New {
    /// As they are stored, where our tables alone do not know what is asked for.
    pub(super) async fn of(app: &App, query: &Query<'_>) -> Result<Self, Error> {
        let is_new_hero = query.value("hero").is_some_and(|hero| !is_known(hero));
        let heroes = if is_new_hero {
            ListedHeroes::stored(&app.cache).await?.new_keys().cloned().collect()
        } else {
            Vec::new()
        };
        let offered = if asks_for_new_division(query) {
            RateFilters::known(&app.cache).await?
        } else {
            Arc::default()
        };
        Ok(Self { heroes, offered })
    }
}

impl PastRates {
    pub(super) fn of(query: &mut Query, new: &New) -> Result<Self, Invalid> {
        let region = query.required("region");
        let platform = query.optional("platform");
        let gamemode = query.optional("gamemode");
        let hero = hero(query, known_heroes().iter().map(|hero| hero.key), &new.heroes);
        let competitive_division = competitive_division(query, &new.offered);
        let since = parameters::time(query, "since");
        let until = parameters::time(query, "until");
        let limit = parameters::limit(query, MAX_LIMIT);
        Ok(Self {
            region: region?,
            platform: platform?.unwrap_or(Platform::Pc),
            gamemode: gamemode?.unwrap_or(Gamemode::Competitive),
            hero: hero?,
            competitive_division: competitive_division?,
            since: since?,
            until: until?,
            limit: limit?.unwrap_or(DEFAULT_LIMIT),
        })
    }

    /// The games that they are of.
    pub(super) fn games(&self) -> Games {
        let Self { platform, gamemode, region, .. } = *self;
        let division = self.competitive_division.clone();
        let division = division.filter(|_| gamemode == Gamemode::Competitive);
        Games { platform, gamemode, region, division }
    }

    /// The records of them; the newest first.
    pub(super) async fn records(&self, app: &App) -> Result<Vec<RateRecord>, Error> {
        let Self { since, until, limit, .. } = *self;
        let storage = app.cache.storage();
        let records = storage.find_rate_records(&self.games(), since, until, limit).await;
        Ok(records.map_err(service::Error::from)?)
    }
}

/// Whether a division is asked for that our own table does not know.
pub(super) fn asks_for_new_division(query: &Query) -> bool {
    query.value("competitive_division").is_some_and(|key| key.parse::<Division>().is_err())
}

/// A division that our table knows, or that Blizzard's rates page offered last.
pub(super) fn competitive_division(
    query: &mut Query,
    offered: &Filters,
) -> Result<Option<FilterKey>, Invalid> {
    let known = || {
        let known = names::<Division>().into_iter().map(str::to_owned);
        let new = offered.divisions.iter().map(ToString::to_string);
        known.chain(new.filter(|key| key.parse::<Division>().is_err()))
    };
    query.one_of("competitive_division", |key| division(offered, key), known)
}

fn division(offered: &Filters, key: &str) -> Option<FilterKey> {
    let known = key.parse::<Division>().ok().map(Into::into);
    known.or_else(|| offered.division(key).cloned())
}
