//! `GET /players/{player_id}/stats/diff`

use overwatch::history::{Diff, Period};
use service::history::{PlayerHistory, Span};
use utoipa::IntoParams;

use super::{parameters, player_filters::PLAYER_ID};
use crate::{
    App,
    documentation::{InvalidParameters, PLAYERS, Unavailable, UnknownPlayer},
    http::{Error, OkResponse, Query, Request, query::Invalid},
};

/// What a player did between two times
///
/// What was played, by hero and altogether, and which ranks moved, from the last version before `since` to
/// the last one until `until`. Where Blizzard began to count anew in between, what stood there then was
/// played since. With fewer than two versions, or while the career is private, there is nothing to compare.
#[utoipa::path(
    get,
    path = "/players/{player_id}/stats/diff",
    operation_id = "get_player_stats_diff",
    tag = PLAYERS,
    params(("player_id" = String, Path, description = PLAYER_ID, example = "TeKrop-2217"), Parameters),
    responses(
        (status = 200, description = "What came in between.", body = Diff),
        UnknownPlayer,
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let parameters = Query::of(request).read(Parameters::of)?;
    let cache = app.cache(request);
    let history = PlayerHistory::of(&cache, request.player_id()).await?;
    let diff = history.diff(parameters.span()).await?;
    OkResponse::from_player(&diff, &history.player)
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Parameters {
    /// The first second, in seconds since 1970; 24 hours ago unless told.
    #[param(minimum = 0, maximum = 253_402_300_799_i64, example = 1_767_225_600)]
    since: Option<i64>,
    /// The last second, in seconds since 1970; now unless told.
    #[param(minimum = 0, maximum = 253_402_300_799_i64, example = 1_893_456_000)]
    until: Option<i64>,
    /// The last 24 hours, seven or thirty days, or the season that the player is in; instead of the times.
    period: Option<Period>,
}

impl Parameters {
    fn of(query: &mut Query) -> Result<Self, Invalid> {
        let since = parameters::time(query, "since");
        let until = parameters::time(query, "until");
        let period = query.optional("period").and_then(|period| {
            query.alone("period", &["since", "until"])?;
            Ok(period)
        });
        Ok(Self { since: since?, until: until?, period: period? })
    }

    fn span(self) -> Span {
        match self.period {
            Some(period) => Span::Period(period),
            None => Span::Times { since: self.since, until: self.until },
        }
    }
}
