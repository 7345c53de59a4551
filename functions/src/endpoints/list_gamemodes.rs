//! `GET /gamemodes`

use overwatch::gamemode::MapGamemode;
use service::{Freshness, freshness::STATIC_DATA};
use strum::VariantArray;

use super::Endpoint;
use crate::{
    App,
    http::{Answer, Error, Request},
};

/// All game modes.
pub struct ListGamemodes;

impl Endpoint for ListGamemodes {
    const NAME: &'static str = "list-gamemodes";
    const PATH: &'static str = "/gamemodes";

    async fn answer(app: &App, _: &Request) -> Result<Answer, Error> {
        let gamemodes: Vec<_> = MapGamemode::VARIANTS
            .iter()
            .map(|gamemode| gamemode.details(&app.config.static_base_url))
            .collect();
        Answer::json(&gamemodes, Freshness::new(STATIC_DATA))
    }
}
