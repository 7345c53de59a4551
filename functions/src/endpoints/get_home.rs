//! `GET /`

use service::{Freshness, freshness::DOCUMENTATION as FRESH};
use tokio::sync::OnceCell;

use super::openapi;
use crate::{
    documentation::DOCUMENTATION,
    http::{Error, OkResponse, Request},
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
pub(super) async fn handle((): &(), _: &Request) -> Result<OkResponse, Error> {
    static HTML: OnceCell<String> = OnceCell::const_new();
    let html = HTML
        .get_or_try_init(async || pages::home(&openapi()))
        .await
        .map_err(service::Error::from)?;
    Ok(OkResponse::page(html.clone(), Freshness::new(FRESH)))
}
