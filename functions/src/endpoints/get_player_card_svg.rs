//! `GET /players/{player_id}/card.svg`

use super::{
    player_card::{Parameters, draw},
    player_filters::PLAYER_ID,
};
use crate::{
    App,
    documentation::{InvalidParameters, PLAYERS, Unavailable, UnknownPlayer},
    http::{Error, OkResponse, Request},
};

/// A card of a player to share, as SVG
///
/// A drawing of 1200 × 630: name, title, endorsement, ranks, and the most played heroes with hours and win rate
/// over all platforms and gamemodes. It needs no font and nothing else from anywhere, and has a title and a
/// description for those who listen. A private career shows what is public, and says kindly what is not.
#[utoipa::path(
    get,
    path = "/players/{player_id}/card.svg",
    operation_id = "get_player_card_svg",
    tag = PLAYERS,
    params(("player_id" = String, Path, description = PLAYER_ID, example = "TeKrop-2217"), Parameters),
    responses(
        (status = 200, description = "The card.", body = String, content_type = "image/svg+xml"),
        UnknownPlayer,
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let (drawing, player) = draw(app, request).await?;
    Ok(OkResponse::svg(drawing.svg(), player.freshness).of_player(&player))
}
