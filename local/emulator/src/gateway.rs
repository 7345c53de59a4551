//! HTTP requests as API Gateway hands them to a function, payload 2.0, and its answers back:
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>.

use std::collections::HashMap;

use axum::{
    body::Bytes,
    http::{HeaderMap, Request, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use functions::endpoints::ENDPOINTS;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::FunctionError;

/// A request without a body, in the words of API Gateway: also one that no HTTP library would build.
#[derive(Debug, Clone)]
pub struct HttpEvent<'a> {
    /// The method.
    pub method: &'a str,
    /// The path of the route that was taken, such as `/players/{player_id}`.
    pub route: &'a str,
    /// The path as it came.
    pub path: &'a str,
    /// What follows the question mark, as it came.
    pub query: &'a str,
    /// The headers.
    pub headers: Map<String, Value>,
    /// The values of the route's parameters.
    pub path_parameters: Map<String, Value>,
}

impl HttpEvent<'_> {
    /// The event that a function is handed.
    #[must_use]
    pub fn into_json(self) -> Value {
        let Self { method, route, path, query, headers, path_parameters } = self;
        json!({
            "version": "2.0",
            "routeKey": format!("{method} {route}"),
            "rawPath": path,
            "rawQueryString": query,
            "headers": headers,
            "pathParameters": path_parameters,
            "requestContext": {
                "routeKey": format!("{method} {route}"),
                "stage": "$default",
                "http": {
                    "method": method,
                    "path": path,
                    "protocol": "HTTP/1.1",
                    "sourceIp": "127.0.0.1",
                },
            },
            "isBase64Encoded": false,
        })
    }
}

/// The event of a request without a body.
#[must_use]
pub fn event(request: &Request<()>) -> Bytes {
    let uri = request.uri();
    let (route, path_parameters) = route(uri.path());
    let event = HttpEvent {
        method: request.method().as_str(),
        route: &route,
        path: uri.path(),
        query: uri.query().unwrap_or_default(),
        headers: headers(request.headers()),
        path_parameters,
    };
    event.into_json().to_string().into()
}

/// The answer that a function's result says.
///
/// # Errors
///
/// [`FunctionError::NotHttp`].
pub fn answer(result: &[u8]) -> Result<Response<Bytes>, FunctionError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Answer {
        status_code: u16,
        headers: HashMap<String, String>,
        body: Option<String>,
        is_base64_encoded: bool,
    }

    let not_http = |error: &dyn ToString| FunctionError::NotHttp(error.to_string());
    let answer: Answer = serde_json::from_slice(result).map_err(|error| not_http(&error))?;
    let body = answer.body.unwrap_or_default();
    let body = if answer.is_base64_encoded {
        BASE64_STANDARD.decode(body).map_err(|error| not_http(&error))?.into()
    } else {
        Bytes::from(body)
    };
    let response = Response::builder().status(answer.status_code);
    answer
        .headers
        .iter()
        .fold(response, |response, (name, value)| response.header(name, value))
        .body(body)
        .map_err(|error| not_http(&error))
}

/// The route of the table that a path takes, and the path's parameters.
fn route(path: &str) -> (String, Map<String, Value>) {
    let routes = ENDPOINTS.iter().map(|endpoint| (endpoint.path)());
    routes
        .filter_map(|route| parameters(&route, path).map(|found| (route, found)))
        // `/heroes/stats` is not the hero `stats`.
        .min_by_key(|(_, found)| found.len())
        .unwrap_or_else(|| ("$default".to_owned(), Map::new()))
}

/// The path's parameters, if it is one of that route.
fn parameters(route: &str, path: &str) -> Option<Map<String, Value>> {
    if route.split('/').count() != path.split('/').count() {
        return None;
    }
    let mut found = Map::new();
    for (expected, segment) in route.split('/').zip(path.split('/')) {
        match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => {
                let value = percent_decode_str(segment).decode_utf8_lossy();
                found.insert(name.to_owned(), value.into_owned().into());
            }
            None if expected == segment => {}
            None => return None,
        }
    }
    Some(found)
}

/// Names in lower case; several values of one in a row.
fn headers(headers: &HeaderMap) -> Map<String, Value> {
    let values = |name| {
        let values = headers.get_all(name).iter();
        values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect::<Vec<_>>().join(",")
    };
    headers.keys().map(|name| (name.to_string(), values(name).into())).collect()
}
