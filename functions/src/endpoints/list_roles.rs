//! `GET /roles`

use super::Endpoint;
use crate::{
    App,
    http::{Answer, Error, Query, Request},
};

/// All roles.
pub struct ListRoles;

impl Endpoint for ListRoles {
    const NAME: &'static str = "list-roles";
    const PATH: &'static str = "/roles";

    async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
        let mut query = Query::of(request);
        let locale = query.optional("locale");
        let locale = query.finish(|| Ok(locale?.unwrap_or_default()))?;
        let (roles, freshness) = app.service.roles(locale).await?;
        Answer::json(&roles, freshness)
    }
}
