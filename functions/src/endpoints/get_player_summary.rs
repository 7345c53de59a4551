//! `GET /players/{player_id}/summary`

use overwatch::career::Summary;
use service::resources::Player;

use super::player_filters::PLAYER_ID;
use crate::{
    App,
    documentation::{InvalidParameters, PLAYERS, Unavailable, UnknownPlayer},
    http::{Error, OkResponse, Request},
};

/// Who a player is
///
/// Name, avatar, name card, title, endorsement and competitive ranks.
#[utoipa::path(
    get,
    path = "/players/{player_id}/summary",
    operation_id = "get_player_summary",
    tag = PLAYERS,
    params(("player_id" = String, Path, description = PLAYER_ID, example = "TeKrop-2217")),
    responses(
        (status = 200, description = "Who the player is.", body = Summary),
        UnknownPlayer,
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let player = Player::get(&app.cache(request), request.player_id(), Player::summary).await?;
    Ok(OkResponse::from(player))
}
