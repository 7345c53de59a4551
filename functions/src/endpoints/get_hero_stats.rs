//! `GET /heroes/stats`

use blizzard::RatesQuery;
use overwatch::{
    Order, Role,
    career::Gamemode,
    map::{known_map, known_maps},
    order::Direction,
    rates::RateKey,
};
use service::hero_stats::HeroRates;

use super::Endpoint;
use crate::{
    App,
    http::{Answer, Error, Query, Request},
};

/// How often heroes are picked, and win.
pub struct GetHeroStats;

const ORDER_BY: &str = "^(hero|winrate|pickrate|banrate):(asc|desc)$";

impl Endpoint for GetHeroStats {
    const NAME: &'static str = "get-hero-stats";
    const PATH: &'static str = "/heroes/stats";

    async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
        let Parameters { rates, role, order } = parameters(request)?;
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
}

struct Parameters {
    rates: RatesQuery,
    role: Option<Role>,
    order: Order<RateKey>,
}

fn parameters(request: &Request) -> Result<Parameters, Error> {
    let mut query = Query::of(request);
    let platform = query.required("platform");
    let gamemode = query.required("gamemode");
    let region = query.required("region");
    let role = query.optional("role");
    let known = || known_maps().iter().map(|map| map.key);
    let map = query.one_of("map", |key| known_map(key).map(|map| map.key.to_owned()), known);
    let division = query.optional("competitive_division");
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
