//! What a request can end in instead of an answer, as the endpoints' attributes name it.

use utoipa::IntoResponses;

use crate::http::error_bodies::{
    BadRequestErrorMessage, BlizzardErrorMessage, BlizzardRateLimitErrorMessage,
    HTTPValidationError, HeroParserErrorMessage, InternalServerErrorMessage, NotFoundErrorMessage,
    PlayerNotFoundError, RateLimitErrorMessage, StorageErrorMessage,
};

/// What an endpoint of a player answers where there is no such player.
#[derive(IntoResponses)]
pub enum UnknownPlayer {
    /// Nobody is known under that id. Blizzard is asked again after a while, which grows.
    #[response(status = 404, headers(("Retry-After" = u64, description = "Seconds.")))]
    Unknown(PlayerNotFoundError),
}

/// What the endpoint of a hero answers where there is no page of it yet.
#[derive(IntoResponses)]
pub enum UnknownHero {
    /// The hero is not released yet.
    #[response(status = 404)]
    Unknown(HeroParserErrorMessage),
}

/// What an endpoint answers where parameters do not fit one another.
#[derive(IntoResponses)]
pub enum BadRequest {
    /// The map is not played in that gamemode; or an order by bans, which only competitive has.
    #[response(status = 400)]
    Bad(BadRequestErrorMessage),
}

/// What an endpoint with parameters answers to invalid ones.
#[derive(IntoResponses)]
pub enum InvalidParameters {
    /// Parameters are missing or invalid; each is listed.
    #[response(status = 422)]
    Invalid(HTTPValidationError),
}

/// What the images' path answers.
#[derive(IntoResponses)]
pub enum Image {
    /// Where the image is.
    #[response(status = 307, headers(("Location" = String, description = "The image's URL.")))]
    There,
    /// There is no such path, or the images are said to be on this very host.
    #[response(status = 404)]
    Nowhere(NotFoundErrorMessage),
}

/// What an endpoint answers whose data is in storage alone.
#[derive(IntoResponses)]
pub enum StorageUnavailable {
    /// There is a bug.
    #[response(status = 500)]
    Failed(InternalServerErrorMessage),
    /// The database cannot be reached.
    #[response(status = 503, headers(("Retry-After" = u64, description = "Seconds.")))]
    Unreachable(StorageErrorMessage),
}

/// What an endpoint that may ask Blizzard answers while something is down.
#[derive(IntoResponses)]
pub enum Unavailable {
    /// Too many requests. API Gateway's throttle says `message` for `error`, and not when to come again.
    #[response(
        status = 429,
        headers(("Retry-After" = u64, description = "Seconds, where the API itself says it."))
    )]
    TooManyRequests(RateLimitErrorMessage),
    /// A page could not be read, or there is a bug.
    #[response(status = 500)]
    Failed(InternalServerErrorMessage),
    /// Blizzard refuses requests, or would be asked too often, or the database cannot be reached.
    #[response(status = 503, headers(("Retry-After" = u64, description = "Seconds.")))]
    Refused(BlizzardRateLimitErrorMessage),
    /// Blizzard failed or took too long, and nothing is stored.
    #[response(
        status = 504,
        headers(("Retry-After" = u64, description = "Seconds, where it only takes too long."))
    )]
    Blizzard(BlizzardErrorMessage),
}
