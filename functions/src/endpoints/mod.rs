//! The table of endpoints, and one file per endpoint: a function `handle`, with an attribute that
//! documents it.

use std::{future::Future, sync::Arc};

use futures_util::future::BoxFuture;

use crate::{
    App, Store,
    app::{State, Uses},
    config::Addresses,
    http::{Error, OkResponse, OnFailure, Request, Response, as_json, respond},
    pages,
};

mod fallback;
mod openapi;
mod parameters;
mod player_card;
mod player_filters;
mod rates_filter;

pub use fallback::fallback;
pub use get_metrics::status_registry;
pub use openapi::openapi;

/// One HTTP endpoint: one route, and a Lambda and binary of its name.
pub trait Endpoint: Send + Sync + 'static {
    /// The binary's name. Two endpoints of one name share a function.
    const NAME: &'static str;

    /// The path, with parameters in braces.
    fn path() -> String;

    /// The part of [`App`] that it uses. What it does not name is not linked into its binary.
    type State: State;

    /// How it answers what fails.
    const ON_FAILURE: OnFailure = as_json;

    /// Handles a GET request.
    fn handle(
        state: &Self::State,
        request: &Request,
    ) -> impl Future<Output = Result<OkResponse, Error>> + Send;

    /// The response to a request of any method.
    fn respond(state: &Self::State, request: Request) -> impl Future<Output = Response> + Send {
        async move { respond(&request, Self::handle(state, &request), Self::ON_FAILURE).await }
    }
}

/// A line of the table.
pub struct Route {
    /// The binary's name.
    pub name: &'static str,
    /// The name of the type in this module.
    pub endpoint: &'static str,
    /// The path, with parameters in braces.
    pub path: fn() -> String,
    /// What of a deployment it uses.
    pub uses: Uses,
    /// Responds to a request, as the Lambda does.
    pub respond: fn(Arc<App>, Request) -> BoxFuture<'static, Response>,
}

impl Route {
    const fn of<E: Endpoint>(endpoint: &'static str) -> Self {
        Self {
            name: E::NAME,
            endpoint,
            path: E::path,
            uses: E::State::USES,
            respond: |app, request| {
                Box::pin(async move { E::respond(E::State::of(&app), request).await })
            },
        }
    }
}

/// Whether an endpoint of the table has this path, given as its segments.
fn is_path(segments: &[&str]) -> bool {
    PATHS.iter().any(|path| {
        let path = path();
        let expected: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        expected.len() == segments.len()
            && expected
                .iter()
                .zip(segments)
                .all(|(expected, segment)| expected.starts_with('{') || expected == segment)
    })
}

macro_rules! endpoints {
    ($($(#[$doc:meta])* $module:ident::$endpoint:ident with $state:ty $(, $failure:path)? = $name:literal,)*) => {
        $(
            #[allow(clippy::unused_async, reason = "some endpoints have nothing to wait for")]
            mod $module;

            $(#[$doc])*
            pub struct $endpoint;

            impl Endpoint for $endpoint {
                const NAME: &'static str = $name;

                type State = $state;

                $(const ON_FAILURE: OnFailure = $failure;)?
                fn path() -> String {
                    <$module::__path_handle as utoipa::Path>::path()
                }

                async fn handle(state: &$state, request: &Request) -> Result<OkResponse, Error> {
                    $module::handle(state, request).await
                }
            }
        )*

        /// The table: every endpoint there is.
        pub static ENDPOINTS: &[Route] = &[
            $(Route::of::<$endpoint>(stringify!($endpoint))),*
        ];

        /// The paths of the table; a binary that uses only these does not link the endpoints.
        static PATHS: &[fn() -> String] = &[
            $(<$endpoint as Endpoint>::path),*
        ];

        /// The endpoints' attributes.
        #[derive(utoipa::OpenApi)]
        #[openapi(paths($($module::handle),*))]
        struct Documented;
    };
}

endpoints! {
    /// The home page.
    get_home::GetHome with () = "get-home",
    /// The reference, for people.
    get_docs::GetDocs with () = "get-docs",
    /// The reference, for programs.
    get_openapi::GetOpenapi with () = "get-openapi",
    /// The reference, for language models.
    get_llms::GetLlms with () = "get-llms",
    /// All heroes.
    list_heroes::ListHeroes with App = "list-heroes",
    /// How often heroes are picked, and win.
    get_hero_stats::GetHeroStats with App = "get-hero-stats",
    /// How often heroes were picked, and won, over time.
    get_hero_stats_history::GetHeroStatsHistory with App = "get-hero-stats-history",
    /// The same as a chart.
    get_hero_stats_chart::GetHeroStatsChart with App = "get-hero-stats-chart",
    /// All heroes with abilities, perks, story.
    list_all_heroes::ListAllHeroes with App = "list-all-heroes",
    /// One hero: abilities, perks, story.
    get_hero::GetHero with App = "get-hero",
    /// All roles.
    list_roles::ListRoles with App = "list-roles",
    /// What Blizzard changed in the game.
    get_patch_notes::GetPatchNotes with App = "get-patch-notes",
    /// All game modes.
    list_gamemodes::ListGamemodes with Addresses = "list-gamemodes",
    /// All maps.
    list_maps::ListMaps with App = "list-maps",
    /// Players by name.
    search_players::SearchPlayers with App = "search-players",
    /// Who many players are.
    list_player_summaries::ListPlayerSummaries with App = "list-player-summaries",
    /// A player's career: summary and statistics.
    get_player::GetPlayer with App = "get-player",
    /// Who a player is: name, avatar, endorsement, ranks.
    get_player_summary::GetPlayerSummary with App = "get-player-summary",
    /// A player's statistics summed up: in general, by role, by hero.
    get_player_stats_summary::GetPlayerStatsSummary with App = "get-player-stats-summary",
    /// A player's career statistics, with labels.
    get_player_stats::GetPlayerStats with App = "get-player-stats",
    /// A player's career statistics as keys and values.
    get_player_career_stats::GetPlayerCareerStats with App = "get-player-career-stats",
    /// What a player was at several times.
    get_player_history::GetPlayerHistory with App = "get-player-history",
    /// A player's career as it was at one time.
    get_player_version::GetPlayerVersion with App = "get-player-version",
    /// What a player did between two times.
    get_player_stats_diff::GetPlayerStatsDiff with App = "get-player-stats-diff",
    /// What a player was over time, as a chart.
    get_player_chart::GetPlayerChart with App = "get-player-chart",
    /// What happened to a player, for feed readers.
    get_player_feed::GetPlayerFeed with App = "get-player-feed",
    /// A player, for people.
    get_player_page::GetPlayerPage with App, pages::failure = "get-player-page",
    /// A field to look a player up, and who was found.
    search_page::SearchPage with App, pages::failure = "search-page",
    /// Where crawlers may not go.
    get_robots::GetRobots with () = "get-robots",
    /// A card of a player to share, as SVG.
    get_player_card_svg::GetPlayerCardSvg with App = "get-player-card",
    /// The same as PNG.
    get_player_card_png::GetPlayerCardPng with App = "get-player-card",
    /// The status of the API.
    get_status::GetStatus with Store = "get-status",
    /// The same for Prometheus.
    get_metrics::GetMetrics with Store = "get-metrics",
    /// Whether the database responds.
    get_health::GetHealth with Store = "get-health",
}
