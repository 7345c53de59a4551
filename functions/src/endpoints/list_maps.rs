//! `GET /maps`

use overwatch::{gamemode::MapGamemode, map::known_maps};
use service::{Freshness, freshness::STATIC_DATA};

use super::Endpoint;
use crate::{
    App,
    http::{Answer, Error, Query, Request},
};

/// All maps.
pub struct ListMaps;

impl Endpoint for ListMaps {
    const NAME: &'static str = "list-maps";
    const PATH: &'static str = "/maps";

    async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
        let mut query = Query::of(request);
        let gamemode = query.optional::<MapGamemode>("gamemode");
        let gamemode = query.finish(|| gamemode)?;
        let maps: Vec<_> = known_maps()
            .iter()
            .filter(|map| gamemode.is_none_or(|gamemode| map.gamemodes.contains(&gamemode)))
            .map(|map| map.details(&app.config.static_base_url))
            .collect();
        Answer::json(&maps, Freshness::new(STATIC_DATA))
    }
}
