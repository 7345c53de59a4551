//! `GET /p`

use overwatch::{Order, PlayerId, order::Direction, path_segment};
use service::{
    Freshness,
    freshness::DOCUMENTATION as FRESH,
    resources::search::{OrderField, PlayerSearch},
};
use utoipa::IntoParams;

use crate::{
    App,
    documentation::{FailedPage, PAGES},
    http::{Error, OkResponse, Query, Request},
    pages,
};

/// As many are shown: nobody reads more.
const SHOWN: usize = 100;

/// A field to look a player up
///
/// With a name, the players of exactly that name. A BattleTag with its number, with `#` or `-`, leads to the
/// player's page, as a Blizzard ID does.
#[utoipa::path(
    get,
    path = "/p",
    operation_id = "search_page",
    tag = PAGES,
    params(Parameters),
    responses(
        (status = 200, description = "A page.", body = String, content_type = "text/html"),
        FailedPage,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let query = Query::of(request);
    let name = query.value("name").unwrap_or_default().trim();
    if name.is_empty() {
        return Ok(OkResponse::page_of_players(pages::search("", None), Freshness::new(FRESH)));
    }
    if let Some(id) = meant(name) {
        return Err(Error::Elsewhere(format!("/p/{}", path_segment(id.as_str()))));
    }
    let order_by = Order { by: OrderField::LastUpdatedAt, direction: Direction::Desc };
    let search = PlayerSearch { name: name.to_owned(), order_by, offset: 0, limit: SHOWN };
    let base_url = app.store.config.addresses.api_base_url(request);
    let (found, freshness) = search.run(&app.cache(request), &base_url).await?;
    Ok(OkResponse::page_of_players(pages::search(name, Some(&found)), freshness))
}

/// The one player that can be meant: by a BattleTag with its number, or by a Blizzard ID.
fn meant(name: &str) -> Option<PlayerId> {
    let id: PlayerId = name.parse().ok()?;
    match &id {
        PlayerId::BattleTag(battletag) if battletag.name() == battletag.as_str() => None,
        PlayerId::BattleTag(_) | PlayerId::BlizzardId(_) => Some(id),
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "it is only documented: any text is searched for, and none shows the field"
)]
struct Parameters {
    /// A name, a BattleTag or a Blizzard ID.
    #[param(example = "TeKrop")]
    name: Option<String>,
}
