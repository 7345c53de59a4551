//! What holds whatever is sent.

use axum::{body::Bytes, http::Response};
use serde_json::Value;

use super::requests::MARK;

/// What dimensions of metrics are; `Status` may be a number, too.
const DIMENSIONS: [&str; 18] = [
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
    if is_head || matches!(status, 204 | 304 | 307) {
        return answer.body().is_empty().then_some(()).ok_or_else(|| "a body".to_owned());
    }
    let headers = answer.headers();
    let json = headers.get("content-type").is_some_and(|kind| kind == "application/json");
    if headers.contains_key("content-encoding") || !json {
        return if status == 200 { Ok(()) } else { Err(format!("{status} is no JSON")) };
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
        [_locale] | [_locale, "heroes"] | [_locale, "heroes", _] => query.is_empty(),
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
