//! `GET /gamemodes`

use overwatch::gamemode::{GamemodeDetails, MapGamemode};
use service::{Freshness, freshness::STATIC_DATA};
use strum::VariantArray;

use crate::{
    config::Addresses,
    documentation::GAMEMODES,
    http::{Error, OkResponse, Request},
};

/// All game modes
///
/// What maps are made for.
#[utoipa::path(
    get,
    path = "/gamemodes",
    operation_id = "list_map_gamemodes",
    tag = GAMEMODES,
    responses(
        (status = 200, description = "The game modes.", body = Vec<GamemodeDetails>),
    ),
)]
pub(super) async fn handle(addresses: &Addresses, _: &Request) -> Result<OkResponse, Error> {
    let gamemodes: Vec<_> = MapGamemode::VARIANTS
        .iter()
        .map(|gamemode| gamemode.details(&addresses.static_base_url))
        .collect();
    OkResponse::json(&gamemodes, Freshness::new(STATIC_DATA))
}
