//! The one place that maps errors to HTTP.

use bytes::Bytes;
use http::{
    StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use overwatch::Gamemode;
use serde_json::{Value, json as object};
use service::{UnknownPlayer, json, whole_seconds};

use super::{Response, answer::set, query::InvalidParameter};

/// Seconds after which a database that was not there, or Blizzard that refused us, may be tried again.
const RETRY_SOON: u64 = 5;
const RETRY_BLIZZARD: u64 = 60;

/// What a request can end in instead of an answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Parameters are missing or invalid.
    #[error("{} parameters are missing or invalid", .0.len())]
    InvalidParameters(Vec<InvalidParameter>),
    /// The map is not played in that gamemode.
    #[error("map and gamemode do not fit")]
    IncompatibleMap {
        /// The map's key.
        map: String,
        /// The gamemode.
        gamemode: Gamemode,
    },
    /// There are bans in competitive games only.
    #[error("no bans outside competitive")]
    NoBanrate,
    /// There is no such route.
    #[error("unknown route")]
    UnknownRoute,
    /// The route does not have this method.
    #[error("unknown method")]
    UnknownMethod,
    /// Metrics cannot be written as text.
    #[error("metrics cannot be written: {0}")]
    Metrics(#[source] std::fmt::Error),
    /// The function panicked. What it said is in the log.
    #[error("a bug")]
    Panicked,
    /// The product could not answer.
    #[error(transparent)]
    Service(#[from] service::Error),
}

impl Error {
    /// Writes to the log what the client does not get to see.
    pub(super) fn log(&self) {
        match self {
            Self::InvalidParameters(_)
            | Self::IncompatibleMap { .. }
            | Self::NoBanrate
            | Self::UnknownRoute
            | Self::UnknownMethod
            | Self::Service(service::Error::UnknownPlayer(_) | service::Error::HeroNotFound) => {}
            Self::Service(error) => tracing::error!(%error, cause = cause(error), "no answer"),
            Self::Metrics(error) => tracing::error!(%error, "no answer"),
            Self::Panicked => tracing::error!("the function panicked"),
        }
    }

    pub(super) fn into_response(self) -> Response {
        let (status, retry_after, body) = self.parts();
        // A JSON value can always be written.
        let body = json::to_vec(&body).unwrap_or_default();
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status;
        set(&mut response, CONTENT_TYPE, "application/json");
        if let Some(seconds) = retry_after {
            set(&mut response, RETRY_AFTER, seconds.to_string());
        }
        response
    }

    fn parts(self) -> (StatusCode, Option<u64>, Value) {
        use blizzard::Error as Blizzard;
        use service::Error as Service;

        let error = |text: &str| object!({ "error": text });
        match self {
            Self::InvalidParameters(errors) => {
                (StatusCode::UNPROCESSABLE_ENTITY, None, object!({ "detail": errors }))
            }
            Self::IncompatibleMap { map, gamemode } => {
                let text =
                    format!("Selected map '{map}' is not compatible with '{gamemode}' gamemode.");
                (StatusCode::BAD_REQUEST, None, error(&text))
            }
            Self::NoBanrate => {
                let text = "Ordering by banrate is only possible in the 'competitive' gamemode.";
                (StatusCode::BAD_REQUEST, None, error(text))
            }
            Self::Service(Service::HeroNotFound) => {
                (StatusCode::NOT_FOUND, None, error("Hero not found or not released yet"))
            }
            Self::UnknownRoute => (StatusCode::NOT_FOUND, None, error("Not Found")),
            Self::UnknownMethod => {
                (StatusCode::METHOD_NOT_ALLOWED, None, error("Method Not Allowed"))
            }
            Self::Service(Service::UnknownPlayer(unknown)) => {
                (StatusCode::NOT_FOUND, Some(unknown.retry_after), unknown_player(unknown))
            }
            Self::Service(Service::NotYet(wait)) => (
                StatusCode::SERVICE_UNAVAILABLE,
                Some(whole_seconds(wait).max(1)),
                error("Blizzard is asked as often as it allows, please try again later"),
            ),
            Self::Service(Service::Blizzard(Blizzard::Forbidden)) => (
                StatusCode::SERVICE_UNAVAILABLE,
                Some(RETRY_BLIZZARD),
                error("Blizzard is refusing requests for now, please try again later"),
            ),
            Self::Service(Service::Blizzard(cause)) => (
                StatusCode::GATEWAY_TIMEOUT,
                None,
                error(&format!(
                    "Couldn't get Blizzard page (HTTP {} error) : {}",
                    cause.status(),
                    reason(&cause)
                )),
            ),
            Self::Service(Service::StillFetching) => (
                StatusCode::GATEWAY_TIMEOUT,
                Some(RETRY_SOON),
                error("Couldn't get Blizzard page (HTTP 0 error) : it takes too long"),
            ),
            Self::Service(Service::Storage(cause)) if cause.is_unavailable() => (
                StatusCode::SERVICE_UNAVAILABLE,
                Some(RETRY_SOON),
                error("The database cannot be reached, please try again"),
            ),
            Self::Service(_) | Self::Metrics(_) | Self::Panicked => {
                (StatusCode::INTERNAL_SERVER_ERROR, None, error("Internal Server Error"))
            }
        }
    }
}

fn unknown_player(unknown: UnknownPlayer) -> Value {
    object!({
        "error": "Player not found",
        "retry_after": unknown.retry_after,
        "next_check_at": unknown.next_check_at,
        "check_count": unknown.check_count,
    })
}

/// What a client may know of a failed request to Blizzard.
fn reason(error: &blizzard::Error) -> &'static str {
    use blizzard::Error as Blizzard;

    match error {
        Blizzard::Timeout(_) => "Blizzard took too long",
        Blizzard::Connection(_) => "Blizzard cannot be reached",
        Blizzard::TooLarge(_) => "the page is too large",
        Blizzard::NotFound => "no such page",
        _ => "unexpected answer",
    }
}

/// The innermost cause, which says most.
fn cause(error: &service::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
