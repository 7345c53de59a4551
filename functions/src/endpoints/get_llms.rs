//! `GET /llms.txt`

use service::{Freshness, freshness::DOCUMENTATION as FRESH};
use tokio::sync::OnceCell;

use super::openapi;
use crate::{
    documentation::DOCUMENTATION,
    http::{Error, OkResponse, Request},
    pages,
};

/// The reference, for language models
///
/// Every path with its parameters and an example, as short as it goes.
#[utoipa::path(
    get,
    path = "/llms.txt",
    operation_id = "get_llms",
    tag = DOCUMENTATION,
    responses((status = 200, description = "The reference as Markdown.", body = String, content_type = "text/plain")),
)]
pub(super) async fn handle((): &(), _: &Request) -> Result<OkResponse, Error> {
    static TEXT: OnceCell<String> = OnceCell::const_new();
    let text = TEXT
        .get_or_try_init(async || pages::llms(&openapi()))
        .await
        .map_err(service::Error::from)?;
    Ok(OkResponse::plain(text.clone(), Freshness::new(FRESH)))
}
