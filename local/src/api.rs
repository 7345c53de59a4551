//! Every endpoint on one port, answered by the code that the Lambdas run.

use std::{collections::HashMap, io, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Method, StatusCode, Uri},
    routing::any,
};
use functions::{
    App,
    endpoints::{ENDPOINTS, Endpoint, GetMetrics, Route, fallback},
    http::{Request, Response},
};
use futures_util::stream;
use tokio::net::TcpListener;

use crate::counters::Counters;

/// Serves the API until `stop` completes, with these counters among the numbers of `/metrics`.
///
/// # Errors
///
/// When the listener breaks.
pub async fn serve(
    app: Arc<App>,
    counters: Counters,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, router(&app, &counters)).with_graceful_shutdown(stop).await
}

fn router(app: &Arc<App>, counters: &Counters) -> Router {
    let router = ENDPOINTS
        .iter()
        .fold(Router::new(), |router, route| add(router, route, Arc::clone(app), counters.clone()));
    let addresses = app.store.config.addresses.clone();
    router.fallback(async move |method: Method, uri: Uri, headers: HeaderMap| {
        outgoing(fallback(&addresses, &request(method, &uri, headers, HashMap::new()), uri.path()))
    })
}

fn add(router: Router, route: &'static Route, app: Arc<App>, counters: Counters) -> Router {
    let path = (route.path)();
    let template = path.clone();
    let handler = async move |method: Method, uri: Uri, headers: HeaderMap| {
        // As they came: the extractors refuse what cannot be decoded, in their own words.
        let parameters = path_parameters(&template, uri.path());
        let request = request(method, &uri, headers, parameters);
        let response = if route.name == GetMetrics::NAME {
            counters.respond(&app, &request).await
        } else {
            (route.respond)(Arc::clone(&app), request).await
        };
        outgoing(response)
    };
    router.route(&path, any(handler))
}

/// What stands in a path where its template has names in braces.
fn path_parameters(template: &str, path: &str) -> HashMap<String, String> {
    let parameter = |(name, value): (&str, &str)| {
        let name = name.strip_prefix('{')?.strip_suffix('}')?;
        Some((name.to_owned(), value.to_owned()))
    };
    template.split('/').zip(path.split('/')).filter_map(parameter).collect()
}

fn request(
    method: Method,
    uri: &Uri,
    headers: HeaderMap,
    path_parameters: HashMap<String, String>,
) -> Request {
    Request {
        method,
        path_parameters,
        query: uri.query().unwrap_or_default().to_owned(),
        headers,
        domain_name: None,
        source_ip: None,
    }
}

/// The server states the length of every body that it can tell; a 304 stands for another one.
fn outgoing(response: Response) -> axum::http::Response<Body> {
    if response.status() == StatusCode::NOT_MODIFIED {
        return response.map(|_| Body::from_stream(stream::empty::<io::Result<Bytes>>()));
    }
    response.map(Body::from)
}
