//! Which version of a body a client has already.

use http::{StatusCode, header::ETAG};
use strum::VariantArray;

use super::{Response, encoding::Encoding, headers::set};

/// The entity tag of one encoding of a body.
pub(super) fn entity_tag(tag: &str, encoding: Option<Encoding>) -> String {
    match encoding {
        Some(encoding) => format!("\"{tag}-{}\"", <&str>::from(encoding)),
        None => format!("\"{tag}\""),
    }
}

/// What a client has already, according to its `If-None-Match` header.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// Nothing, or another version of the body.
    Nothing,
    /// Any version: the header is `*`.
    Any,
    /// One encoding of this version, by its entity tag.
    This(String),
}

pub(super) fn held(header: &str, tag: &str) -> Held {
    if header.trim() == "*" {
        return Held::Any;
    }
    let named: Vec<&str> = header
        .split(',')
        .map(str::trim)
        .map(|candidate| candidate.strip_prefix("W/").unwrap_or(candidate))
        .collect();
    let encodings = [None].into_iter().chain(Encoding::VARIANTS.iter().copied().map(Some));
    let mut tags = encodings.map(|encoding| entity_tag(tag, encoding));
    tags.find(|tag| named.contains(&tag.as_str())).map_or(Held::Nothing, Held::This)
}

/// Makes it a 304, for a client that has the body already.
pub(super) fn set_unchanged(response: &mut Response, entity_tag: String) {
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    set(response, ETAG, entity_tag);
}
