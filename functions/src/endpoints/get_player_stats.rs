//! `GET /players/{player_id}/stats`

use storage::player::CareerPart;

use super::{Endpoint, player_filters::CareerStatsFilter};
use crate::{
    App,
    http::{Answer, Error, Request},
};

/// A player's career statistics, with labels.
pub struct GetPlayerStats;

impl Endpoint for GetPlayerStats {
    const NAME: &'static str = "get-player-stats";
    const PATH: &'static str = "/players/{player_id}/stats";

    async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
        let filter = CareerStatsFilter::of(app, request).await?;
        let player = app.service.player(&request.path_parameter, CareerPart::Whole).await?;
        let career = player.read_career()?;
        let stats = career.stats_of(filter.gamemode, filter.platform, filter.hero.as_ref());
        Answer::from_player(&stats, &player)
    }
}
