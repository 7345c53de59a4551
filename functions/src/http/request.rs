//! What a function needs to know of a request, wherever it comes from.

use std::net::IpAddr;

use http::{HeaderMap, Method};

/// What a function needs to know of a request.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The value of the one parameter in the path, percent-encoded or not; empty where there is none.
    pub path_parameter: String,
    /// The query string, still encoded.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The address that the request came from, where it is known.
    pub source_ip: Option<IpAddr>,
}

impl Request {
    /// A header's value, where it is there and is text.
    #[must_use]
    pub fn header(&self, name: http::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
