//! `GET /players/{player_id}/card.png`

use super::{
    player_card::{Parameters, draw},
    player_filters::PLAYER_ID,
};
use crate::{
    App,
    documentation::{InvalidParameters, PLAYERS, Unavailable, UnknownPlayer},
    http::{Error, OkResponse, Request},
};

/// A card of a player to share, as PNG
///
/// The same drawing as `card.svg`, for links that are shared where SVG is not shown.
#[utoipa::path(
    get,
    path = "/players/{player_id}/card.png",
    operation_id = "get_player_card_png",
    tag = PLAYERS,
    params(("player_id" = String, Path, description = PLAYER_ID, example = "TeKrop-2217"), Parameters),
    responses(
        (status = 200, description = "The card.", body = Vec<u8>, content_type = "image/png"),
        UnknownPlayer,
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let (drawing, player) = draw(app, request).await?;
    let png = drawing.png().map_err(Error::unwritable)?;
    Ok(OkResponse::png(png, player.freshness).of_player(&player))
}
