//! The failures that the endpoints' attributes list, with their descriptions.

use utoipa::IntoResponses;

use crate::http::error_bodies::{
    BadRequestErrorMessage, BlizzardErrorMessage, BlizzardRateLimitErrorMessage,
    HTTPValidationError, HeroParserErrorMessage, InternalServerErrorMessage, NotFoundErrorMessage,
    PlayerNotFoundError, RateLimitErrorMessage, StorageErrorMessage,
};

/// The player is unknown.
#[derive(IntoResponses)]
pub enum UnknownPlayer {
    /// Nobody is known under that id. Blizzard is asked again after a while, longer each time.
    #[response(status = 404, headers(("Retry-After" = u64, description = "Seconds.")))]
    Unknown(PlayerNotFoundError),
}

/// The player is unknown, or was at that time.
#[derive(IntoResponses)]
pub enum UnknownVersion {
    /// Nobody is known under that id, as for the player's other paths; or the first version is a later one,
    /// or may not be shown, and there is nothing to wait for.
    #[response(status = 404, headers(("Retry-After" = u64, description = "Seconds, where nobody is known.")))]
    Unknown(NotFoundErrorMessage),
}

/// The hero has no page yet.
#[derive(IntoResponses)]
pub enum UnknownHero {
    /// The hero is not released yet.
    #[response(status = 404)]
    Unknown(HeroParserErrorMessage),
}

/// The parameters are valid, but not in this combination.
#[derive(IntoResponses)]
pub enum BadRequest {
    /// The map is not played in that gamemode; or an order by bans, which only competitive has.
    #[response(status = 400)]
    Bad(BadRequestErrorMessage),
}

/// Parameters are missing or invalid.
#[derive(IntoResponses)]
pub enum InvalidParameters {
    /// Parameters are missing or invalid; each is listed.
    #[response(status = 422)]
    Invalid(HTTPValidationError),
}

/// The responses of the images' path.
#[derive(IntoResponses)]
pub enum Image {
    /// Where the image is.
    #[response(status = 307, headers(("Location" = String, description = "The image's URL.")))]
    There,
    /// There is no such path, or this API itself is configured as the host of the images.
    #[response(status = 404)]
    Nowhere(NotFoundErrorMessage),
}

/// The failures of a page that may request others from Blizzard. All of them are pages.
#[derive(IntoResponses)]
pub enum FailedPage {
    /// The page is elsewhere.
    #[response(status = 307, headers(("Location" = String, description = "A path of this API.")))]
    Elsewhere,
    /// A parameter is invalid.
    #[response(status = 422, content_type = "text/html")]
    Invalid(String),
    /// Too many requests.
    #[response(
        status = 429,
        content_type = "text/html",
        headers(("Retry-After" = u64, description = "Seconds, where the API itself limits requests."))
    )]
    TooManyRequests(String),
    /// A page could not be read, or there is a bug.
    #[response(status = 500, content_type = "text/html")]
    Failed(String),
    /// Blizzard refuses requests, the rate limit towards Blizzard is reached, or the database cannot be
    /// reached.
    #[response(
        status = 503,
        content_type = "text/html",
        headers(("Retry-After" = u64, description = "Seconds."))
    )]
    Refused(String),
    /// Blizzard failed or took too long, and nothing is stored.
    #[response(
        status = 504,
        content_type = "text/html",
        headers(("Retry-After" = u64, description = "Seconds, where the page is still being fetched."))
    )]
    Blizzard(String),
}

/// A player who has no page.
#[derive(IntoResponses)]
pub enum UnknownPlayerPage {
    /// Nobody is known under that id. Blizzard is asked again after a while, longer each time.
    #[response(
        status = 404,
        content_type = "text/html",
        headers(("Retry-After" = u64, description = "Seconds."))
    )]
    Unknown(String),
}

/// The failures of an endpoint that uses the database, but not Blizzard.
#[derive(IntoResponses)]
pub enum StorageUnavailable {
    /// There is a bug.
    #[response(status = 500)]
    Failed(InternalServerErrorMessage),
    /// The database cannot be reached.
    #[response(status = 503, headers(("Retry-After" = u64, description = "Seconds.")))]
    Unreachable(StorageErrorMessage),
}

/// The failures of an endpoint that may request pages from Blizzard.
#[derive(IntoResponses)]
pub enum Unavailable {
    /// Too many requests. API Gateway's own limit names the text `message` instead of `error`, and sends no
    /// `Retry-After`.
    #[response(
        status = 429,
        headers(("Retry-After" = u64, description = "Seconds, where the API itself limits requests."))
    )]
    TooManyRequests(RateLimitErrorMessage),
    /// A page could not be read, or there is a bug.
    #[response(status = 500)]
    Failed(InternalServerErrorMessage),
    /// Blizzard refuses requests, the rate limit towards Blizzard is reached, or the database cannot be
    /// reached.
    #[response(status = 503, headers(("Retry-After" = u64, description = "Seconds.")))]
    Refused(BlizzardRateLimitErrorMessage),
    /// Blizzard failed or took too long, and nothing is stored.
    #[response(
        status = 504,
        headers(("Retry-After" = u64, description = "Seconds, where the page is still being fetched."))
    )]
    Blizzard(BlizzardErrorMessage),
}
