//! `GET /players`

use overwatch::{Order, order::Direction};
use service::resources::search::{OrderField, PlayerSearch, PlayerSearchResults};
use utoipa::{IntoParams, openapi::Object};

use super::parameters;
use crate::{
    App,
    documentation::{InvalidParameters, PLAYERS, Unavailable},
    http::{Error, OkResponse, Query, Request, integer::Bound, query::Invalid},
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
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let Parameters { name, order_by, offset, limit } = Query::of(request).read(Parameters::of)?;
    let search = PlayerSearch { name, order_by, offset, limit };
    let (results, freshness) =
        search.run(&app.cache(request), &app.store.config.addresses.api_base_url(request)).await?;
    OkResponse::json(&results, freshness)
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Parameters {
    /// A name, or a BattleTag with `-` for `#`.
    #[param(example = "TeKrop-2217")]
    name: String,
    /// What to order by, and which way.
    #[param(schema_with = order_by, required = false)]
    order_by: Order<OrderField>,
    /// So many players are left out at the start.
    #[param(value_type = Option<usize>, minimum = 0, default = 0)]
    offset: usize,
    /// At most so many players follow.
    #[param(value_type = Option<usize>, exclusive_minimum = 0, default = json!(DEFAULT_LIMIT))]
    limit: usize,
}

fn order_by() -> Object {
    parameters::order(ORDER_BY, "name:asc")
}

impl Parameters {
    fn of(query: &mut Query) -> Result<Self, Invalid> {
        let name = query.text("name");
        let by_name = Order { by: OrderField::Name, direction: Direction::Asc };
        let order_by = query.matching("order_by", ORDER_BY, by_name);
        let offset = query.integer("offset", &[Bound::AtLeast(0)]);
        let limit = query.integer("limit", &[Bound::MoreThan(0)]);
        Ok(Self {
            name: name?,
            order_by: order_by?,
            offset: offset?.map_or(0, count),
            limit: limit?.map_or(DEFAULT_LIMIT, count),
        })
    }
}

fn count(value: i64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}
