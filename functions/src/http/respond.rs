//! How a request is handled, the same on Lambda and on a laptop.

use std::{future::Future, panic::AssertUnwindSafe};

use futures_util::FutureExt;
use http::{
    Method, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW, CACHE_CONTROL,
        CONTENT_LENGTH, X_CONTENT_TYPE_OPTIONS,
    },
};

use super::{Error, OkResponse, Request, Response, headers::set};

/// The methods that every endpoint has.
pub const METHODS: &str = "GET, HEAD, OPTIONS";
/// The headers that browsers would hide from scripts of other sites.
const EXPOSED: &str = "Age, Allow, ETag, Retry-After, X-Cache-Status, X-Cache-TTL";

/// Runs `handler` for GET and HEAD, and responds to other methods without it. A panic becomes a 500. What
/// fails is answered by `on_failure`.
pub async fn respond(
    request: &Request,
    handler: impl Future<Output = Result<OkResponse, Error>>,
    on_failure: OnFailure,
) -> Response {
    let result = match request.method {
        Method::GET | Method::HEAD => {
            let response = async { handler.await?.into_response(request) };
            AssertUnwindSafe(response).catch_unwind().await.unwrap_or(Err(Error::Panicked))
        }
        Method::OPTIONS => Ok(preflight()),
        _ => Err(Error::UnknownMethod),
    };
    let response = result.unwrap_or_else(|error| {
        error.log();
        on_failure(error, request)
    });
    finish(&request.method, response)
}

/// How an endpoint answers what fails.
pub type OnFailure = fn(Error, &Request) -> Response;

/// As programs read it.
#[must_use]
pub fn as_json(error: Error, _: &Request) -> Response {
    error.into_response()
}

pub(crate) fn preflight() -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    set(&mut response, ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    set(&mut response, ACCESS_CONTROL_ALLOW_HEADERS, "*");
    set(&mut response, ACCESS_CONTROL_MAX_AGE, "86400");
    response
}

/// Adds the headers that every response has, errors included, and leaves out the body for HEAD.
pub(crate) fn finish(method: &Method, mut response: Response) -> Response {
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        set(&mut response, ALLOW, METHODS);
    }
    if !response.headers().contains_key(CACHE_CONTROL) && !response.status().is_success() {
        set(&mut response, CACHE_CONTROL, "no-store");
    }
    set(&mut response, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(&mut response, ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    set(&mut response, X_CONTENT_TYPE_OPTIONS, "nosniff");
    if *method == Method::HEAD {
        let body = std::mem::take(response.body_mut());
        // A 304 would have to state the length of the body that the client has.
        if response.status() != StatusCode::NOT_MODIFIED {
            set(&mut response, CONTENT_LENGTH, body.len().to_string());
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_500_that_shows_nothing() {
        let request = Request {
            domain_name: None,
            source_ip: None,
            method: Method::GET,
            path_parameters: [("player_id".to_owned(), "somebody".to_owned())].into(),
            query: String::new(),
            headers: HeaderMap::new(),
        };
        let handler = async { panic!("the secret of {}", request.player_id()) };
        let response = respond(&request, handler, as_json).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.body(), r#"{"error":"Internal Server Error"}"#);
        assert_eq!(response.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    }
}
