//! `GET /players/{player_id}/stats/career`

use overwatch::career::values;
use storage::player::CareerPart;

use super::{Endpoint, player_filters::CareerStatsFilter};
use crate::{
    App,
    http::{Answer, Error, Request},
};

/// A player's career statistics as keys and values.
pub struct GetPlayerCareerStats;

impl Endpoint for GetPlayerCareerStats {
    const NAME: &'static str = "get-player-career-stats";
    const PATH: &'static str = "/players/{player_id}/stats/career";

    async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
        let filter = CareerStatsFilter::of(app, request).await?;
        let player = app.service.player(&request.path_parameter, CareerPart::Whole).await?;
        let career = player.read_career()?;
        let stats = career.stats_of(filter.gamemode, filter.platform, filter.hero.as_ref());
        Answer::from_player(&values(&stats), &player)
    }
}
