//! `GET /players/summaries`

use overwatch::{PlayerId, career::Summary};
use serde::Serialize;
use serde_json::value::RawValue;
use service::{Freshness, batch::Got, freshness::PLAYER_PROFILE, resources::Player};
use storage::career::SummaryJson;
use utoipa::{IntoParams, ToSchema};

use crate::{
    App,
    documentation::{InvalidParameters, PLAYERS, StorageUnavailable},
    http::{
        Error, OkResponse, Query, Request,
        error::Failure,
        query::{Invalid, Length},
    },
};

/// The most players of one request.
const MOST: usize = 50;

/// Who many players are
///
/// The summaries of up to 50 players, in the order asked. Those that are stored are there at once. The others
/// are fetched for up to 8 s; who is still `pending` then is fetched behind the response, so that asking again
/// a little later has them. One player's failure fails nobody else.
#[utoipa::path(
    get,
    path = "/players/summaries",
    operation_id = "list_player_summaries",
    tag = PLAYERS,
    params(Parameters),
    responses(
        (status = 200, description = "The players. Not to be kept while one is pending or failed.", body = PlayerSummaries),
        InvalidParameters,
        StorageUnavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let Parameters { ids } = Query::of(request).read(Parameters::of)?;
    let asked: Vec<&str> = ids.iter().map(String::as_str).collect();
    let players = Player::get_many(&app.cache(request), &asked, Player::summary).await?;
    let found = players.iter().flatten().map(|player| player.freshness);
    let freshness = Freshness::first_to_be_stale(found);
    let results: Vec<_> = ids.into_iter().zip(players).map(PlayerSummaryResult::new).collect();
    let is_whole = results.iter().all(|result| result.summary.is_some());
    let freshness = freshness.unwrap_or(Freshness::new(PLAYER_PROFILE));
    let response = OkResponse::json(&PlayerSummaries { results }, freshness)?;
    Ok(if is_whole { response } else { response.for_now() })
}

/// Who many players are.
#[derive(Serialize, ToSchema)]
struct PlayerSummaries {
    /// One for each player, in the order asked.
    results: Vec<PlayerSummaryResult>,
}

/// Who one of many players is, or why that is not known.
#[derive(Serialize, ToSchema)]
struct PlayerSummaryResult {
    /// As it was asked for.
    player_id: String,
    /// Null while it is pending, and where it failed.
    #[schema(value_type = Option<Summary>)]
    summary: Option<Box<RawValue>>,
    /// Why there is none, unless it is pending.
    error: Option<Failure>,
    /// Whether it is worth asking again a little later.
    pending: bool,
}

impl PlayerSummaryResult {
    fn new((player_id, player): (String, Got<Player>)) -> Self {
        let pending = player.as_ref().is_err_and(service::Error::is_pending);
        let (summary, error) = match player.and_then(|player| raw(&player.value.part)) {
            Ok(summary) => (Some(summary), None),
            Err(_) if pending => (None, None),
            Err(error) => (None, Some(Error::from(error).into())),
        };
        Self { player_id, summary, error, pending }
    }
}

/// A summary as it is stored.
fn raw(summary: &SummaryJson) -> Result<Box<RawValue>, service::Error> {
    Ok(serde_json::from_slice(summary.json())?)
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Parameters {
    /// BattleTags with `-` for `#`, or Blizzard IDs, with commas between; repeated ones count once.
    #[param(style = Form, explode = false, min_items = 1, max_items = 50, example = json!(["TeKrop-2217"]))]
    ids: Vec<String>,
}

impl Parameters {
    fn of(query: &mut Query) -> Result<Self, Invalid> {
        let length = Length { least: 1, most: MOST };
        // Two spellings of one id count once, and what nobody can be called by its text.
        let ids = query
            .list("ids", length, |text| text.parse::<PlayerId>().map_err(|_| text.to_owned()))?;
        Ok(Self { ids })
    }
}
