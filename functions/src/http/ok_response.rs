//! A successful response: its body, and how fresh that is.

use std::{
    io,
    time::{Duration, UNIX_EPOCH},
};

use bytes::Bytes;
use charts::Chart;
use http::{
    HeaderName,
    header::{
        ACCEPT_ENCODING, AGE, CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH, LAST_MODIFIED,
        VARY,
    },
};
use prometheus_client::{encoding::text::encode, registry::Registry};
use serde::{Serialize, de::DeserializeOwned};
use service::{Freshness, resource::Entry, resources::player::PlayerCareer};
use storage::{Document, json};
use xxhash_rust::xxh3::xxh3_128;

use super::{
    Error, Request, Response,
    encoding::{Encoding, is_worth_it},
    entity_tag::{Held, entity_tag, held, set_unchanged},
    headers::set,
    html::PageHeaders,
    kind::Kind,
    recent,
};

const X_CACHE_STATUS: HeaderName = HeaderName::from_static("x-cache-status");
const X_CACHE_TTL: HeaderName = HeaderName::from_static("x-cache-ttl");

/// A response with status 200, or 304 if the client has the body already.
#[derive(Debug, Clone, PartialEq)]
pub struct OkResponse {
    kind: Kind,
    body: Document,
    freshness: Freshness,
    /// When Blizzard last changed the player, in seconds since 1970.
    last_modified: Option<i64>,
    /// Whether it is not to be kept.
    is_for_now: bool,
}

impl<Part: Into<Document>> From<Entry<PlayerCareer<Part>>> for OkResponse {
    fn from(player: Entry<PlayerCareer<Part>>) -> Self {
        let last_modified = player.last_modified;
        Self { last_modified, ..Self::document(player.value.part.into(), player.freshness) }
    }
}

impl<Content: DeserializeOwned> From<Entry<service::resources::Json<Content>>> for OkResponse {
    fn from(entry: Entry<service::resources::Json<Content>>) -> Self {
        Self::document(entry.value.into_document(), entry.freshness)
    }
}

impl OkResponse {
    /// A value as JSON.
    ///
    /// # Errors
    ///
    /// As [`json::to_vec`].
    pub fn json(body: &impl Serialize, freshness: Freshness) -> Result<Self, Error> {
        let body = json::to_vec(body).map_err(service::Error::from)?;
        Ok(Self::document(Document::Json(body), freshness))
    }

    /// A document that is JSON already.
    #[must_use]
    pub fn document(body: Document, freshness: Freshness) -> Self {
        Self { kind: Kind::Json, body, freshness, last_modified: None, is_for_now: false }
    }

    /// An HTML page about this API.
    #[must_use]
    pub fn page(html: String, freshness: Freshness) -> Self {
        Self::text(Kind::Page(PageHeaders::of_api()), html, freshness)
    }

    /// An HTML page about players.
    #[must_use]
    pub fn page_of_players(html: String, freshness: Freshness) -> Self {
        Self::text(Kind::Page(PageHeaders::of_players()), html, freshness)
    }

    /// Plain text.
    #[must_use]
    pub fn plain(text: String, freshness: Freshness) -> Self {
        Self::text(Kind::Text, text, freshness)
    }

    /// The same, not to be kept: it lacks what will be there in a moment.
    #[must_use]
    pub fn for_now(self) -> Self {
        Self { is_for_now: true, ..self }
    }

    /// Metrics in OpenMetrics' text format.
    ///
    /// # Errors
    ///
    /// When one cannot be written as text.
    pub fn metrics(registry: &Registry, freshness: Freshness) -> Result<Self, Error> {
        let mut text = String::new();
        encode(&mut text, registry).map_err(Error::Metrics)?;
        Ok(Self::text(Kind::Metrics, text, freshness))
    }

    /// A chart, drawn as a picture.
    ///
    /// # Errors
    ///
    /// When it cannot be drawn.
    pub fn chart(chart: &Chart, freshness: Freshness) -> Result<Self, Error> {
        Ok(Self::svg(chart.to_svg().map_err(Error::unwritable)?, freshness))
    }

    /// A picture as SVG.
    #[must_use]
    pub fn svg(svg: String, freshness: Freshness) -> Self {
        Self::text(Kind::Svg, svg, freshness)
    }

    /// An Atom feed.
    #[must_use]
    pub fn feed(feed: String, freshness: Freshness) -> Self {
        Self::text(Kind::Feed, feed, freshness)
    }

    /// A picture in pixels, compressed as it is.
    #[must_use]
    pub fn png(png: Vec<u8>, freshness: Freshness) -> Self {
        Self { kind: Kind::Png, ..Self::document(Document::Json(png), freshness) }
    }

    fn text(kind: Kind, text: String, freshness: Freshness) -> Self {
        Self { kind, ..Self::document(Document::Json(text.into_bytes()), freshness) }
    }

    /// A table, to be saved under this name.
    #[must_use]
    pub fn csv(table: Vec<u8>, file: &'static str, freshness: Freshness) -> Self {
        Self { kind: Kind::Csv(file), ..Self::document(Document::Json(table), freshness) }
    }

    /// A value that was made from a player, as JSON.
    ///
    /// # Errors
    ///
    /// As [`json::to_vec`].
    pub fn from_player<P>(
        body: &impl Serialize,
        player: &Entry<PlayerCareer<P>>,
    ) -> Result<Self, Error> {
        let json = json::to_vec(body).map_err(service::Error::from)?;
        Ok(Self::player_json(json, player))
    }

    /// JSON text that was made from a player.
    #[must_use]
    pub fn player_json<P>(json: Vec<u8>, player: &Entry<PlayerCareer<P>>) -> Self {
        Self::player_document(Document::Json(json), player)
    }

    /// A document that was made from a player.
    #[must_use]
    pub fn player_document<P>(document: Document, player: &Entry<PlayerCareer<P>>) -> Self {
        Self::document(document, player.freshness).of_player(player)
    }

    /// The same with the time at which the player last changed.
    #[must_use]
    pub fn of_player<P>(self, player: &Entry<PlayerCareer<P>>) -> Self {
        Self { last_modified: player.last_modified, ..self }
    }

    /// The response to this request: in the encoding that the client prefers, or a 304.
    ///
    /// # Errors
    ///
    /// When the body cannot be compressed or decompressed.
    pub fn into_response(self, request: &Request) -> Result<Response, Error> {
        let hash = self.hash();
        let tag = format!("{hash:032x}");
        let wanted = request.header(ACCEPT_ENCODING).filter(|_| self.kind != Kind::Png);
        let encoding = wanted.and_then(|header| Encoding::accepted(header, self.stored_encoding()));
        let encoding = encoding.filter(|_| is_worth_it(self.body.length()));
        let mut response = Response::default();
        self.set_caching_headers(&mut response);
        match request.header(IF_NONE_MATCH).map(|header| held(header, &tag)) {
            Some(Held::This(tag)) => set_unchanged(&mut response, tag),
            Some(Held::Any) => set_unchanged(&mut response, entity_tag(&tag, encoding)),
            Some(Held::Nothing) | None => {
                self.kind.set(&mut response);
                set(&mut response, ETAG, entity_tag(&tag, encoding));
                if let Some(encoding) = encoding {
                    set(&mut response, CONTENT_ENCODING, <&str>::from(encoding));
                }
                let body = encoded(self.body, encoding, hash).map_err(service::Error::from)?;
                *response.body_mut() = body;
            }
        }
        Ok(response)
    }

    /// What the body is encoded in as it is stored.
    fn stored_encoding(&self) -> Option<Encoding> {
        matches!(self.body, Document::Gzip(_)).then_some(Encoding::Gzip)
    }

    fn set_caching_headers(&self, response: &mut Response) {
        let Freshness { age, stale_after } = self.freshness;
        let mut cache_control = format!("public, max-age={}", stale_after.as_secs());
        let mut status = "hit";
        if self.freshness.is_stale() {
            cache_control.push_str(", stale-while-revalidate=60, stale-if-error=86400");
            status = "stale";
        }
        if self.is_for_now {
            "no-store".clone_into(&mut cache_control);
        }
        set(response, CACHE_CONTROL, cache_control);
        set(response, AGE, age.as_secs().to_string());
        set(response, X_CACHE_STATUS, status);
        set(response, X_CACHE_TTL, self.freshness.time_to_live().as_secs().to_string());
        set(response, VARY, "Accept-Encoding");
        let modified = self.last_modified.and_then(|seconds| u64::try_from(seconds).ok());
        // HTTP has no dates after the year 9999.
        if let Some(seconds) = modified.filter(|seconds| *seconds < 253_402_300_800) {
            let time = UNIX_EPOCH + Duration::from_secs(seconds);
            set(response, LAST_MODIFIED, httpdate::fmt_http_date(time));
        }
    }

    /// A hash of the body, the same for each of its encodings.
    fn hash(&self) -> u128 {
        let (Document::Json(bytes) | Document::Gzip(bytes)) = &self.body;
        xxh3_128(bytes)
    }
}

/// The body in an encoding or none; as it is where it is stored so.
fn encoded(body: Document, encoding: Option<Encoding>, hash: u128) -> io::Result<Bytes> {
    match (body, encoding) {
        (Document::Gzip(member), Some(Encoding::Gzip)) => Ok(member.into()),
        (Document::Json(json), None) => Ok(json.into()),
        (body, None) => recent::encoded(hash, encoding, || Ok(body.json()?.into_owned())),
        (body, Some(wanted)) => recent::encoded(hash, encoding, || wanted.encode(&body.json()?)),
    }
}
