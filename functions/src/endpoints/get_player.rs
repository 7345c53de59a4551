//! `GET /players/{player_id}`

use overwatch::career::Career;
use service::resources::Player;

use super::player_filters::{PLAYER_ID, StatsFilter};
use crate::{
    App,
    documentation::{InvalidParameters, PLAYERS, Unavailable, UnknownPlayer},
    http::{Error, OkResponse, Query, Request},
};

/// A player's career
///
/// Who the player is, and all statistics: heroes side by side, and each hero's own. A filter leaves
/// the other platform or gamemode null. A private career has no statistics: `stats` is null.
#[utoipa::path(
    get,
    path = "/players/{player_id}",
    operation_id = "get_player_career",
    tag = PLAYERS,
    params(("player_id" = String, Path, description = PLAYER_ID, example = "TeKrop-2217"), StatsFilter),
    responses(
        (status = 200, description = "The career.", body = Career),
        UnknownPlayer,
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let StatsFilter { gamemode, platform } = Query::of(request).read(StatsFilter::of)?;
    let player = Player::get(&app.cache(request), request.player_id(), Player::whole).await?;
    if gamemode.is_none() && platform.is_none() {
        return Ok(OkResponse::from(player));
    }
    let career = player.value.part.filtered(platform, gamemode).map_err(service::Error::from)?;
    Ok(OkResponse::player_document(career, &player))
}
