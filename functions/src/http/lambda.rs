//! API Gateway's events, payload 2.0.
//!
//! Parameters are taken from the event itself: the URI that `lambda_http` builds from it loses what
//! stands behind a decoded `#` or `?`.

use std::collections::HashMap;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use lambda_http::{Body, aws_lambda_events::apigw::ApiGatewayV2httpResponse};
use serde::Deserialize;

use super::{Request, Response};

/// The parts of an event that functions use. This is not `aws_lambda_events`' type, which refuses headers
/// that hold anything but ASCII, so that API Gateway would respond with 500.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    raw_path: Option<String>,
    raw_query_string: Option<String>,
    headers: Option<HashMap<String, String>>,
    path_parameters: Option<HashMap<String, String>>,
    request_context: Context,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    domain_name: Option<String>,
    http: Http,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Http {
    method: String,
    source_ip: Option<String>,
}

impl Event {
    /// The path, decoded.
    #[must_use]
    pub fn path(&self) -> &str {
        self.raw_path.as_deref().unwrap_or("/")
    }
}

/// The request that an event holds.
#[must_use]
pub fn request(event: Event) -> Request {
    Request {
        // An unknown method becomes one that no endpoint has.
        method: event.request_context.http.method.parse().unwrap_or(Method::CONNECT),
        domain_name: event.request_context.domain_name,
        source_ip: event.request_context.http.source_ip.and_then(|address| address.parse().ok()),
        path_parameters: event.path_parameters.unwrap_or_default(),
        query: event.raw_query_string.unwrap_or_default(),
        headers: headers(event.headers.unwrap_or_default()),
    }
}

/// The headers without those that HTTP does not allow.
fn headers(headers: HashMap<String, String>) -> HeaderMap {
    let header = |(name, value): (String, String)| {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        Some((name, HeaderValue::from_maybe_shared(bytes::Bytes::from(value)).ok()?))
    };
    headers.into_iter().filter_map(header).collect()
}

/// A response in API Gateway's format: text as it is, compressed bodies in base64.
#[must_use]
pub fn response(response: Response) -> ApiGatewayV2httpResponse {
    let (head, body) = response.into_parts();
    let mut gateway_response = ApiGatewayV2httpResponse::default();
    gateway_response.status_code = i64::from(head.status.as_u16());
    gateway_response.headers = head.headers;
    gateway_response.body = match String::from_utf8(body.into()) {
        Ok(text) if text.is_empty() => None,
        Ok(text) => Some(Body::Text(text)),
        Err(binary) => Some(Body::Binary(binary.into_bytes())),
    };
    gateway_response.is_base64_encoded = matches!(gateway_response.body, Some(Body::Binary(_)));
    gateway_response
}
