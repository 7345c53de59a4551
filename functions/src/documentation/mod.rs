//! The parts of the documentation that endpoints share: tags, failures and headers.

mod failures;

use utoipa::openapi::{
    HeaderBuilder, ObjectBuilder, OpenApi, Paths, RefOr, Response, Schema, Type,
    path::{Operation, Parameter},
    schema::SchemaType,
};

pub use failures::*;

/// The endpoints of heroes.
pub const HEROES: &str = "🦸 Heroes";
/// The endpoint of game modes.
pub const GAMEMODES: &str = "🎲 Gamemodes";
/// The endpoint of maps.
pub const MAPS: &str = "🗺️ Maps";
/// The endpoint of patch notes.
pub const PATCH_NOTES: &str = "📰 Patch notes";
/// The endpoints of players.
pub const PLAYERS: &str = "🎮 Players";
/// The pages for people.
pub const PAGES: &str = "👀 Pages";
/// The endpoints about the API's own state.
pub const STATUS: &str = "📈 Status";
/// The endpoints that describe the others.
pub const DOCUMENTATION: &str = "📖 Documentation";

/// The headers of every successful response: name, type and description.
const HEADERS: [(&str, Type, &str); 5] = [
    ("Cache-Control", Type::String, "How long the response may be cached."),
    ("Age", Type::Integer, "Seconds since the data was last confirmed with Blizzard."),
    ("X-Cache-Status", Type::String, "`hit`, or `stale` while the data is being refreshed."),
    ("X-Cache-TTL", Type::Integer, "Seconds until the data is stale."),
    ("ETag", Type::String, "The value for `If-None-Match` in the next request."),
];

/// Completes a document with what is the same for all endpoints.
pub(crate) fn complete(document: &mut OpenApi) {
    let schemas =
        document.components.iter_mut().flat_map(|components| components.schemas.values_mut());
    schemas.for_each(require_nullable);
    for operation in operations(&mut document.paths) {
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(Parameter { schema: Some(schema), .. }) = parameter {
                forbid_null(schema);
            }
        }
        if let Some(RefOr::T(response)) = operation.responses.responses.get_mut("200") {
            add_headers(response);
        }
    }
}

fn operations(paths: &mut Paths) -> impl Iterator<Item = &mut Operation> {
    paths.paths.values_mut().filter_map(|item| item.get.as_mut())
}

/// A property that may be null is always present in a response.
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

/// A parameter may be absent, but it cannot be null.
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

fn add_headers(response: &mut Response) {
    for (name, kind, description) in HEADERS {
        let header = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(kind)))
            .description(Some(description))
            .build();
        response.headers.insert(name.to_owned(), header.into());
    }
}
