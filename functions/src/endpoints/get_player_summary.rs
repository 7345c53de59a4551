//! `GET /players/{player_id}/summary`

use storage::player::CareerPart;

use super::Endpoint;
use crate::{
    App,
    http::{Answer, Error, Request},
};

/// Who a player is: name, avatar, endorsement, ranks.
pub struct GetPlayerSummary;

impl Endpoint for GetPlayerSummary {
    const NAME: &'static str = "get-player-summary";
    const PATH: &'static str = "/players/{player_id}/summary";

    async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
        let player = app.service.player(&request.path_parameter, CareerPart::Summary).await?;
        Ok(Answer::from(player))
    }
}
