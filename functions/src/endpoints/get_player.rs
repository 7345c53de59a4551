//! `GET /players/{player_id}`

use storage::player::CareerPart;

use super::{Endpoint, player_filters::StatsFilter};
use crate::{
    App,
    http::{Answer, Error, Request},
};

/// All that is known of a player: summary and statistics.
pub struct GetPlayer;

impl Endpoint for GetPlayer {
    const NAME: &'static str = "get-player";
    const PATH: &'static str = "/players/{player_id}";

    async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
        let StatsFilter { gamemode, platform } = StatsFilter::of(request)?;
        let player = app.service.player(&request.path_parameter, CareerPart::Whole).await?;
        if gamemode.is_none() && platform.is_none() {
            return Ok(Answer::from(player));
        }
        let career = player.read_career()?.filtered(platform, gamemode);
        Answer::from_player(&career, &player)
    }
}
