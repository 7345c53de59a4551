//! `GET /heroes/stats`

use blizzard::RatesQuery;
use overwatch::{
    Division, Gamemode, Order, Platform, Role,
    map::{known_map, known_maps},
    order::Direction,
    rates::{FilterKey, HeroStats, RateKey, Region, page::Filters},
};
use service::hero_stats::HeroRates;
use utoipa::{IntoParams, openapi::Object};

use crate::{
    App,
    documentation::{self, BadRequest, HEROES, InvalidParameters, MapKey, Unavailable},
    http::{Answer, Error, Query, Request, query::names},
};

const ORDER_BY: &str = "^(hero|winrate|pickrate|banrate):(asc|desc)$";

/// How often heroes are picked, and win
///
/// In percent, of role queue games; in competitive ones also how often they are banned.
#[utoipa::path(
    get,
    path = "/heroes/stats",
    operation_id = "get_hero_stats",
    tag = HEROES,
    params(Documented),
    responses(
        (status = 200, description = "The heroes.", body = Vec<HeroStats>),
        BadRequest,
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
    let Parameters { rates, role, order } = parameters(app, request).await?;
    if order.by == RateKey::Banrate && rates.gamemode != Gamemode::Competitive {
        return Err(Error::NoBanrate);
    }
    let (map, gamemode) = (rates.map().to_owned(), rates.gamemode);
    match app.service.hero_rates(rates).await? {
        (HeroRates::Known(rates), freshness) => {
            Answer::json(&rates.stats(role, order), freshness)
        }
        (HeroRates::IncompatibleMap, _) => Err(Error::IncompatibleMap { map, gamemode }),
    }
}

/// The parameters as they are documented.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "they are read one by one, to tell all that is wrong at once")]
struct Documented {
    /// Mouse and keyboard, or a controller.
    #[param(example = "pc")]
    platform: Platform,
    /// Quick play or competitive.
    #[param(example = "competitive")]
    gamemode: Gamemode,
    /// Where.
    #[param(example = "europe")]
    region: Region,
    /// Heroes of only this role.
    role: Option<Role>,
    /// Games on only this map.
    map: Option<MapKey>,
    /// Games of only this division; counts for nothing in quick play.
    competitive_division: Option<Division>,
    /// What to order by, and which way.
    #[param(schema_with = order_by, required = false)]
    order_by: String,
}

fn order_by() -> Object {
    documentation::order(ORDER_BY, "hero:asc")
}

struct Parameters {
    rates: RatesQuery,
    role: Option<Role>,
    order: Order<RateKey>,
}

/// A map or division that our tables know, or that Blizzard's rates page offered last.
async fn parameters(app: &App, request: &Request) -> Result<Parameters, Error> {
    let mut query = Query::of(request);
    let is_new = query.value("map").is_some_and(|key| known_map(key).is_none())
        || query.value("competitive_division").is_some_and(|key| key.parse::<Division>().is_err());
    let offered = if is_new { app.service.rate_filters().await? } else { None };
    let offered = offered.unwrap_or_default();

    let platform = query.required("platform");
    let gamemode = query.required("gamemode");
    let region = query.required("region");
    let role = query.optional("role");
    let map = query.one_of("map", |key| map(&offered, key), || known_map_keys(&offered));
    let division = query.one_of(
        "competitive_division",
        |key| division(&offered, key),
        || known_divisions(&offered),
    );
    let by_hero = Order { by: RateKey::Hero, direction: Direction::Asc };
    let order = query.matching("order_by", ORDER_BY, by_hero);
    query.finish(|| {
        let rates = RatesQuery {
            platform: platform?,
            gamemode: gamemode?,
            region: region?,
            map: map?,
            division: division?,
        };
        Ok(Parameters { rates, role: role?, order: order? })
    })
}

fn map(offered: &Filters, key: &str) -> Option<FilterKey> {
    let known = known_map(key).and_then(|map| map.key.parse().ok());
    known.or_else(|| offered.map(key).map(|map| map.key.clone()))
}

fn division(offered: &Filters, key: &str) -> Option<FilterKey> {
    let known = key.parse::<Division>().ok().map(Into::into);
    known.or_else(|| offered.division(key).cloned())
}

fn known_map_keys(offered: &Filters) -> impl Iterator<Item = String> {
    let known = known_maps().iter().map(|map| map.key.to_owned());
    let new = offered.maps.iter().map(|map| map.key.to_string());
    known.chain(new.filter(|key| known_map(key).is_none()))
}

fn known_divisions(offered: &Filters) -> impl Iterator<Item = String> {
    let known = names::<Division>().into_iter().map(str::to_owned);
    let new = offered.divisions.iter().map(ToString::to_string);
    known.chain(new.filter(|key| key.parse::<Division>().is_err()))
}
