//! `GET /docs`

use service::{Freshness, freshness::DOCUMENTATION as FRESH};
use tokio::sync::OnceCell;

use super::openapi;
use crate::{
    documentation::DOCUMENTATION,
    http::{Error, OkResponse, Request},
    pages,
};

/// The reference, for people
///
/// Every endpoint with its parameters and responses, and every schema.
#[utoipa::path(
    get,
    path = "/docs",
    operation_id = "get_docs",
    tag = DOCUMENTATION,
    responses((status = 200, description = "A page.", body = String, content_type = "text/html")),
)]
pub(super) async fn handle((): &(), _: &Request) -> Result<OkResponse, Error> {
    static HTML: OnceCell<String> = OnceCell::const_new();
    let html = HTML
        .get_or_try_init(async || pages::docs(&openapi()))
        .await
        .map_err(service::Error::from)?;
    Ok(OkResponse::page(html.clone(), Freshness::new(FRESH)))
}
