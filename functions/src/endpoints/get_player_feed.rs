//! `GET /players/{player_id}/feed.atom`

use overwatch::history::Filter;
use service::history::PlayerHistory;

use super::player_filters::PLAYER_ID;
use crate::{
    App,
    documentation::{PLAYERS, Unavailable, UnknownPlayer},
    http::{Error, OkResponse, Request},
    player_feed::{Subject, feed},
};

/// As many entries as a feed has, of as many versions: readers come again before so much has happened.
const ENTRIES: u32 = 100;

/// What happened to a player, for feed readers
///
/// An Atom feed: an entry for each rank that moved, each session of games with its result, and each new
/// name, title or endorsement; at most 100, the newest first. What an entry is called stays, wherever the API
/// is. While a career is private there are no entries of before either.
#[utoipa::path(
    get,
    path = "/players/{player_id}/feed.atom",
    operation_id = "get_player_feed",
    tag = PLAYERS,
    params(("player_id" = String, Path, description = PLAYER_ID, example = "TeKrop-2217")),
    responses(
        (status = 200, description = "The feed.", body = String, content_type = "application/atom+xml"),
        UnknownPlayer,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let cache = app.cache(request);
    let history = PlayerHistory::of(&cache, request.player_id()).await?;
    // The first of them is only what the next is compared with.
    let mut versions = history.versions(None, None, ENTRIES + 1, &Filter::default()).await?;
    versions.reverse();
    let name = history.name()?;
    let last_modified = history.player.last_modified;
    let subject = Subject { id: history.id(), name: &name, last_modified };
    let base_url = app.store.config.addresses.api_base_url(request);
    let feed = feed(&subject, &versions, ENTRIES as usize, &base_url);
    Ok(OkResponse::feed(feed?, history.player.freshness).of_player(&history.player))
}
