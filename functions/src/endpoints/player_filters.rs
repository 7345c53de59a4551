//! The parameters of the endpoints of a player.

use overwatch::{Gamemode, HeroKey, Platform, career::ALL_HEROES, hero::known_heroes};
use service::resources::{
    Player,
    heroes::{ListedHeroes, is_known},
};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

use crate::{
    App,
    http::{Error, Query, Request, query::Invalid},
};

/// The description of `player_id`.
pub(super) const PLAYER_ID: &str = "A BattleTag with `-` for `#`, in any script; letter case counts. \
    Or a Blizzard ID, as the player search returns it.";

/// Filters of statistics.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct StatsFilter {
    /// Statistics of only this gamemode.
    pub(super) gamemode: Option<Gamemode>,
    /// Statistics of only this platform.
    pub(super) platform: Option<Platform>,
}

impl StatsFilter {
    pub(super) fn of(query: &mut Query) -> Result<Self, Invalid> {
        let gamemode = query.optional("gamemode");
        let platform = query.optional("platform");
        Ok(Self { gamemode: gamemode?, platform: platform? })
    }
}

/// Filters of career statistics.
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
pub(super) struct HeroKeyCareerFilter;

impl PartialSchema for HeroKeyCareerFilter {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(known_keys())).into()
    }
}

impl ToSchema for HeroKeyCareerFilter {}

impl CareerStatsFilter {
    pub(super) async fn read(app: &App, request: &Request) -> Result<Self, Error> {
        let query = Query::of(request);
        let new = new_heroes(app, request, &query).await?;
        Ok(query.read(|query| Self::of(query, &new))?)
    }

    fn of(query: &mut Query, new: &[HeroKey]) -> Result<Self, Invalid> {
        let gamemode = query.required("gamemode");
        let platform = query.optional("platform");
        let hero = hero(query, known_keys(), new);
        Ok(Self { gamemode: gamemode?, platform: platform?, hero: hero? })
    }
}

/// The hero that is asked for: one of the `known` or of the `new` ones.
pub(super) fn hero<'a>(
    query: &mut Query,
    known: impl Iterator<Item = &'a str>,
    new: &'a [HeroKey],
) -> Result<Option<HeroKey>, Invalid> {
    let known: Vec<&str> = known.chain(new.iter().map(HeroKey::as_str)).collect();
    let parse = |text: &str| text.parse().ok().filter(|_| known.contains(&text));
    query.one_of("hero", parse, || known.iter())
}

/// Heroes that Blizzard released after our table was written, where the table does not know the one that is
/// asked for: those of the stored list and of the stored player.
pub(super) async fn new_heroes(
    app: &App,
    request: &Request,
    query: &Query<'_>,
) -> Result<Vec<HeroKey>, Error> {
    if query.value("hero").is_none_or(|hero| hero == ALL_HEROES || is_known(hero)) {
        return Ok(Vec::new());
    }
    let mut keys = Player::stored_heroes(&app.cache, request.player_id()).await?;
    keys.extend(ListedHeroes::stored(&app.cache).await?.new_keys().cloned());
    keys.retain(|key| known_keys().all(|known| known != key.as_str()));
    keys.sort();
    keys.dedup();
    Ok(keys)
}

fn known_keys<'a>() -> impl Iterator<Item = &'a str> {
    [ALL_HEROES].into_iter().chain(known_heroes().iter().map(|hero| hero.key))
}
