//! Request in, answer out.
//!
//! - `request.rs`: what a function needs to know of a request, wherever it comes from.
//! - `query.rs`: query parameters, and all that can be wrong with them at once.
//! - `ok_response.rs`: a body with its caching headers.
//! - `encoding.rs`: compression.
//! - `error.rs`: the one place that maps errors to HTTP.
//! - `error_bodies.rs`: the bodies of failed requests.
//! - `respond.rs`: methods, and the headers of every response.
//! - `lambda.rs`: API Gateway's events.

pub mod encoding;
pub mod error;
pub mod error_bodies;
pub(crate) mod headers;
pub mod lambda;
pub mod ok_response;
pub mod query;
pub mod request;
pub(crate) mod respond;

pub use error::Error;
pub use ok_response::OkResponse;
pub use query::Query;
pub use request::Request;
pub use respond::{METHODS, respond};

/// What goes out.
pub type Response = ::http::Response<bytes::Bytes>;
