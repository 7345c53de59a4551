//! `GET /heroes/stats/history`

use overwatch::rates::record::RatesHistory;
use service::{Freshness, freshness::HERO_STATS};
use utoipa::IntoParams;

use super::{
    get_player_history::Format,
    rates_filter::{New, PastRates},
};
use crate::{
    App,
    documentation::{HEROES, InvalidParameters, StorageUnavailable},
    http::{Error, OkResponse, Query, Request, query::Invalid},
};

/// What the table is saved as.
const FILE: &str = "hero-stats-history.csv";

/// How often heroes were picked, and won, over time
///
/// A snapshot a day (UTC) of games on all maps, in percent; newest first. A day of which a part is missing is
/// left out, and so is today until all of it is recorded.
#[utoipa::path(
    get,
    path = "/heroes/stats/history",
    operation_id = "get_hero_stats_history",
    tag = HEROES,
    params(PastRates, Parameters),
    responses(
        (
            status = 200,
            description = "The snapshots; as CSV a row a snapshot and hero.",
            content((RatesHistory = "application/json"), (String = "text/csv")),
        ),
        InvalidParameters,
        StorageUnavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let query = Query::of(request);
    let new = New::of(app, &query).await?;
    let (past, Parameters { format }) = query.read(|query| {
        let past = PastRates::of(query, &new);
        let parameters = Parameters::of(query);
        Ok((past?, parameters?))
    })?;
    let records = past.records(app).await?;
    let history = RatesHistory::of(&past.games(), &records, past.hero.as_ref());
    let freshness = Freshness::new(HERO_STATS);
    match format {
        Format::Json => OkResponse::json(&history, freshness),
        Format::Csv => Ok(OkResponse::csv(history.to_csv().into_bytes(), FILE, freshness)),
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Parameters {
    /// What the response is written in.
    #[param(value_type = Option<Format>, default = "json")]
    format: Format,
}

impl Parameters {
    fn of(query: &mut Query) -> Result<Self, Invalid> {
        Ok(Self { format: query.optional("format")?.unwrap_or_default() })
    }
}
