//! `GET /robots.txt`

use service::{Freshness, freshness::DOCUMENTATION as FRESH};

use crate::{
    documentation::DOCUMENTATION,
    http::{Error, OkResponse, Request},
};

/// A crawler would spend Blizzard's patience. Those that only show what somebody shared, and keep to these
/// rules, are let in.
const ROBOTS: &str = "\
User-agent: *
Disallow: /p/
Disallow: /p?
Disallow: /players/
Disallow: /players?

User-agent: Twitterbot
User-agent: facebookexternalhit
User-agent: LinkedInBot
Disallow:
";

/// Where crawlers may not go
///
/// Players are in no search engine because of this API.
#[utoipa::path(
    get,
    path = "/robots.txt",
    operation_id = "get_robots",
    tag = DOCUMENTATION,
    responses((status = 200, description = "Rules.", body = String, content_type = "text/plain")),
)]
pub(super) async fn handle((): &(), _: &Request) -> Result<OkResponse, Error> {
    Ok(OkResponse::plain(ROBOTS.to_owned(), Freshness::new(FRESH)))
}
