//! `GET /roles`

use overwatch::roles::RoleEntry;

use crate::{
    App,
    documentation::{HEROES, InvalidParameters, LocaleParameter, Unavailable},
    http::{Answer, Error, Query, Request},
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
pub(super) async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
    let mut query = Query::of(request);
    let locale = query.optional("locale");
    let locale = query.finish(|| Ok(locale?.unwrap_or_default()))?;
    let (roles, freshness) = app.service.roles(locale).await?;
    Ok(Answer::document(roles, freshness))
}
