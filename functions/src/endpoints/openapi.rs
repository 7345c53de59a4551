//! The `OpenAPI` document, from the endpoints' attributes.

use overwatch::{
    Division, Gamemode, Locale, Platform, Role, SubRole,
    gamemode::MapGamemode,
    heroes::{HeroGamemode, RoleFilter},
    history::Period,
    rates::Region,
};
use utoipa::OpenApi;

use super::{
    Documented,
    get_player_history::Format,
    parameters::{ChartTheme, MapKey},
    player_filters::HeroKeyCareerFilter,
};
use crate::{
    documentation,
    http::error_bodies::{
        BadRequestErrorMessage, BlizzardErrorMessage, BlizzardRateLimitErrorMessage,
        HTTPValidationError, HeroParserErrorMessage, InternalServerErrorMessage,
        NotFoundErrorMessage, PlayerNotFoundError, RateLimitErrorMessage, StorageErrorMessage,
    },
    player_chart::Stat,
    rates_chart::RateStat,
};

/// The parts that belong to no endpoint, and the schemas that are not found through an attribute: those
/// of parameters and failures.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "OverFast API",
        description = "Overwatch heroes, maps, roles and player careers as JSON, from Blizzard's own \
            pages.",
        license(name = "MIT", identifier = "MIT")
    ),
    paths(super::fallback::image),
    components(schemas(
        HeroKeyCareerFilter,
        Gamemode,
        Platform,
        HTTPValidationError,
        NotFoundErrorMessage,
        PlayerNotFoundError,
        HeroParserErrorMessage,
        BadRequestErrorMessage,
        Role,
        SubRole,
        RoleFilter,
        Locale,
        HeroGamemode,
        Period,
        Format,
        Stat,
        RateStat,
        ChartTheme,
        MapGamemode,
        MapKey,
        Region,
        Division,
        RateLimitErrorMessage,
        InternalServerErrorMessage,
        StorageErrorMessage,
        BlizzardRateLimitErrorMessage,
        BlizzardErrorMessage,
    ))
)]
struct General;

/// The `OpenAPI` document.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = General::openapi();
    document.merge(Documented::openapi());
    documentation::complete(&mut document);
    document
}
