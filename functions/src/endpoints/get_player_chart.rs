//! `GET /players/{player_id}/chart.svg`

use charts::Theme;
use overwatch::{
    Gamemode, HeroKey, Platform,
    hero::known_heroes,
    history::{Filter, RankedRole},
};
use service::{
    history::{ALL, PlayerHistory},
    resources::heroes::ListedHeroes,
};
use utoipa::IntoParams;

use super::{
    parameters::{self, ChartTheme},
    player_filters::{PLAYER_ID, hero, new_heroes},
};
use crate::{
    App,
    documentation::{InvalidParameters, PLAYERS, Unavailable, UnknownPlayer},
    http::{Error, OkResponse, Query, Request, query::Invalid},
    player_chart::{Stat, Wanted, chart},
};

/// A chart of what a player was over time
///
/// A line chart as SVG, 3 to 2, for an `<img>` or a page. Ranks are a line for each platform and role;
/// anything else is one for each platform and gamemode, as Blizzard counts it: a season begins at zero in
/// competitive games. A filter that the chart has no use for is ignored. While a career is private, or where
/// nothing fits, the chart says that there is nothing to show.
#[utoipa::path(
    get,
    path = "/players/{player_id}/chart.svg",
    operation_id = "get_player_chart",
    tag = PLAYERS,
    params(("player_id" = String, Path, description = PLAYER_ID, example = "TeKrop-2217"), Parameters),
    responses(
        (status = 200, description = "The chart.", body = String, content_type = "image/svg+xml"),
        UnknownPlayer,
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let query = Query::of(request);
    let new = new_heroes(app, request, &query).await?;
    let parameters = query.read(|query| Parameters::of(query, &new))?;
    let Parameters { stat, platform, gamemode, role, hero, since, theme } = parameters;
    let wanted = Wanted { stat, platform, gamemode, role, hero };
    let cache = app.cache(request);
    let history = PlayerHistory::of(&cache, request.player_id()).await?;
    let mut versions = history.versions(since, None, ALL, &Filter::default()).await?;
    versions.reverse();
    let heroes = if wanted.needs_roles() {
        ListedHeroes::recent(&cache).await?
    } else {
        ListedHeroes::default()
    };
    let chart = chart(&history.name()?, &versions, &wanted, &heroes, theme);
    let response = OkResponse::chart(&chart, history.player.freshness)?;
    Ok(response.of_player(&history.player))
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Parameters {
    /// What is shown over time.
    #[param(value_type = Option<Stat>, default = "rank")]
    stat: Stat,
    /// Only this platform.
    platform: Option<Platform>,
    /// Only games of this gamemode. Ignored for `rank`, which is of competitive games.
    gamemode: Option<Gamemode>,
    /// Only the rank of this role, or what its heroes were played with. `open`, the rank of open queue, is
    /// ignored for anything but `rank`.
    role: Option<RankedRole>,
    /// Only what this hero was played with. Ignored for `rank`, which no hero has.
    hero: Option<HeroKey>,
    /// The first second, in seconds since 1970; as long as there is a history unless told.
    #[param(minimum = 0, maximum = 253_402_300_799_i64, example = 1_767_225_600)]
    since: Option<i64>,
    /// What the chart is drawn for.
    #[param(value_type = Option<ChartTheme>, default = "light")]
    theme: Theme,
}

impl Parameters {
    fn of(query: &mut Query, new: &[HeroKey]) -> Result<Self, Invalid> {
        let stat = query.optional("stat");
        let platform = query.optional("platform");
        let gamemode = query.optional("gamemode");
        let role = query.optional("role");
        let hero = hero(query, known_heroes().iter().map(|hero| hero.key), new);
        let since = parameters::time(query, "since");
        let theme = query.optional("theme");
        Ok(Self {
            stat: stat?.unwrap_or_default(),
            platform: platform?,
            gamemode: gamemode?,
            role: role?,
            hero: hero?,
            since: since?,
            theme: theme?.unwrap_or_default(),
        })
    }
}
