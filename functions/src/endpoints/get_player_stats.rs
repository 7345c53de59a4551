//! `GET /players/{player_id}/stats`

use overwatch::career::StatsView;
use service::resources::Player;

use super::player_filters::{CareerStatsFilter, PLAYER_ID};
use crate::{
    App,
    documentation::{InvalidParameters, PLAYERS, Unavailable, UnknownPlayer},
    http::{Error, OkResponse, Request},
};

/// A player's statistics, with labels
///
/// Each hero's own statistics of one gamemode, in Blizzard's order.
#[utoipa::path(
    get,
    path = "/players/{player_id}/stats",
    operation_id = "get_player_stats",
    tag = PLAYERS,
    params(("player_id" = String, Path, description = PLAYER_ID, example = "TeKrop-2217"), CareerStatsFilter),
    responses(
        (status = 200, description = "The statistics; an empty object where there are none.", body = StatsView),
        UnknownPlayer,
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let filter = CareerStatsFilter::read(app, request).await?;
    let player = Player::get(&app.cache(request), request.player_id(), Player::whole).await?;
    let stats = player.value.part.stats_of(filter.gamemode, filter.platform, filter.hero.as_ref());
    Ok(OkResponse::player_document(stats.map_err(service::Error::from)?, &player))
}
