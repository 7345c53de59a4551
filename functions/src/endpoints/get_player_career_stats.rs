//! `GET /players/{player_id}/stats/career`

use overwatch::career::ValuesView;
use service::resources::Player;

use super::player_filters::{CareerStatsFilter, PLAYER_ID};
use crate::{
    App,
    documentation::{InvalidParameters, PLAYERS, Unavailable, UnknownPlayer},
    http::{Error, OkResponse, Request},
};

/// A player's statistics as keys and values
///
/// The same statistics as with labels, but looked up instead of searched.
#[utoipa::path(
    get,
    path = "/players/{player_id}/stats/career",
    operation_id = "get_player_career_stats",
    tag = PLAYERS,
    params(("player_id" = String, Path, description = PLAYER_ID, example = "TeKrop-2217"), CareerStatsFilter),
    responses(
        (status = 200, description = "The statistics; an empty object where there are none.", body = ValuesView),
        UnknownPlayer,
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let filter = CareerStatsFilter::read(app, request).await?;
    let player = Player::get(&app.cache(request), request.player_id(), Player::values).await?;
    let stats = player.value.part.stats_of(filter.gamemode, filter.platform, filter.hero.as_ref());
    Ok(OkResponse::player_document(stats.map_err(service::Error::from)?, &player))
}
