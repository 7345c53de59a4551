//! `GET /openapi.json`

use service::{Freshness, freshness::DOCUMENTATION as FRESH};

use crate::{
    documentation::{self, DOCUMENTATION},
    http::{Answer, Error, Request},
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
pub(super) async fn answer((): &(), _: &Request) -> Result<Answer, Error> {
    Answer::json(&documentation::openapi(), Freshness::new(FRESH))
}
