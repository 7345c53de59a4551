//! Request in, answer out.
//!
//! - `request.rs`: what a function needs to know of a request, wherever it comes from.
//! - `query.rs`: query parameters, and all that can be wrong with them at once.
//! - `answer.rs`: a body with its caching headers.
//! - `encoding.rs`: compression.
//! - `error.rs`: the one place that maps errors to HTTP.
//! - `fallback.rs`: where no endpoint is.
//! - `lambda.rs`: API Gateway's events.

pub mod answer;
pub mod encoding;
pub mod error;
pub(crate) mod fallback;
pub mod lambda;
pub mod query;
pub mod request;
mod respond;

pub use answer::Answer;
pub use error::Error;
pub use fallback::fallback;
pub use query::Query;
pub use request::Request;
pub use respond::{METHODS, respond};

/// What goes out.
pub type Response = ::http::Response<bytes::Bytes>;
