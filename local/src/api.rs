//! Every endpoint on one port, answered by the code that the Lambdas run.

use std::{io, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{RawPathParams, RawQuery},
    http::{HeaderMap, Method},
    routing::any,
};
use functions::{
    App,
    endpoints::{ENDPOINTS, Route},
    http::{Request, Response, not_found},
};
use tokio::net::TcpListener;

/// Serves the API until `stop` completes.
///
/// # Errors
///
/// When the listener breaks.
pub async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, router(&app)).with_graceful_shutdown(stop).await
}

fn router(app: &Arc<App>) -> Router {
    ENDPOINTS
        .iter()
        .fold(Router::new(), |router, route| add(router, route, Arc::clone(app)))
        .fallback(async || not_found().map(Body::from))
}

fn add(router: Router, route: &'static Route, app: Arc<App>) -> Router {
    let handler = async move |method: Method,
                              parameters: RawPathParams,
                              RawQuery(query): RawQuery,
                              headers: HeaderMap| {
        let request = Request {
            method,
            player_id: player_id(&parameters),
            query: query.unwrap_or_default(),
            headers,
        };
        let response: Response = (route.respond)(Arc::clone(&app), request).await;
        response.map(Body::from)
    };
    router.route(&(route.path)(), any(handler))
}

fn player_id(parameters: &RawPathParams) -> String {
    let value = parameters.iter().find(|(name, _)| *name == "player_id");
    value.map(|(_, value)| value.to_owned()).unwrap_or_default()
}
