//! `GET /health`

use serde::Serialize;
use service::{Freshness, admin::status::health, freshness::HEALTH};
use utoipa::ToSchema;

use crate::{
    App,
    documentation::{STATUS, StorageUnavailable},
    http::{OkResponse, Error, Request},
};

/// Whether this API is well
///
/// Storage was asked and has answered; 503 where it has not.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "get_health",
    tag = STATUS,
    responses((status = 200, description = "All is well.", body = Health), StorageUnavailable),
)]
pub(super) async fn handle(app: &App, _: &Request) -> Result<OkResponse, Error> {
    health(&app.cache).await?;
    OkResponse::json(&Health { storage: "ok" }, Freshness::new(HEALTH))
}

/// That all is well.
#[derive(Serialize, ToSchema)]
struct Health {
    /// `ok`: it answers.
    storage: &'static str,
}
