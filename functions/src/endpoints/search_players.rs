//! `GET /players`

use overwatch::{Order, order::Direction};
use service::search::{OrderField, PlayerSearch};

use super::Endpoint;
use crate::{
    App,
    http::{Answer, Error, Query, Request, query::Minimum},
};

/// Players by name.
pub struct SearchPlayers;

const ORDER_BY: &str = "^(player_id|name|last_updated_at):(asc|desc)$";
const DEFAULT_LIMIT: usize = 20;

impl Endpoint for SearchPlayers {
    const NAME: &'static str = "search-players";
    const PATH: &'static str = "/players";

    async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
        let search = parameters(request)?;
        let (results, freshness) =
            app.service.search_players(&search, &app.config.api_base_url).await?;
        Answer::json(&results, freshness)
    }
}

fn parameters(request: &Request) -> Result<PlayerSearch, Error> {
    let mut query = Query::of(request);
    let name = query.text("name");
    let by_name = Order { by: OrderField::Name, direction: Direction::Asc };
    let order_by = query.matching("order_by", ORDER_BY, by_name);
    let offset = query.integer("offset", Minimum::AtLeast(0), 0);
    let limit = query.integer("limit", Minimum::MoreThan(0), DEFAULT_LIMIT);
    query.finish(|| {
        Ok(PlayerSearch { name: name?, order_by: order_by?, offset: offset?, limit: limit? })
    })
}
