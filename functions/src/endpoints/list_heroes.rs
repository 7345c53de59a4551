//! `GET /heroes`

use overwatch::{
    Locale, Role, SubRole,
    heroes::{HeroGamemode, RoleFilter},
};

use super::Endpoint;
use crate::{
    App,
    http::{Answer, Error, Query, Request, query::names},
};

/// All heroes.
pub struct ListHeroes;

impl Endpoint for ListHeroes {
    const NAME: &'static str = "list-heroes";
    const PATH: &'static str = "/heroes";

    async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
        let (role, locale, gamemode) = parameters(request)?;
        let (mut heroes, freshness) = app.service.heroes(locale).await?;
        heroes.retain(|hero| {
            role.is_none_or(|role| hero.is_of(role))
                && gamemode.is_none_or(|gamemode| hero.gamemodes.contains(&gamemode))
        });
        Answer::json(&heroes, freshness)
    }
}

fn parameters(
    request: &Request,
) -> Result<(Option<RoleFilter>, Locale, Option<HeroGamemode>), Error> {
    let mut query = Query::of(request);
    let kinds = [
        ("str-enum[Role]", names::<Role>()),
        ("str-enum[SubRole]", names::<SubRole>()),
    ];
    let role = query.one_of_kinds("role", &kinds);
    let locale = query.optional("locale");
    let gamemode = query.optional("gamemode");
    query.finish(|| Ok((role?, locale?.unwrap_or_default(), gamemode?)))
}
