//! `GET /p/{player_id}`

use charts::Theme;
use overwatch::{
    Gamemode, Order, Platform, PlayerId,
    history::{Filter, Period, Snapshot, Version},
    order::Direction,
};
use service::{
    history::{ALL, PlayerHistory},
    resources::heroes::ListedHeroes,
};
use utoipa::{IntoParams, openapi::Object};

use super::{parameters, player_filters::PLAYER_ID};
use crate::{
    App,
    documentation::{FailedPage, PAGES, UnknownPlayerPage},
    http::{Error, OkResponse, Query, Request, query::Invalid},
    pages::player::{Column, Lately, PlayerPage, ThemedChart, WantedHeroes},
    player_chart::{Stat, Wanted, chart},
};

const ORDER_BY: &str = "^(hero|role|time_played|games_played|winrate|kda|eliminations|deaths|damage|\
    healing):(asc|desc)$";

/// Two points make a line.
const CHARTED: usize = 2;

/// A player, for people
///
/// Who it is, the ranks, what was played lately, charts and heroes. Needs no script, and loads nothing from
/// anywhere else. While a career is private, nothing from before is shown.
#[utoipa::path(
    get,
    path = "/p/{player_id}",
    operation_id = "get_player_page",
    tag = PAGES,
    params(("player_id" = String, Path, description = PLAYER_ID, example = "TeKrop-2217"), Parameters),
    responses(
        (status = 200, description = "A page.", body = String, content_type = "text/html"),
        UnknownPlayerPage,
        FailedPage,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let Parameters { order_by: order, platform, gamemode } =
        Query::of(request).read(Parameters::of)?;
    let cache = app.cache(request);
    let history = PlayerHistory::with_snapshot(&cache, request.player_id()).await?;
    let mut versions = history.versions(None, None, ALL, &Filter::default()).await?;
    versions.reverse();
    let heroes = ListedHeroes::recent(&cache).await?;
    let player = &history.player;
    let now = &player.value.part;
    let id = request
        .player_id()
        .parse::<PlayerId>()
        .map_or_else(|_| history.id().to_owned(), |id| id.as_str().to_owned());
    let page = PlayerPage {
        id: &id,
        base_url: &app.store.config.addresses.api_base_url(request),
        now,
        last_changed: player.last_modified,
        is_private: history.is_hidden(),
        lately: &lately(&history, &versions, now),
        charts: &charts(&now.name, &versions, &heroes)?,
        heroes: &heroes,
        wanted: WantedHeroes { platform, gamemode, order },
        freshness: player.freshness,
    };
    Ok(OkResponse::page_of_players(page.to_html(), player.freshness).of_player(player))
}

fn lately(history: &PlayerHistory<Snapshot>, versions: &[Version], now: &Snapshot) -> Vec<Lately> {
    let season = now
        .season()
        .map_or_else(|| "All that is known".to_owned(), |season| format!("Season {season}"));
    [
        ("Last 24 hours".to_owned(), Period::Day),
        ("Last 7 days".to_owned(), Period::Week),
        (season, Period::Season),
    ]
    .map(|(name, period)| Lately { name, diff: history.diff_among(versions, period) })
    .into()
}

fn charts(
    name: &str,
    versions: &[Version],
    heroes: &ListedHeroes,
) -> Result<Vec<ThemedChart>, Error> {
    if versions.len() < CHARTED {
        return Ok(Vec::new());
    }
    let svg = |stat, theme| {
        let wanted = Wanted { stat, ..Wanted::default() };
        chart(name, versions, &wanted, heroes, theme).to_svg().map_err(Error::unwritable)
    };
    [Stat::Rank, Stat::Winrate]
        .into_iter()
        .map(|stat| {
            Ok(ThemedChart { light: svg(stat, Theme::Light)?, dark: svg(stat, Theme::Dark)? })
        })
        .collect()
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Parameters {
    /// What heroes are ordered by, and which way.
    #[param(schema_with = order_by, required = false)]
    order_by: Order<Column>,
    /// Heroes as played on only this platform.
    platform: Option<Platform>,
    /// Heroes as played in only this gamemode.
    gamemode: Option<Gamemode>,
}

fn order_by() -> Object {
    parameters::order(ORDER_BY, "time_played:desc")
}

impl Parameters {
    fn of(query: &mut Query) -> Result<Self, Invalid> {
        let by_time = Order { by: Column::TimePlayed, direction: Direction::Desc };
        let order_by = query.matching("order_by", ORDER_BY, by_time);
        let platform = query.optional("platform");
        let gamemode = query.optional("gamemode");
        Ok(Self { order_by: order_by?, platform: platform?, gamemode: gamemode? })
    }
}
