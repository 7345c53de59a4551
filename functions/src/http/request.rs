//! A request, from Lambda or from a local server.

use std::{collections::HashMap, net::IpAddr};

use http::{HeaderMap, Method};

/// The parts of a request that functions use.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The values of the parameters in the path by their names, percent-encoded or not.
    pub path_parameters: HashMap<String, String>,
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
    /// The value of a parameter in the path; empty where there is none.
    #[must_use]
    pub fn path_parameter(&self, name: &str) -> &str {
        self.path_parameters.get(name).map_or("", String::as_str)
    }

    /// What the path calls the player.
    #[must_use]
    pub fn player_id(&self) -> &str {
        self.path_parameter("player_id")
    }

    /// A header's value; `None` if it is absent or not text.
    #[must_use]
    pub fn header(&self, name: http::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
