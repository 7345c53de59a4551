//! From request to response.
//!
//! - `request.rs`: a request, from Lambda or from a local server.
//! - `query.rs`: query parameters, and every error in them at once.
//! - `ok_response.rs`: a successful response: its body, and how fresh that is.
//! - `kind.rs`: what a body is, which decides its media type.
//! - `entity_tag.rs`: which version of it a client has already.
//! - `html.rs`: what a page tells a browser beside its text.
//! - `encoding.rs`: compression. `brotli_encoder`: how Brotli is written. `recent.rs`: what was compressed lately.
//! - `error.rs`: the one place that maps errors to HTTP.
//! - `error_bodies.rs`: the bodies of failed requests.
//! - `respond.rs`: methods, and the headers of every response.
//! - `lambda.rs`: API Gateway's events.

mod brotli_encoder;
pub mod encoding;
mod entity_tag;
pub mod error;
pub mod error_bodies;
pub(crate) mod headers;
pub(crate) mod html;
pub mod integer;
pub mod kind;
pub mod lambda;
pub mod ok_response;
pub mod query;
mod recent;
pub mod request;
pub(crate) mod respond;

pub use error::Error;
pub use ok_response::OkResponse;
pub use query::Query;
pub use request::Request;
pub use respond::{METHODS, OnFailure, as_json, respond};

/// A response as it is sent.
pub type Response = ::http::Response<bytes::Bytes>;
