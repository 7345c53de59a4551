//! The parameters that the endpoints of a player share.

use overwatch::{
    HeroKey,
    career::{ALL_HEROES, Gamemode, Platform},
    hero::known_heroes,
};
use service::heroes::is_known;

use crate::{
    App,
    http::{Error, Query, Request},
};

/// Which statistics are wanted.
pub(super) struct StatsFilter {
    pub(super) gamemode: Option<Gamemode>,
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
pub(super) struct CareerStatsFilter {
    pub(super) gamemode: Gamemode,
    pub(super) platform: Option<Platform>,
    pub(super) hero: Option<HeroKey>,
}

impl CareerStatsFilter {
    pub(super) async fn of(app: &App, request: &Request) -> Result<Self, Error> {
        let mut query = Query::of(request);
        let gamemode = query.required("gamemode");
        let platform = query.optional("platform");
        let new = match query.value("hero") {
            Some(hero) if hero != ALL_HEROES && !is_known(hero) => new_heroes(app, request).await?,
            _ => Vec::new(),
        };
        let known: Vec<&str> = known_keys().chain(new.iter().map(HeroKey::as_str)).collect();
        let parse = |text: &str| text.parse().ok().filter(|_| known.contains(&text));
        let hero = query.one_of("hero", parse, || known.iter());
        query.finish(|| Ok(Self { gamemode: gamemode?, platform: platform?, hero: hero? }))
    }
}

/// Heroes that Blizzard released after our table was written, which the stored list or the stored
/// player knows.
async fn new_heroes(app: &App, request: &Request) -> Result<Vec<HeroKey>, Error> {
    let mut keys = app.service.stored_heroes(&request.path_parameter).await?;
    keys.extend(app.service.new_heroes().await?.keys().cloned());
    keys.retain(|key| known_keys().all(|known| known != key.as_str()));
    keys.sort();
    keys.dedup();
    Ok(keys)
}

fn known_keys<'a>() -> impl Iterator<Item = &'a str> {
    [ALL_HEROES].into_iter().chain(known_heroes().iter().map(|hero| hero.key))
}
