//! `GET /status`

use service::admin::status::{Status, status};

use crate::{
    Store,
    documentation::{STATUS, StorageUnavailable},
    http::{Error, OkResponse, Request},
};

/// The status of this API
///
/// What is stored, the delay between requests to Blizzard, and what the watch on Blizzard's pages found:
/// fields that are missing and names that are new.
#[utoipa::path(
    get,
    path = "/status",
    operation_id = "get_status",
    tag = STATUS,
    responses((status = 200, description = "The status.", body = Status), StorageUnavailable),
)]
pub(super) async fn handle(store: &Store, _: &Request) -> Result<OkResponse, Error> {
    let (status, freshness) = status(&store.storage, store.config.blizzard_limits).await?;
    OkResponse::json(&status, freshness)
}
