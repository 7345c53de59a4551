//! `GET /roles`

use overwatch::roles::RoleEntry;
use service::resources::Roles;

use super::parameters::LocaleParameter;
use crate::{
    App,
    documentation::{HEROES, InvalidParameters, Unavailable},
    http::{Error, OkResponse, Query, Request},
};

/// All roles
///
/// What they are called, and what they do.
#[utoipa::path(
    get,
    path = "/roles",
    operation_id = "list_roles",
    tag = HEROES,
    params(LocaleParameter),
    responses(
        (status = 200, description = "The roles.", body = Vec<RoleEntry>),
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let LocaleParameter { locale } = Query::of(request).read(LocaleParameter::of)?;
    Ok(app.cache(request).get(&Roles(locale)).await?.into())
}
