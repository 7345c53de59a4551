//! `GET /health`

use serde::Serialize;
use service::{Freshness, freshness::HEALTH};
use storage::Housekeeping;
use utoipa::ToSchema;

use crate::{
    Store,
    documentation::{STATUS, StorageUnavailable},
    http::{Error, OkResponse, Request},
};

/// Whether this API is well
///
/// 200 if the database responds, else 503.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "get_health",
    tag = STATUS,
    responses((status = 200, description = "All is well.", body = Health), StorageUnavailable),
)]
pub(super) async fn handle(store: &Store, _: &Request) -> Result<OkResponse, Error> {
    store.storage.ping().await.map_err(service::Error::from)?;
    OkResponse::json(&Health { storage: "ok" }, Freshness::new(HEALTH))
}

/// That all is well.
#[derive(Serialize, ToSchema)]
struct Health {
    /// `ok`: the database responds.
    storage: &'static str,
}
