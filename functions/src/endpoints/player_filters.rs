//! The parameters that the endpoints of a player share.

use overwatch::{
    HeroKey,
    career::{ALL_HEROES, Gamemode, Platform},
    hero::known_heroes,
};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

use crate::{
    App,
    http::{Error, Query, Request},
};

/// What `player_id` is, for the documentation.
pub(super) const PLAYER_ID: &str = "A BattleTag with `-` for `#`, in any script; letter case counts. \
    Or a Blizzard ID, as the player search answers it.";

/// Which statistics are wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct StatsFilter {
    /// Statistics of only this gamemode.
    pub(super) gamemode: Option<Gamemode>,
    /// Statistics of only this platform.
    pub(super) platform: Option<Platform>,
}

impl StatsFilter {
    pub(super) fn of(request: &Request) -> Result<Self, Error> {
        let mut query = Query::of(request);
        let gamemode = query.optional("gamemode");
        let platform = query.optional("platform");
        query.finish(|| Ok(Self { gamemode: gamemode?, platform: platform? }))
    }
}

/// Which career statistics are wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct CareerStatsFilter {
    /// Statistics of this gamemode.
    #[param(example = "competitive")]
    pub(super) gamemode: Gamemode,
    /// Statistics of this platform. Without it, the first of PC and console that has any.
    pub(super) platform: Option<Platform>,
    /// Statistics of only this hero, or of all heroes together.
    #[param(value_type = Option<HeroKeyCareerFilter>)]
    pub(super) hero: Option<HeroKey>,
}

/// The heroes to choose from, in the documentation.
pub(crate) struct HeroKeyCareerFilter;

impl PartialSchema for HeroKeyCareerFilter {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(known_keys())).into()
    }
}

impl ToSchema for HeroKeyCareerFilter {}

impl CareerStatsFilter {
    pub(super) async fn of(app: &App, request: &Request) -> Result<Self, Error> {
        let mut query = Query::of(request);
        let gamemode = query.required("gamemode");
        let platform = query.optional("platform");
        let stored = match query.value("hero") {
            Some(hero) if !is_known(hero) => app.service.stored_heroes(&request.player_id).await?,
            _ => Vec::new(),
        };
        let hero = query.one_of("hero", |hero| parse_hero(hero, &stored), known_keys);
        query.finish(|| Ok(Self { gamemode: gamemode?, platform: platform?, hero: hero? }))
    }
}

/// A hero that our table or the stored player knows: Blizzard may have released one since.
fn parse_hero(text: &str, stored: &[HeroKey]) -> Option<HeroKey> {
    if is_known(text) {
        return text.parse().ok();
    }
    stored.iter().find(|hero| hero.as_str() == text).cloned()
}

fn is_known(text: &str) -> bool {
    known_keys().any(|key| key == text)
}

fn known_keys() -> impl Iterator<Item = &'static str> {
    [ALL_HEROES].into_iter().chain(known_heroes().iter().map(|hero| hero.key))
}
