//! `GET /players/{player_id}/stats/summary`

use overwatch::{hero::role_of, stats_summary::summarize};
use serde_json::json;
use storage::player::CareerPart;

use super::{Endpoint, player_filters::StatsFilter};
use crate::{
    App,
    http::{Answer, Error, Request},
};

/// A player's statistics summed up: in general, by role, by hero.
pub struct GetPlayerStatsSummary;

impl Endpoint for GetPlayerStatsSummary {
    const NAME: &'static str = "get-player-stats-summary";
    const PATH: &'static str = "/players/{player_id}/stats/summary";

    async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
        let StatsFilter { gamemode, platform } = StatsFilter::of(request)?;
        let player = app.service.player(&request.player_id, CareerPart::Whole).await?;
        match player.read_career()?.stats {
            Some(stats) => {
                let summary = summarize(&stats, platform, gamemode, role_of);
                Answer::from_player(&summary, &player)
            }
            None => Answer::from_player(&json!({}), &player),
        }
    }
}
