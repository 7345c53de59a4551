//! Requests that nobody means well, as API Gateway hands them on: paths decoded, queries encoded.

use emulator::HttpEvent;
use fastrand::Rng;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

/// In every text that is made here: what a user sends is in no line of the log.
pub(super) const MARK: &str = "Mallory";

const TEXTS: [&str; 40] = [
    "",
    ".",
    "..",
    "../../etc/passwd",
    "%2e%2e%2f",
    "%2F",
    "%00",
    "\0",
    "\r\nset-cookie: a=b",
    "%0d%0a{\"level\":\"ERROR\"}",
    "'; drop table player_profiles; --",
    "\" or 1=1 --",
    "{{7*7}}",
    "$(id)",
    "<script>alert(1)</script>",
    "\u{202e}\u{200f}\u{2066}",
    "مرحبا",
    "שלום",
    "サクラ",
    "😀",
    "e\u{301}\u{301}\u{301}",
    "\u{feff}",
    "%",
    "%FF%FE",
    "%C3%28",
    "a|b|c",
    "ab%7Ccd%7C",
    "\u{7f}\u{9f}\u{2028}",
    "\\",
    "/\\",
    "//",
    "/",
    "@",
    "\t",
    "?",
    "#",
    "%5C%5c",
    "%2F%2f",
    "%09",
    "%3F%23%40",
];

/// Values that a parameter can have, or nearly.
const VALUES: [&str; 24] = [
    "pc",
    "console",
    "quickplay",
    "competitive",
    "stadium",
    "europe",
    "tank",
    "ana",
    "all-heroes",
    "ilios",
    "gold",
    "en-us",
    "ja-jp",
    "name:desc",
    "hero:asc",
    "banrate:asc",
    "0",
    "-1",
    "1e9",
    "99999999999999999999999",
    "+5",
    "1.0",
    "NaN",
    "0x10",
];

const NAMES: [&str; 15] = [
    "ids",
    "name",
    "limit",
    "offset",
    "order_by",
    "gamemode",
    "platform",
    "region",
    "role",
    "map",
    "hero",
    "locale",
    "competitive_division",
    "unknown",
    "limit[]",
];

const METHODS: [&str; 12] =
    ["GET", "GET", "GET", "GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "BREW", "get"];

const HEADERS: [&str; 8] = [
    "accept-encoding",
    "if-none-match",
    "x-forwarded-proto",
    "x-forwarded-for",
    "host",
    "user-agent",
    "range",
    "content-length",
];

const HEADER_VALUES: [&str; 16] = [
    "zstd",
    "gzip;q=0",
    "br;q=1e999",
    "*;q=NaN",
    "gzip,,,;q=,",
    "identity;q=0, *;q=0",
    "W/\"*",
    "*",
    "\"\"",
    "\"-zstd\"",
    "é\u{202e}",
    "\u{7f}",
    "a\r\nb: c",
    "\0",
    "://",
    "bytes=0-18446744073709551616",
];

fn one_of<T: Copy>(rng: &mut Rng, all: &[T]) -> T {
    all[rng.usize(..all.len())]
}

/// A text that no player, hero or name is.
fn text(rng: &mut Rng) -> String {
    let mut text = MARK.to_owned();
    for _ in 0..rng.usize(..3) {
        let at = if rng.bool() { 0 } else { text.len() };
        text.insert_str(at, one_of(rng, &TEXTS));
    }
    match rng.usize(..20) {
        0 => text.repeat(10_240 / text.len()),
        1 => text + &rng.char(..).to_string().repeat(rng.usize(1..60)),
        2 => utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string(),
        // Where a text would be, nothing but one of these.
        3 => one_of(rng, &TEXTS).to_owned(),
        _ => text,
    }
}

fn query(rng: &mut Rng) -> String {
    let mut query = String::new();
    for _ in 0..if rng.usize(..100) == 0 { 1000 } else { rng.usize(..7) } {
        let value = if rng.bool() { one_of(rng, &VALUES).to_owned() } else { text(rng) };
        // Some go as they are, which no client would do.
        let value = match rng.usize(..8) {
            0 => value.replace(['\r', '\n', '\0'], ""),
            _ => utf8_percent_encode(&value, NON_ALPHANUMERIC).to_string(),
        };
        query.extend(["&", one_of(rng, &NAMES), "=", &value]);
    }
    query.trim_start_matches('&').to_owned()
}

fn headers(rng: &mut Rng) -> Map<String, Value> {
    let mut headers = Map::new();
    for _ in 0..rng.usize(..4) {
        let value = match rng.usize(..12) {
            0 => format!("{MARK}{}", "x".repeat(8192)),
            1 => text(rng),
            2 => "gzip;q=0.1,".repeat(700),
            _ => one_of(rng, &HEADER_VALUES).to_owned(),
        };
        headers.insert(one_of(rng, &HEADERS).to_owned(), value.into());
    }
    if rng.usize(..200) == 0 {
        headers.extend((0..1000).map(|number| (format!("x-{number}"), MARK.into())));
    }
    headers
}

/// An event for a route of one of these paths.
pub(super) fn event(rng: &mut Rng, routes: &[String]) -> Value {
    let route = &routes[rng.usize(..routes.len())];
    let (method, parameter) = (one_of(rng, &METHODS), text(rng));
    let segments = route.split('/').map(|segment| match segment.strip_prefix('{') {
        Some(_) => parameter.as_str(),
        None => segment,
    });
    let path = segments.collect::<Vec<_>>().join("/");
    let names = route.split('/').filter_map(|segment| segment.strip_prefix('{'));
    let parameters: Map<String, Value> = names
        .map(|name| (name.trim_end_matches('}').to_owned(), parameter.clone().into()))
        .collect();
    let event = HttpEvent {
        method,
        route,
        path: &path,
        query: &query(rng),
        headers: headers(rng),
        path_parameters: parameters,
    };
    event.into_json()
}
