//! `GET /heroes/stats/history/chart.svg`

use charts::Theme;
use service::{Freshness, freshness::HERO_STATS};
use utoipa::IntoParams;

use super::{
    parameters::ChartTheme,
    rates_filter::{New, PastRates},
};
use crate::{
    App,
    documentation::{HEROES, InvalidParameters, StorageUnavailable},
    http::{Error, OkResponse, Query, Request, query::Invalid},
    rates_chart::{RateStat, chart},
};

/// The same as a chart
///
/// A line for the hero that is asked for, or for each of the five that had the most last. Days that are missing
/// are gaps.
#[utoipa::path(
    get,
    path = "/heroes/stats/history/chart.svg",
    operation_id = "get_hero_stats_chart",
    tag = HEROES,
    params(PastRates, Parameters),
    responses(
        (status = 200, description = "The chart.", body = String, content_type = "image/svg+xml"),
        InvalidParameters,
        StorageUnavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let query = Query::of(request);
    let new = New::of(app, &query).await?;
    let (past, Parameters { stat, theme }) = query.read(|query| {
        let past = PastRates::of(query, &new);
        let parameters = Parameters::of(query);
        Ok((past?, parameters?))
    })?;
    let mut records = past.records(app).await?;
    records.reverse();
    let chart = chart(&past.games(), &records, past.hero.as_ref(), stat, theme);
    OkResponse::chart(&chart, Freshness::new(HERO_STATS))
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Parameters {
    /// What is shown.
    #[param(value_type = Option<RateStat>, default = "pickrate")]
    stat: RateStat,
    /// What the chart is drawn for.
    #[param(value_type = Option<ChartTheme>, default = "light")]
    theme: Theme,
}

impl Parameters {
    fn of(query: &mut Query) -> Result<Self, Invalid> {
        let stat = query.optional("stat");
        let theme = query.optional("theme");
        Ok(Self { stat: stat?.unwrap_or_default(), theme: theme?.unwrap_or_default() })
    }
}
