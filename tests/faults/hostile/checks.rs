//! What holds whatever is sent.

use axum::{body::Bytes, http::Response};
use reqwest::Url;
use serde_json::Value;

use super::requests::MARK;

/// What dimensions of metrics are; `Status` may be a number, too.
const DIMENSIONS: [&str; 19] = [
    "hit",
    "stale",
    "miss",
    "career",
    "search",
    "home",
    "heroes",
    "hero",
    "rates",
    "rates-page",
    "patch-notes",
    "timeout",
    "connection",
    "too-large",
    "not-utf8",
    "updated",
    "unchanged",
    "postponed",
    "failed",
];

/// What is wrong with an answer, if anything is.
pub(super) fn answer(answer: &Response<Bytes>, is_head: bool) -> Result<(), String> {
    let status = answer.status().as_u16();
    if !matches!(status, 200 | 204 | 304 | 307 | 400 | 404 | 405 | 422 | 503 | 504) {
        return Err(format!("status {status}"));
    }
    let headers = answer.headers();
    if headers.get("x-content-type-options").is_none_or(|value| value != "nosniff") {
        return Err("a type that may be guessed".to_owned());
    }
    let is_kept = headers.get("cache-control").is_some_and(|value| value != "no-store");
    if is_kept && status >= 400 {
        return Err("a failure that may be kept".to_owned());
    }
    if is_head || matches!(status, 204 | 304 | 307) {
        return answer.body().is_empty().then_some(()).ok_or_else(|| "a body".to_owned());
    }
    let json = headers.get("content-type").is_some_and(|kind| kind == "application/json");
    // What fails at a page's path is a page, which may not run anything.
    let is_page = headers.get("content-security-policy").is_some_and(|policy| {
        policy.to_str().is_ok_and(|policy| policy.starts_with("default-src 'none'"))
    });
    if headers.contains_key("content-encoding") || !json {
        return if status == 200 || is_page { Ok(()) } else { Err(format!("{status} is no JSON")) };
    }
    let body: Value = serde_json::from_slice(answer.body()).map_err(|error| error.to_string())?;
    let is_right = match status {
        200 => answer.body().is_ascii(),
        422 => body["detail"].as_array().is_some_and(|all| {
            !all.is_empty()
                && all.iter().all(|one| one["type"].is_string() && one["loc"].is_array())
        }),
        _ => body["error"].is_string(),
    };
    is_right.then_some(()).ok_or_else(|| format!("{status}: {body}"))
}

/// Where the images of the APIs that are attacked are.
pub(super) const IMAGES: &str = "https://static.example";

/// What is wrong with where a request for `path` is redirected, if anything is.
pub(super) fn location(path: &str, location: &str) -> Result<(), String> {
    let wrong = || Err(format!("{path:?} leads to {location:?}"));
    // As browsers do.
    let asked = Url::parse("https://api.example/asked/").unwrap();
    let Ok(target) = asked.join(location) else { return wrong() };
    let is_image = path.trim_start_matches('/').starts_with("static/");
    let own = match location.strip_prefix(IMAGES) {
        Some(own) if is_image => own,
        _ if target.host_str() == asked.host_str() => location,
        _ => return wrong(),
    };
    let own = own.split('?').next().unwrap_or_default();
    let is_encoded = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%/".contains(&byte);
    let is_safe = own.starts_with('/') && !own.contains("//") && own.bytes().all(is_encoded);
    if is_safe { Ok(()) } else { wrong() }
}

/// What is wrong with what Blizzard was asked, if anything is.
pub(super) fn url(target: &str) -> Result<(), String> {
    let wrong = || Err(format!("Blizzard was asked for {target:?}"));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let is_encoded = |text: &str, others: &str| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || others.as_bytes().contains(&byte))
    };
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let is_known = match segments.as_slice() {
        ["en-us", "career", _] | ["en-us", "search", "account-by-name", _] => query.is_empty(),
        ["en-us", "rates"] | ["en-us", "rates", "data"] => is_encoded(query, "=&-"),
        [_locale]
        | [_locale, "heroes"]
        | [_locale, "heroes", _]
        | [_locale, "news", "patch-notes", "live"] => query.is_empty(),
        _ => false,
    };
    let is_plain = segments.iter().all(|segment| {
        is_encoded(segment, "-._~%")
            && !matches!(
                percent_encoding::percent_decode_str(segment).decode_utf8().as_deref(),
                Err(_) | Ok("" | "." | "..")
            )
    });
    if is_known && is_plain { Ok(()) } else { wrong() }
}

/// What is wrong with a line of the log, if anything is.
pub(super) fn line(line: &str) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{what} in the log: {line}"));
    let Ok(Value::Object(entry)) = serde_json::from_str(line) else { return wrong("no JSON") };
    if line.contains(MARK) {
        return wrong("what a user sent");
    }
    if entry.get("message").is_some_and(|message| message == "a panic") {
        return wrong("a panic");
    }
    let metrics = &entry.get("_aws").unwrap_or(&Value::Null)["CloudWatchMetrics"][0];
    for name in metrics["Dimensions"][0].as_array().into_iter().flatten() {
        let value = entry[name.as_str().unwrap_or_default()].as_str().unwrap_or_default();
        if !DIMENSIONS.contains(&value) && value.parse::<u16>().is_err() {
            return wrong("a new dimension");
        }
    }
    Ok(())
}
