//! The one place that maps errors to HTTP.

use bytes::Bytes;
use http::{
    StatusCode,
    header::{CONTENT_TYPE, LOCATION, RETRY_AFTER},
};
use overwatch::Gamemode;
use serde::{Deserialize, Serialize};
use service::whole_seconds;
use storage::json;
use utoipa::ToSchema;

use super::{
    Response,
    error_bodies::{
        BadRequestErrorMessage, BlizzardErrorMessage, BlizzardRateLimitErrorMessage,
        HTTPValidationError, HeroParserErrorMessage, InternalServerErrorMessage,
        MethodNotAllowedErrorMessage, NotFoundErrorMessage, PlayerNotFoundError,
        RateLimitErrorMessage, StorageErrorMessage,
    },
    headers::set,
};

/// Seconds until a request may be repeated after the database could not be reached.
const RETRY_SOON: u64 = 5;
/// Seconds until a request may be repeated after Blizzard refused ours.
const RETRY_BLIZZARD: u64 = 60;

/// Seconds until a card may be asked for again while a laptop downloads fonts.
const RETRY_FONTS: u64 = 30;

/// What whoever asks for a card without fonts can tell the person who runs the server.
const NO_FONTS: &str = "Cards cannot be drawn here, since their fonts are missing. \
    Whoever runs this server fetches them with `cargo run -p registry --bin fonts`";

/// Why a request has no successful response.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Parameters are missing or invalid.
    #[error("{} parameters are missing or invalid", .0.detail.len())]
    InvalidParameters(HTTPValidationError),
    /// The map is not played in that gamemode.
    #[error("map and gamemode do not fit")]
    IncompatibleMap {
        /// The map's key.
        map: String,
        /// The gamemode.
        gamemode: Gamemode,
    },
    /// Only competitive games have bans to order by.
    #[error("no bans outside competitive")]
    NoBanrate,
    /// Nothing of the player is kept from that time, or from any before it.
    #[error("unknown version")]
    UnknownVersion,
    /// What was asked for has a page of its own, at this path of our own host.
    #[error("elsewhere")]
    Elsewhere(String),
    /// There is no such route.
    #[error("unknown route")]
    UnknownRoute,
    /// The route does not have this method.
    #[error("unknown method")]
    UnknownMethod,
    /// Metrics cannot be written as text.
    #[error("metrics cannot be written: {0}")]
    Metrics(#[source] std::fmt::Error),
    /// A chart, a card or a feed cannot be written. Their own errors would be linked into every function.
    #[error("what was made cannot be written: {0}")]
    Unwritable(String),
    /// The fonts that cards are drawn with are missing.
    #[error("no card can be drawn: {0}")]
    NoFonts(String),
    /// The function panicked; the log says where.
    #[error("a bug")]
    Panicked,
    /// The service failed, or does not know what was requested.
    #[error(transparent)]
    Service(#[from] service::Error),
}

impl From<HTTPValidationError> for Error {
    fn from(invalid: HTTPValidationError) -> Self {
        Self::InvalidParameters(invalid)
    }
}

impl Error {
    /// Logs what the client is not shown.
    pub(crate) fn log(&self) {
        match self {
            Self::InvalidParameters(_)
            | Self::IncompatibleMap { .. }
            | Self::NoBanrate
            | Self::UnknownVersion
            | Self::Elsewhere(_)
            | Self::UnknownRoute
            | Self::UnknownMethod
            | Self::Service(
                service::Error::UnknownPlayer(_)
                | service::Error::HeroNotFound
                | service::Error::TooManyRequests(_),
            ) => {}
            Self::Service(error) => {
                tracing::error!(%error, cause = cause(error), "a request failed");
            }
            Self::Metrics(_) | Self::Unwritable(_) | Self::NoFonts(_) => {
                tracing::error!(error = %self, "a request failed");
            }
            Self::Panicked => tracing::error!("the function panicked"),
        }
    }

    /// That what was made cannot be written.
    pub(crate) fn unwritable(error: impl std::error::Error) -> Self {
        Self::Unwritable(error.to_string())
    }

    pub(crate) fn into_response(self) -> Response {
        use blizzard::Error as Blizzard;
        use service::Error as Service;

        match self {
            Self::InvalidParameters(body) => json(StatusCode::UNPROCESSABLE_ENTITY, &body),
            Self::IncompatibleMap { map, gamemode } => bad_request(format!(
                "Selected map '{map}' is not compatible with '{gamemode}' gamemode."
            )),
            Self::NoBanrate => bad_request(
                "Ordering by banrate is only possible in the 'competitive' gamemode.".to_owned(),
            ),
            Self::Service(Service::HeroNotFound) => json(
                StatusCode::NOT_FOUND,
                &HeroParserErrorMessage::from("Hero not found or not released yet"),
            ),
            Self::UnknownVersion => json(
                StatusCode::NOT_FOUND,
                &NotFoundErrorMessage::from("Nothing is kept of this player from that time"),
            ),
            Self::Elsewhere(path) => redirect(path),
            Self::UnknownRoute => {
                json(StatusCode::NOT_FOUND, &NotFoundErrorMessage::from("Not Found"))
            }
            Self::UnknownMethod => json(
                StatusCode::METHOD_NOT_ALLOWED,
                &MethodNotAllowedErrorMessage::from("Method Not Allowed"),
            ),
            Self::Service(Service::UnknownPlayer(player)) => {
                let seconds = whole_seconds(player.retry_after);
                let body = PlayerNotFoundError::from(player);
                retry_after(seconds, json(StatusCode::NOT_FOUND, &body))
            }
            Self::Service(Service::NotYet(wait)) => refused(
                whole_seconds(wait).max(1),
                "Blizzard is asked as often as it allows, please try again later",
            ),
            Self::Service(Service::StillFetching(wait)) => refused(
                whole_seconds(wait).max(1),
                "Blizzard takes long to answer, please try again in a moment",
            ),
            Self::Service(Service::TooManyRequests(wait)) => {
                let text = "Too many new things asked for, please try again later";
                let body = RateLimitErrorMessage::from(text);
                let response = json(StatusCode::TOO_MANY_REQUESTS, &body);
                retry_after(whole_seconds(wait).max(1), response)
            }
            Self::Service(Service::Blizzard(Blizzard::TooManyRequests(Some(wait)))) => refused(
                whole_seconds(wait).clamp(1, 3600),
                "Blizzard is refusing requests for now, please try again later",
            ),
            Self::Service(Service::Blizzard(
                Blizzard::Forbidden | Blizzard::TooManyRequests(None),
            )) => refused(
                RETRY_BLIZZARD,
                "Blizzard is refusing requests for now, please try again later",
            ),
            Self::Service(Service::Blizzard(cause)) => no_page(cause.status(), reason(&cause)),
            Self::Service(Service::Storage(cause)) if cause.is_unavailable() => {
                let text = "The database cannot be reached, please try again";
                let body = StorageErrorMessage::from(text);
                retry_after(RETRY_SOON, json(StatusCode::SERVICE_UNAVAILABLE, &body))
            }
            Self::NoFonts(_) => {
                let body = StorageErrorMessage::from(NO_FONTS);
                retry_after(RETRY_FONTS, json(StatusCode::SERVICE_UNAVAILABLE, &body))
            }
            Self::Service(_) | Self::Metrics(_) | Self::Unwritable(_) | Self::Panicked => json(
                StatusCode::INTERNAL_SERVER_ERROR,
                &InternalServerErrorMessage::from("Internal Server Error"),
            ),
        }
    }
}

/// Why one of many results is missing.
#[derive(Debug, Serialize, ToSchema)]
pub struct Failure {
    /// The status that a request for it alone would be answered with.
    #[schema(example = 404)]
    status_code: u16,
    /// What is wrong.
    #[schema(example = "Player not found")]
    message: String,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        #[derive(Deserialize)]
        struct Body {
            error: String,
        }

        error.log();
        let response = error.into_response();
        let body = serde_json::from_slice(response.body());
        let message = body.map_or_else(|_| response.status().to_string(), |Body { error }| error);
        Self { status_code: response.status().as_u16(), message }
    }
}

/// A temporary redirect.
pub(crate) fn redirect(location: impl AsRef<str>) -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    set(&mut response, LOCATION, location);
    response
}

fn bad_request(text: String) -> Response {
    json(StatusCode::BAD_REQUEST, &BadRequestErrorMessage::from(text))
}

fn refused(seconds: u64, text: &str) -> Response {
    let body = BlizzardRateLimitErrorMessage::from(text);
    retry_after(seconds, json(StatusCode::SERVICE_UNAVAILABLE, &body))
}

fn no_page(status: u16, reason: &str) -> Response {
    let text = format!("Couldn't get Blizzard page (HTTP {status} error) : {reason}");
    json(StatusCode::GATEWAY_TIMEOUT, &BlizzardErrorMessage::from(text))
}

fn json(status: StatusCode, body: &impl Serialize) -> Response {
    // Texts and numbers can always be serialised.
    let body = json::to_vec(body).unwrap_or_default();
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    set(&mut response, CONTENT_TYPE, "application/json");
    response
}

fn retry_after(seconds: u64, mut response: Response) -> Response {
    set(&mut response, RETRY_AFTER, seconds.to_string());
    response
}

/// What a client is told of a failed request to Blizzard.
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

/// The innermost cause, which is the most precise.
fn cause(error: &service::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
