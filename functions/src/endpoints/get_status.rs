//! `GET /status`

use service::admin::status::{Status, status};

use crate::{
    App,
    documentation::{STATUS, StorageUnavailable},
    http::{OkResponse, Error, Request},
};

/// How this API is
///
/// What storage holds, how far apart requests to Blizzard are, and what the watch on Blizzard's pages saw: fields that went missing, names that
/// are new.
#[utoipa::path(
    get,
    path = "/status",
    operation_id = "get_status",
    tag = STATUS,
    responses((status = 200, description = "The status.", body = Status), StorageUnavailable),
)]
pub(super) async fn handle(app: &App, _: &Request) -> Result<OkResponse, Error> {
    let (status, freshness) = status(&app.cache).await?;
    OkResponse::json(&status, freshness)
}
