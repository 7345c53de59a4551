//! `GET /players`

use overwatch::{Order, order::Direction};
use service::search::{OrderField, PlayerSearch, PlayerSearchResults};
use utoipa::{IntoParams, openapi::Object};

use crate::{
    App,
    documentation::{self, InvalidParameters, PLAYERS, Unavailable},
    http::{Answer, Error, Query, Request, query::Minimum},
};

const ORDER_BY: &str = "^(player_id|name|last_updated_at):(asc|desc)$";
const DEFAULT_LIMIT: usize = 20;

/// Players by name
///
/// Players of exactly that name whose career is public; letter case counts.
#[utoipa::path(
    get,
    path = "/players",
    operation_id = "search_players",
    tag = PLAYERS,
    params(Parameters),
    responses(
        (status = 200, description = "The players.", body = PlayerSearchResults),
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
    let search = parameters(request)?;
    let (results, freshness) =
        app.service.search_players(&search, &app.config.addresses.api_base_url).await?;
    Answer::json(&results, freshness)
}

/// The parameters as they are documented.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "they are read one by one, to tell all that is wrong at once")]
struct Parameters {
    /// A name, or a BattleTag with `-` for `#`.
    #[param(example = "TeKrop-2217")]
    name: String,
    /// What to order by, and which way.
    #[param(schema_with = order_by, required = false)]
    order_by: String,
    /// So many players are left out at the start.
    #[param(minimum = 0, default = 0)]
    offset: Option<usize>,
    /// At most so many players follow.
    #[param(exclusive_minimum = 0, default = json!(DEFAULT_LIMIT))]
    limit: Option<usize>,
}

fn order_by() -> Object {
    documentation::order(ORDER_BY, "name:asc")
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
