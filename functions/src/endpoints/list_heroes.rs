//! `GET /heroes`

use overwatch::{
    Locale, Role, SubRole,
    heroes::{HeroEntry, HeroGamemode, RoleFilter},
};
use service::resources::Heroes;
use utoipa::IntoParams;

use crate::{
    App,
    documentation::{HEROES, InvalidParameters, Unavailable},
    http::{
        Error, OkResponse, Query, Request,
        query::{Invalid, names},
    },
};

/// All heroes
///
/// Sorted by key. A hero that Blizzard releases is here within a day.
#[utoipa::path(
    get,
    path = "/heroes",
    operation_id = "list_heroes",
    tag = HEROES,
    params(Parameters),
    responses(
        (status = 200, description = "The heroes.", body = Vec<HeroEntry>),
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let Parameters { role, locale, gamemode } = Query::of(request).read(Parameters::of)?;
    let entry = app.cache(request).get(&Heroes(locale)).await?;
    if role.is_none() && gamemode.is_none() {
        return Ok(entry.into());
    }
    let mut heroes = entry.value.into_content()?;
    heroes.retain(|hero| {
        role.is_none_or(|role| hero.is_of(role))
            && gamemode.is_none_or(|gamemode| hero.gamemodes.contains(&gamemode))
    });
    OkResponse::json(&heroes, entry.freshness)
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Parameters {
    /// Heroes of only this role or subrole.
    role: Option<RoleFilter>,
    /// The language of the texts.
    #[param(value_type = Option<Locale>, default = "en-us")]
    locale: Locale,
    /// Heroes that can be played in only this.
    gamemode: Option<HeroGamemode>,
}

impl Parameters {
    fn of(query: &mut Query) -> Result<Self, Invalid> {
        let kinds =
            [("str-enum[Role]", names::<Role>()), ("str-enum[SubRole]", names::<SubRole>())];
        let role = query.one_of_kinds("role", &kinds);
        let locale = query.optional("locale");
        let gamemode = query.optional("gamemode");
        Ok(Self { role: role?, locale: locale?.unwrap_or_default(), gamemode: gamemode? })
    }
}
