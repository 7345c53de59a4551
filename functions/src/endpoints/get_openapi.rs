//! `GET /openapi.json`

use service::{Freshness, freshness::DOCUMENTATION as FRESH};
use storage::{Document, json};
use tokio::sync::OnceCell;

use super::openapi;
use crate::{
    documentation::DOCUMENTATION,
    http::{Error, OkResponse, Request},
};

/// The reference, for programs
///
/// The same as an `OpenAPI` 3.1 document.
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "get_openapi",
    tag = DOCUMENTATION,
    responses((status = 200, description = "The document.", body = inline(serde_json::Value))),
)]
pub(super) async fn handle((): &(), _: &Request) -> Result<OkResponse, Error> {
    static JSON: OnceCell<Vec<u8>> = OnceCell::const_new();
    let json = JSON.get_or_try_init(async || json::to_vec(&openapi())).await;
    let json = json.map_err(service::Error::from)?.clone();
    Ok(OkResponse::document(Document::Json(json), Freshness::new(FRESH)))
}
