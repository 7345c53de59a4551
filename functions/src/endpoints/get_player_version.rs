//! `GET /players/{player_id}/history/{taken_at}`

use overwatch::career::Career;
use percent_encoding::percent_decode_str;
use service::history::PlayerHistory;

use super::{
    parameters::TIME,
    player_filters::{PLAYER_ID, StatsFilter},
};
use crate::{
    App,
    documentation::{InvalidParameters, PLAYERS, Unavailable, UnknownVersion},
    http::{Error, OkResponse, Query, Request},
};

/// A player's career as it was
///
/// The newest version that was not taken after that time, as whole as the career of today. A filter leaves
/// the other platform or gamemode null.
#[utoipa::path(
    get,
    path = "/players/{player_id}/history/{taken_at}",
    operation_id = "get_player_version",
    tag = PLAYERS,
    params(
        ("player_id" = String, Path, description = PLAYER_ID, example = "TeKrop-2217"),
        ("taken_at" = i64, Path, description = "A time, in seconds since 1970.", minimum = 0, maximum = 253_402_300_799_i64, example = 1_893_456_000),
        StatsFilter,
    ),
    responses(
        (status = 200, description = "The career.", body = Career),
        UnknownVersion,
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let taken_at = percent_decode_str(request.path_parameter("taken_at")).decode_utf8_lossy();
    let (taken_at, filter) = Query::of(request).read(|query| {
        let taken_at = query.path_integer("taken_at", &taken_at, TIME);
        let filter = StatsFilter::of(query);
        Ok((taken_at?, filter?))
    })?;
    let cache = app.cache(request);
    let history = PlayerHistory::of(&cache, request.player_id()).await?;
    let Some(version) = history.version_at(taken_at).await? else {
        return Err(Error::UnknownVersion);
    };
    let StatsFilter { gamemode, platform } = filter;
    if gamemode.is_none() && platform.is_none() {
        return Ok(OkResponse::player_json(version.career, &history.player));
    }
    let career: Career = serde_json::from_slice(&version.career).map_err(service::Error::from)?;
    let stats = career.stats.map(|stats| stats.filtered(platform, gamemode));
    OkResponse::from_player(&Career { stats, ..career }, &history.player)
}
