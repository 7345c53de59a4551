//! The table of endpoints, and one file per endpoint.

use std::{future::Future, sync::Arc};

use futures_util::future::BoxFuture;

use crate::{
    App,
    http::{Answer, Error, Request, Response, respond},
};

/// One HTTP endpoint: one route, one Lambda, one binary of the same name.
pub trait Endpoint: Send + Sync + 'static {
    /// The binary's name.
    const NAME: &'static str;
    /// The route, with parameters in braces.
    const PATH: &'static str;

    /// Answers a request.
    fn answer(app: &App, request: &Request) -> impl Future<Output = Result<Answer, Error>> + Send;
}

/// A line of the table.
pub struct Route {
    /// The binary's name.
    pub name: &'static str,
    /// The route, with parameters in braces.
    pub path: &'static str,
    /// Answers a request, as the Lambda does.
    pub respond: fn(Arc<App>, Request) -> BoxFuture<'static, Response>,
}

impl Route {
    const fn of<E: Endpoint>() -> Self {
        Self {
            name: E::NAME,
            path: E::PATH,
            respond: |app, request| Box::pin(async move { respond::<E>(&app, request).await }),
        }
    }
}

mod player_filters;

macro_rules! endpoints {
    ($($module:ident :: $endpoint:ident),* $(,)?) => {
        $(mod $module; pub use $module::$endpoint;)*

        /// The table: every endpoint there is.
        pub static ENDPOINTS: &[Route] = &[$(Route::of::<$endpoint>()),*];
    };
}

endpoints! {
    list_heroes::ListHeroes,
    get_hero_stats::GetHeroStats,
    get_hero::GetHero,
    list_roles::ListRoles,
    list_gamemodes::ListGamemodes,
    list_maps::ListMaps,
    search_players::SearchPlayers,
    get_player::GetPlayer,
    get_player_summary::GetPlayerSummary,
    get_player_stats_summary::GetPlayerStatsSummary,
    get_player_stats::GetPlayerStats,
    get_player_career_stats::GetPlayerCareerStats,
}
