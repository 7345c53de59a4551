//! The client: one request a call; once more only where a connection was dead.

use std::time::Duration;

use overwatch::{BlizzardId, HeroKey, Locale, PlayerId};
use reqwest::{
    RequestBuilder, Response, StatusCode,
    header::RETRY_AFTER,
    redirect::{Action, Attempt, Policy},
};
use url::Url;

use crate::{
    Error, Page, RatesQuery,
    urls::{Site, blizzard_id},
};

/// For a request with all its redirects, to the last byte.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A BattleTag leads to a Blizzard ID, and a path without a slash to one with.
const MAX_REDIRECTS: usize = 3;

/// Five times the largest page seen.
const MAX_BODY: usize = 5 << 20;

const X_REQUESTED_WITH: &str = "x-requested-with";

const USER_AGENT: &str = concat!(
    "overfast-serverless/",
    env!("CARGO_PKG_VERSION"),
    " (OverFast-compatible API; asks each page at most once an hour)"
);

/// Asks Blizzard for pages. Cheap to clone; connections are shared.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    site: Site,
}

/// A career page, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareerPage {
    /// The player, as the URL names it that the page was found at.
    pub id: BlizzardId,
    /// The page.
    pub html: String,
}

impl Client {
    /// A client for the site at `base_url`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidBaseUrl`], [`Error::Tls`], [`Error::Build`].
    pub fn new(base_url: &str) -> Result<Self, Error> {
        let http = https::client()?
            .user_agent(USER_AGENT)
            .timeout(TIMEOUT)
            .redirect(Policy::custom(follow))
            .build()
            .map_err(Error::Build)?;
        Ok(Self { http, site: Site::new(base_url)? })
    }

    /// A player's career page. A BattleTag is redirected to the Blizzard ID.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] for a player that Blizzard does not know; [`Error::NoBlizzardId`]; or
    /// whatever keeps the page from us.
    pub async fn career(&self, id: &PlayerId) -> Result<CareerPage, Error> {
        let (url, html) = ask(Page::Career, self.http.get(self.site.career(id))).await?;
        Ok(CareerPage { id: blizzard_id(&url).ok_or(Error::NoBlizzardId)?, html })
    }

    /// The JSON that Blizzard's search answers for a name without its number.
    ///
    /// # Errors
    ///
    /// Whatever keeps the answer from us.
    pub async fn search(&self, name: &str) -> Result<String, Error> {
        self.text(Page::Search, self.site.search(name)).await
    }

    /// The home page, which shows the roles.
    ///
    /// # Errors
    ///
    /// Whatever keeps the page from us.
    pub async fn home(&self, locale: Locale) -> Result<String, Error> {
        self.text(Page::Home, self.site.home(locale)).await
    }

    /// The list of heroes.
    ///
    /// # Errors
    ///
    /// Whatever keeps the page from us.
    pub async fn heroes(&self, locale: Locale) -> Result<String, Error> {
        self.text(Page::Heroes, self.site.heroes(locale)).await
    }

    /// A hero's page.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] for a hero that is not released; or whatever keeps the page from us.
    pub async fn hero(&self, key: &HeroKey, locale: Locale) -> Result<String, Error> {
        self.text(Page::Hero, self.site.hero(key, locale)).await
    }

    /// The page with the patch notes of the live game.
    ///
    /// # Errors
    ///
    /// As [`Self::search`].
    pub async fn patch_notes(&self, locale: Locale) -> Result<String, Error> {
        self.text(Page::PatchNotes, self.site.patch_notes(locale)).await
    }

    /// The JSON with hero rates, asked with one of the query's candidates for `rq`.
    ///
    /// # Errors
    ///
    /// Whatever keeps the answer from us.
    pub async fn rates(&self, query: &RatesQuery, rq: &str) -> Result<String, Error> {
        // Without this header Blizzard answers with a page.
        let request =
            self.http.get(self.site.rates(query, rq)).header(X_REQUESTED_WITH, "XMLHttpRequest");
        Ok(ask(Page::Rates, request).await?.1)
    }

    /// The page with hero rates, which lets its reader choose maps and divisions.
    ///
    /// # Errors
    ///
    /// Whatever keeps the page from us.
    pub async fn rates_page(&self) -> Result<String, Error> {
        self.text(Page::RatesPage, self.site.rates_page()).await
    }

    async fn text(&self, page: Page, url: Url) -> Result<String, Error> {
        Ok(ask(page, self.http.get(url)).await?.1)
    }
}

/// A page's text, and where it was found. Counted, whatever comes of it.
async fn ask(page: Page, request: RequestBuilder) -> Result<(Url, String), Error> {
    let result = async {
        let response = answered(request).await?;
        Ok((response.url().clone(), body(response).await?))
    }
    .await;
    page.count(result.as_ref().err());
    result
}

async fn answered(request: RequestBuilder) -> Result<Response, Error> {
    let again = request.try_clone();
    let response = match (request.send().await, again) {
        // The site may close an idle connection while a request is on its way over it.
        (Err(error), Some(again)) if is_dead_connection(&error) => again.send().await,
        (result, _) => result,
    };
    let response = response.map_err(failure)?;
    match response.status() {
        StatusCode::OK => Ok(response),
        StatusCode::FORBIDDEN => Err(Error::Forbidden),
        StatusCode::TOO_MANY_REQUESTS => Err(Error::TooManyRequests(retry_after(&response))),
        StatusCode::NOT_FOUND => Err(Error::NotFound),
        status => Err(Error::Status(status.as_u16())),
    }
}

/// Whether a connection that was there broke before a response came over it.
fn is_dead_connection(error: &reqwest::Error) -> bool {
    error.is_request() && !error.is_connect() && !error.is_timeout()
}

/// In seconds; as a date it is not believed, for clocks differ.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// Redirects are followed within the site, for a page from elsewhere is none of Blizzard's; from a
/// BattleTag to a Blizzard ID, but not from there to another.
fn follow(redirect: Attempt) -> Action {
    let (previous, to) = (redirect.previous(), redirect.url());
    let is_another_site = previous.last().is_none_or(|from| from.origin() != to.origin());
    let leaves_player = || {
        let player = previous.last().and_then(blizzard_id);
        player.is_some() && player != blizzard_id(to)
    };
    if is_another_site {
        redirect.error("a redirect to another site")
    } else if leaves_player() {
        redirect.error("a redirect to another player")
    } else if previous.len() > MAX_REDIRECTS {
        redirect.error("too many redirects")
    } else {
        redirect.follow()
    }
}

async fn body(mut response: Response) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        if bytes.len() + chunk.len() > MAX_BODY {
            return Err(Error::TooLarge(MAX_BODY));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| Error::NotUtf8)
}

/// The error without its URL: that holds a player's id, and errors are logged.
fn failure(error: reqwest::Error) -> Error {
    if error.is_timeout() {
        Error::Timeout(TIMEOUT)
    } else {
        let error = error.without_url();
        let mut cause: &dyn std::error::Error = &error;
        while let Some(source) = cause.source() {
            cause = source;
        }
        Error::Connection(cause.to_string())
    }
}
