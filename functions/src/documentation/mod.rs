//! The document that describes the API: what the endpoints' attributes say, and what is the same
//! for all of them.

mod failures;

use overwatch::{
    Division, Gamemode, Locale, Platform, Role, SubRole,
    gamemode::MapGamemode,
    heroes::{HeroGamemode, RoleFilter},
    map::known_maps,
    rates::Region,
};
use utoipa::{
    OpenApi,
    openapi::{
        HeaderBuilder, Object, ObjectBuilder, Paths, RefOr, Response, Schema, Type,
        path::{Operation, Parameter},
        schema::SchemaType,
    },
};

use crate::endpoints::{Documented, player_filters::HeroKeyCareerFilter};

pub use failures::*;

/// The endpoints of heroes.
pub const HEROES: &str = "🦸 Heroes";
/// The endpoint of game modes.
pub const GAMEMODES: &str = "🎲 Gamemodes";
/// The endpoint of maps.
pub const MAPS: &str = "🗺️ Maps";
/// The endpoints of players.
pub const PLAYERS: &str = "🎮 Players";
/// The endpoints that say how the API is.
pub const STATUS: &str = "📈 Status";
/// The endpoints that describe the others.
pub const DOCUMENTATION: &str = "📖 Documentation";

/// Headers of every answer, and what they say.
const HEADERS: [(&str, Type, &str); 5] = [
    ("Cache-Control", Type::String, "How long the answer may be kept."),
    ("Age", Type::Integer, "Seconds since the data was last confirmed with Blizzard."),
    ("X-Cache-Status", Type::String, "`hit`, or `stale` while the data is being refreshed."),
    ("X-Cache-TTL", Type::Integer, "Seconds until the data is stale."),
    ("ETag", Type::String, "What `If-None-Match` takes."),
];

/// What no endpoint's attribute says, and the schemas that are not found through one: those of
/// parameters and failures.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "OverFast API",
        description = "Overwatch heroes, maps, roles and player careers as JSON, from Blizzard's own \
            pages.",
        license(name = "MIT", identifier = "MIT")
    ),
    paths(crate::http::fallback::image),
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
    let schemas =
        document.components.iter_mut().flat_map(|components| components.schemas.values_mut());
    schemas.for_each(require_nullable);
    for operation in operations(&mut document.paths) {
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(Parameter { schema: Some(schema), .. }) = parameter {
                forbid_null(schema);
            }
        }
        if let Some(RefOr::T(answer)) = operation.responses.responses.get_mut("200") {
            add_headers(answer);
        }
    }
    document
}

/// The parameter that says the language of an answer's texts.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only its documentation is used")]
pub struct LocaleParameter {
    /// The language of the texts.
    #[param(default = "en-us")]
    locale: Option<Locale>,
}

/// The maps to choose from.
pub struct MapKey;

impl utoipa::PartialSchema for MapKey {
    fn schema() -> RefOr<Schema> {
        let keys = known_maps().iter().map(|map| map.key);
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(keys)).into()
    }
}

impl utoipa::ToSchema for MapKey {}

/// The schema of a parameter that says what to order by.
#[must_use]
pub fn order(pattern: &str, default: &str) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(pattern))
        .default(Some(default.into()))
        .description(Some("What to order by, and which way."))
        .build()
}

fn operations(paths: &mut Paths) -> impl Iterator<Item = &mut Operation> {
    paths.paths.values_mut().filter_map(|item| item.get.as_mut())
}

/// What may be null in an answer is always there.
fn require_nullable(schema: &mut RefOr<Schema>) {
    if let RefOr::T(Schema::Object(object)) = schema {
        let nullable = object.properties.iter().filter(|(_, property)| is_nullable(property));
        let missing = nullable.map(|(name, _)| name).filter(|name| !object.required.contains(name));
        let missing: Vec<_> = missing.cloned().collect();
        object.required.extend(missing);
    }
}

fn is_nullable(schema: &RefOr<Schema>) -> bool {
    match schema {
        RefOr::T(Schema::Object(object)) => match &object.schema_type {
            SchemaType::Array(types) => types.contains(&Type::Null),
            SchemaType::Type(kind) => *kind == Type::Null,
            SchemaType::AnyValue => false,
        },
        RefOr::T(Schema::OneOf(choice)) => choice.items.iter().any(is_nullable),
        _ => false,
    }
}

/// A parameter may be absent, but no text in a query is null.
fn forbid_null(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::OneOf(choice)) => {
            let named = choice.items.iter().find(|item| matches!(item, RefOr::Ref(_))).cloned();
            if let Some(named) = named {
                *schema = named;
            }
        }
        RefOr::T(Schema::Object(object)) => {
            if let SchemaType::Array(types) = &mut object.schema_type {
                types.retain(|kind| *kind != Type::Null);
            }
        }
        _ => {}
    }
}

fn add_headers(answer: &mut Response) {
    for (name, kind, description) in HEADERS {
        let header = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(kind)))
            .description(Some(description))
            .build();
        answer.headers.insert(name.to_owned(), header.into());
    }
}
