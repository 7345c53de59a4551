//! `GET /`

use service::{Freshness, freshness::DOCUMENTATION as FRESH};

use crate::{
    documentation::DOCUMENTATION,
    http::{Answer, Error, Request},
    pages,
};

/// The home page
///
/// What this API is, and examples to run.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "get_home",
    tag = DOCUMENTATION,
    responses((status = 200, description = "A page.", body = String, content_type = "text/html")),
)]
pub(super) async fn answer((): &(), _: &Request) -> Result<Answer, Error> {
    Ok(Answer::page(pages::home().map_err(service::Error::from)?, Freshness::new(FRESH)))
}
