//! `GET /maps`

use overwatch::{
    gamemode::MapGamemode,
    map::{MapDetails, known_map, known_maps},
};
use service::{Freshness, freshness::STATIC_DATA, resources::RateFilters};
use utoipa::IntoParams;

use crate::{
    App,
    documentation::{InvalidParameters, MAPS, Unavailable},
    http::{Error, OkResponse, Query, Request, query::Invalid},
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
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let Parameters { gamemode } = Query::of(request).read(Parameters::of)?;
    let mut maps = maps(app).await?;
    if let Some(gamemode) = gamemode {
        let gamemode = <&str>::from(gamemode);
        maps.retain(|map| map.gamemodes.iter().any(|other| other == gamemode));
    }
    OkResponse::json(&maps, Freshness::new(STATIC_DATA))
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Parameters {
    /// Maps that only this is played on.
    gamemode: Option<MapGamemode>,
}

impl Parameters {
    fn of(query: &mut Query) -> Result<Self, Invalid> {
        Ok(Self { gamemode: query.optional("gamemode")? })
    }
}

/// The maps that we know, and those that only Blizzard's rates page has shown.
async fn maps(app: &App) -> Result<Vec<MapDetails>, Error> {
    let images = &app.store.config.addresses.static_base_url;
    let offered = RateFilters::recent(&app.cache).await?;
    let new = offered.maps.iter().filter(|map| known_map(map.key.as_str()).is_none());
    let known = known_maps().iter().map(|map| map.details(images));
    Ok(known.chain(new.map(|map| MapDetails::offered(map, images))).collect())
}
