//! `GET /heroes/stats`

use std::sync::Arc;

use blizzard::RatesQuery;
use overwatch::{
    Division, Gamemode, Order, Platform, Role,
    map::{known_map, known_maps},
    order::Direction,
    rates::{FilterKey, HeroStats, RateKey, Region, page::Filters},
};
use service::resources::{HeroRates, RateFilters, rates::RatesAnswer};
use utoipa::{IntoParams, openapi::Object};

use super::{
    parameters::{self, MapKey},
    rates_filter::{asks_for_new_division, competitive_division},
};
use crate::{
    App,
    documentation::{BadRequest, HEROES, InvalidParameters, Unavailable},
    http::{Error, OkResponse, Query, Request, query::Invalid},
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
    params(Parameters),
    responses(
        (status = 200, description = "The heroes.", body = Vec<HeroStats>),
        BadRequest,
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let query = Query::of(request);
    let offered = offered(app, &query).await?;
    let parameters = query.read(|query| Parameters::of(query, &offered))?;
    if parameters.order_by.by == RateKey::Banrate && parameters.gamemode != Gamemode::Competitive {
        return Err(Error::NoBanrate);
    }
    let Parameters { role, order_by, .. } = parameters;
    let rates = parameters.rates();
    let (map, gamemode) = (rates.map().to_owned(), rates.gamemode);
    let entry = app.cache(request).get(&HeroRates(rates)).await?;
    match entry.value.into_content()? {
        RatesAnswer::Known(rates) => {
            OkResponse::json(&rates.stats(role, order_by), entry.freshness)
        }
        RatesAnswer::IncompatibleMap => Err(Error::IncompatibleMap { map, gamemode }),
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Parameters {
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
    #[param(value_type = Option<MapKey>)]
    map: Option<FilterKey>,
    /// Games of only this division; counts for nothing in quick play.
    #[param(value_type = Option<Division>)]
    competitive_division: Option<FilterKey>,
    /// What to order by, and which way.
    #[param(schema_with = order_by, required = false)]
    order_by: Order<RateKey>,
}

fn order_by() -> Object {
    parameters::order(ORDER_BY, "hero:asc")
}

impl Parameters {
    /// A map or division is valid that our tables know, or that Blizzard's rates page offered last.
    fn of(query: &mut Query, offered: &Filters) -> Result<Self, Invalid> {
        let platform = query.required("platform");
        let gamemode = query.required("gamemode");
        let region = query.required("region");
        let role = query.optional("role");
        let map = query.one_of("map", |key| map(offered, key), || known_map_keys(offered));
        let competitive_division = competitive_division(query, offered);
        let by_hero = Order { by: RateKey::Hero, direction: Direction::Asc };
        let order_by = query.matching("order_by", ORDER_BY, by_hero);
        Ok(Self {
            platform: platform?,
            gamemode: gamemode?,
            region: region?,
            role: role?,
            map: map?,
            competitive_division: competitive_division?,
            order_by: order_by?,
        })
    }

    fn rates(self) -> RatesQuery {
        RatesQuery {
            platform: self.platform,
            gamemode: self.gamemode,
            region: self.region,
            map: self.map,
            division: self.competitive_division,
        }
    }
}

/// What Blizzard's rates page offered last, where our tables alone do not know the parameters.
async fn offered(app: &App, query: &Query<'_>) -> Result<Arc<Filters>, Error> {
    let is_new = query.value("map").is_some_and(|key| known_map(key).is_none())
        || asks_for_new_division(query);
    if is_new { Ok(RateFilters::known(&app.cache).await?) } else { Ok(Arc::default()) }
}

fn map(offered: &Filters, key: &str) -> Option<FilterKey> {
    let known = known_map(key).and_then(|map| map.key.parse().ok());
    known.or_else(|| offered.map(key).map(|map| map.key.clone()))
}

fn known_map_keys(offered: &Filters) -> impl Iterator<Item = String> {
    let known = known_maps().iter().map(|map| map.key.to_owned());
    let new = offered.maps.iter().map(|map| map.key.to_string());
    known.chain(new.filter(|key| known_map(key).is_none()))
}
