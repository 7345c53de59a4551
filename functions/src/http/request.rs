//! A request, from Lambda or from a local server.

use std::net::IpAddr;

use http::{HeaderMap, Method};

/// The parts of a request that functions use.
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
    /// The name of the API that API Gateway received the request for; `None` where it did not. A client can
    /// write any `Host` header, but not this.
    pub domain_name: Option<String>,
    /// The address that the request came from, where it is known.
    pub source_ip: Option<IpAddr>,
}

impl Request {
    /// A header's value; `None` if it is absent or not text.
    #[must_use]
    pub fn header(&self, name: http::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
