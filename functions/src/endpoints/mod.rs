//! The table of endpoints, and one file per endpoint: a function `answer` with an attribute that
//! says all that is documented of it.

use std::{future::Future, sync::Arc};

use futures_util::future::BoxFuture;

use crate::{
    App,
    http::{Answer, Error, Request, Response, respond},
};

pub(crate) mod player_filters;

/// One HTTP endpoint: one route, one Lambda, one binary of the same name.
pub trait Endpoint: Send + Sync + 'static {
    /// The binary's name.
    const NAME: &'static str;

    /// Answers a request.
    fn answer(app: &App, request: &Request) -> impl Future<Output = Result<Answer, Error>> + Send;
}

/// A line of the table.
pub struct Route {
    /// The binary's name.
    pub name: &'static str,
    /// The path, with parameters in braces.
    pub path: fn() -> String,
    /// Answers a request, as the Lambda does.
    pub respond: fn(Arc<App>, Request) -> BoxFuture<'static, Response>,
}

impl Route {
    const fn of<E: Endpoint, Documented: utoipa::Path>() -> Self {
        Self {
            name: E::NAME,
            path: Documented::path,
            respond: |app, request| Box::pin(async move { respond::<E>(&app, request).await }),
        }
    }
}

macro_rules! endpoints {
    ($($(#[$doc:meta])* $module:ident::$endpoint:ident = $name:literal,)*) => {
        $(
            #[allow(clippy::unused_async, reason = "some endpoints have nothing to wait for")]
            mod $module;

            $(#[$doc])*
            pub struct $endpoint;

            impl Endpoint for $endpoint {
                const NAME: &'static str = $name;

                async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
                    $module::answer(app, request).await
                }
            }
        )*

        /// The table: every endpoint there is.
        pub static ENDPOINTS: &[Route] = &[$(Route::of::<$endpoint, $module::__path_answer>()),*];

        /// What the endpoints' attributes say.
        #[derive(utoipa::OpenApi)]
        #[openapi(paths($($module::answer),*))]
        pub(crate) struct Documented;
    };
}

endpoints! {
    /// A page that shows what there is.
    get_home::GetHome = "get-home",
    /// The documentation to read.
    get_docs::GetDocs = "get-docs",
    /// The documentation for programs.
    get_openapi::GetOpenapi = "get-openapi",
    /// All heroes.
    list_heroes::ListHeroes = "list-heroes",
    /// How often heroes are picked, and win.
    get_hero_stats::GetHeroStats = "get-hero-stats",
    /// One hero: abilities, perks, story.
    get_hero::GetHero = "get-hero",
    /// All roles.
    list_roles::ListRoles = "list-roles",
    /// All game modes.
    list_gamemodes::ListGamemodes = "list-gamemodes",
    /// All maps.
    list_maps::ListMaps = "list-maps",
    /// Players by name.
    search_players::SearchPlayers = "search-players",
    /// All that is known of a player: summary and statistics.
    get_player::GetPlayer = "get-player",
    /// Who a player is: name, avatar, endorsement, ranks.
    get_player_summary::GetPlayerSummary = "get-player-summary",
    /// A player's statistics summed up: in general, by role, by hero.
    get_player_stats_summary::GetPlayerStatsSummary = "get-player-stats-summary",
    /// A player's career statistics, with labels.
    get_player_stats::GetPlayerStats = "get-player-stats",
    /// A player's career statistics as keys and values.
    get_player_career_stats::GetPlayerCareerStats = "get-player-career-stats",
    /// How the product is.
    get_status::GetStatus = "get-status",
    /// The same for Prometheus.
    get_metrics::GetMetrics = "get-metrics",
    /// Whether storage answers.
    get_health::GetHealth = "get-health",
}
