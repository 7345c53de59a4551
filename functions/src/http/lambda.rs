//! API Gateway's events, payload 2.0.
//!
//! Parameters are taken from the event itself: the URI that `lambda_http` builds from it loses what
//! stands behind a decoded `#` or `?`.

use lambda_http::{
    Body,
    aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse},
};

use super::{Request, Response};

/// The request that an event holds.
#[must_use]
pub fn request(event: ApiGatewayV2httpRequest) -> Request {
    Request {
        method: event.request_context.http.method,
        path_parameter: event.path_parameters.into_values().next().unwrap_or_default(),
        query: event.raw_query_string.unwrap_or_default(),
        headers: event.headers,
    }
}

/// An answer as API Gateway takes it: text as it is, compressed bodies in base64.
#[must_use]
pub fn response(response: Response) -> ApiGatewayV2httpResponse {
    let (head, body) = response.into_parts();
    let mut answer = ApiGatewayV2httpResponse::default();
    answer.status_code = i64::from(head.status.as_u16());
    answer.headers = head.headers;
    answer.body = match String::from_utf8(body.into()) {
        Ok(text) if text.is_empty() => None,
        Ok(text) => Some(Body::Text(text)),
        Err(binary) => Some(Body::Binary(binary.into_bytes())),
    };
    answer.is_base64_encoded = matches!(answer.body, Some(Body::Binary(_)));
    answer
}
