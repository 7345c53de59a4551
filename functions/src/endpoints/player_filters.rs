//! The parameters that the endpoints of a player share.

use overwatch::{
    HeroKey,
    career::{ALL_HEROES, Gamemode, Platform},
    hero::known_heroes,
};

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
