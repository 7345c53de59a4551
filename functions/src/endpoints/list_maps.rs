//! `GET /maps`

use overwatch::{
    gamemode::MapGamemode,
    map::{MapDetails, known_maps},
};
use service::{Freshness, freshness::STATIC_DATA};
use utoipa::IntoParams;

use crate::{
    config::Addresses,
    documentation::{InvalidParameters, MAPS},
    http::{Answer, Error, Query, Request},
};

/// All maps
///
/// Where they are, and what is played on them.
#[utoipa::path(
    get,
    path = "/maps",
    operation_id = "list_maps",
    tag = MAPS,
    params(Parameters),
    responses(
        (status = 200, description = "The maps.", body = Vec<MapDetails>),
        InvalidParameters,
    ),
)]
pub(super) async fn answer(addresses: &Addresses, request: &Request) -> Result<Answer, Error> {
    let mut query = Query::of(request);
    let gamemode = query.optional::<MapGamemode>("gamemode");
    let gamemode = query.finish(|| gamemode)?;
    let maps: Vec<_> = known_maps()
        .iter()
        .filter(|map| gamemode.is_none_or(|gamemode| map.gamemodes.contains(&gamemode)))
        .map(|map| map.details(&addresses.static_base_url))
        .collect();
    Answer::json(&maps, Freshness::new(STATIC_DATA))
}

/// The parameters as they are documented.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it is read as it is documented")]
struct Parameters {
    /// Maps that only this is played on.
    gamemode: Option<MapGamemode>,
}
