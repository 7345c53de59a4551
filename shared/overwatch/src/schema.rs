//! Schemas of the documentation that no type has by itself.

use utoipa::openapi::{RefOr, Schema};

/// An object's schema under another description.
pub(crate) fn described(description: &str, mut schema: RefOr<Schema>) -> RefOr<Schema> {
    if let RefOr::T(Schema::Object(object)) = &mut schema {
        object.description = Some(description.to_owned());
    }
    schema
}
