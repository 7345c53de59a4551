//! A fake of Blizzard's site, for tests and for working offline.

mod folder;
mod notes;
pub mod pages;
pub mod play;
mod rates;
mod site;
mod veteran;
mod world;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle, time};

use site::Answer;

pub use site::{Hero, OfferedMap, Player, Site};

/// What goes wrong with every request, until it is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// An error page of this status.
    Status(u16),
    /// 429, which asks to wait for so many seconds.
    TooManyRequests(u32),
    /// A body that is none of Blizzard's pages.
    Garbage(String),
    /// An answer that comes late.
    Delay(Duration),
    /// An error page of this status that comes late.
    Late(u16, Duration),
    /// An answer that never comes.
    Hang,
    /// A connection that breaks within the answer.
    Cut,
}

/// A running fake; it ends when dropped.
pub struct Fake {
    address: SocketAddr,
    desk: Desk,
    running: watch::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

/// What the server and its owner share.
#[derive(Clone)]
struct Desk {
    papers: Arc<Mutex<Papers>>,
    /// Errs when the fake ends.
    running: watch::Receiver<()>,
}

/// Tells the time since 1970.
type Clock = Box<dyn Fn() -> Duration + Send>;

struct Papers {
    site: Site,
    clock: Clock,
    requests: Vec<(Duration, String)>,
    /// What goes wrong, with the start of the paths where it does.
    fault: Option<(String, Fault)>,
}

impl Fake {
    /// Serves a site on a free port.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn start(site: Site) -> io::Result<Self> {
        Self::start_at((Ipv4Addr::LOCALHOST, 0).into(), site).await
    }

    /// Serves a site at that address.
    ///
    /// # Errors
    ///
    /// When it cannot be had.
    pub async fn start_at(address: SocketAddr, site: Site) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let (running, receiver) = watch::channel(());
        let papers =
            Papers { site, clock: Box::new(system_time), requests: Vec::new(), fault: None };
        let desk = Desk { papers: Arc::new(Mutex::new(papers)), running: receiver };

        let router = Router::new().fallback(answer).with_state(desk.clone());
        let until = desk.clone();
        let server = axum::serve(listener, router)
            .with_graceful_shutdown(async move { until.end().await })
            .into_future();
        Ok(Self { address, desk, running, server: tokio::spawn(server) })
    }

    /// Where it is, such as `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Paths and queries asked for so far, in order, encoded as they came.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.timed_requests().into_iter().map(|(_, request)| request).collect()
    }

    /// The same with the time of each, since 1970.
    #[must_use]
    pub fn timed_requests(&self) -> Vec<(Duration, String)> {
        self.desk.papers().requests.clone()
    }

    /// Takes the time since 1970, which requests come and players play by, from this clock instead of this
    /// machine's.
    pub fn set_clock(&self, clock: impl Fn() -> Duration + Send + 'static) {
        self.desk.papers().clock = Box::new(clock);
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.desk.papers().requests.clear();
    }

    /// Makes every request go wrong, or none.
    pub fn set_fault(&self, fault: Option<Fault>) {
        self.desk.papers().fault = fault.map(|fault| (String::new(), fault));
    }

    /// Makes the requests go wrong whose path starts so, and no others.
    pub fn set_fault_under(&self, path: &str, fault: Fault) {
        self.desk.papers().fault = Some((path.to_owned(), fault));
    }

    /// Changes what it serves.
    pub fn with_site<T>(&self, change: impl FnOnce(&mut Site) -> T) -> T {
        change(&mut self.desk.papers().site)
    }

    /// Ends it; connections are refused from then on.
    pub async fn stop(self) {
        let Self { running, server, .. } = self;
        drop(running);
        if let Ok(Err(error)) = server.await {
            tracing::warn!("the fake of Blizzard's site failed: {error}");
        }
    }
}

impl Desk {
    fn papers(&self) -> MutexGuard<'_, Papers> {
        self.papers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the fake's end.
    async fn end(mut self) {
        while self.running.changed().await.is_ok() {}
    }
}

async fn answer(State(desk): State<Desk>, uri: Uri) -> Response {
    let fault = {
        let mut papers = desk.papers();
        let now = (papers.clock)();
        papers.requests.push((now, uri.to_string()));
        papers.site.advance(i64::try_from(now.as_secs()).unwrap_or(i64::MAX));
        papers.fault.clone().filter(|(path, _)| uri.path().starts_with(path))
    };
    match fault.map(|(_, fault)| fault) {
        Some(Fault::Status(status)) => return failure(status),
        Some(Fault::TooManyRequests(seconds)) => {
            return ([(header::RETRY_AFTER, seconds.to_string())], failure(429)).into_response();
        }
        Some(Fault::Garbage(body)) => return body.into_response(),
        Some(Fault::Delay(delay)) => time::sleep(delay).await,
        Some(Fault::Late(status, delay)) => {
            time::sleep(delay).await;
            return failure(status);
        }
        Some(Fault::Hang) => desk.clone().end().await,
        Some(Fault::Cut) => return cut(),
        None => {}
    }
    let answer = desk.papers().site.answer(uri.path(), uri.query().unwrap_or_default());
    answer.into_response()
}

fn system_time() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn failure(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, "The fake fails.").into_response()
}

fn cut() -> Response {
    let broken: Result<Bytes, io::Error> = Err(io::Error::other("cut"));
    Body::from_stream(stream::iter([broken])).into_response()
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        let json = [(header::CONTENT_TYPE, "application/json")];
        match self {
            Self::Page(page) => (html, page).into_response(),
            Self::NotFound(page) => (StatusCode::NOT_FOUND, html, page).into_response(),
            Self::Json(body) => (json, body).into_response(),
            Self::Redirect(path) => (StatusCode::FOUND, [(header::LOCATION, path)]).into_response(),
        }
    }
}
