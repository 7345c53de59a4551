//! `GET /players/{player_id}/stats/summary`

use overwatch::stats_summary::{StatsSummary, summarize};
use service::resources::{Player, heroes::ListedHeroes};

use super::player_filters::{PLAYER_ID, StatsFilter};
use crate::{
    App,
    documentation::{InvalidParameters, PLAYERS, Unavailable, UnknownPlayer},
    http::{Error, OkResponse, Query, Request},
};

/// A player's figures
///
/// Games, win rate, KDA, sums and means per ten minutes: of everything, by role and by hero. Without
/// a filter, platforms and gamemodes are added up.
#[utoipa::path(
    get,
    path = "/players/{player_id}/stats/summary",
    operation_id = "get_player_stats_summary",
    tag = PLAYERS,
    params(("player_id" = String, Path, description = PLAYER_ID, example = "TeKrop-2217"), StatsFilter),
    responses(
        (status = 200, description = "The figures; an empty object without any time played.", body = StatsSummary),
        UnknownPlayer,
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let StatsFilter { gamemode, platform } = Query::of(request).read(StatsFilter::of)?;
    let player = Player::get(&app.cache(request), request.player_id(), Player::snapshot).await?;
    let snapshot = &player.value.part;
    if snapshot.heroes.is_empty() {
        return OkResponse::from_player(&StatsSummary::default(), &player);
    }
    let heroes = ListedHeroes::recent(&app.cache).await?;
    let summary = summarize(snapshot, platform, gamemode, |hero| heroes.role_of(hero));
    OkResponse::from_player(&summary, &player)
}
