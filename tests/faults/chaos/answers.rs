//! What an answer may be.

use axum::{body::Bytes, http::Response};
use serde_json::Value;

use crate::support::compare::difference;

/// Whether an answer is one of these, which is told by its body.
pub(super) fn is(answer: &Response<Bytes>, expected: &[&Bytes]) -> Result<(), String> {
    let body = answer.body();
    if answer.status() != 200 {
        return Err(format!("{}: {}", answer.status(), String::from_utf8_lossy(body)));
    }
    if expected.contains(&body) {
        return Ok(());
    }
    let json = |body: &Bytes| serde_json::from_slice::<Value>(body).unwrap_or_default();
    let differences: Vec<_> =
        expected.iter().filter_map(|one| difference(&json(one), &json(body))).collect();
    Err(format!("another answer: {differences:?}"))
}

/// Whether an answer is an error of the contract, one of these statuses.
pub(super) fn is_error(answer: &Response<Bytes>, statuses: &[u16]) -> Result<(), String> {
    let status = answer.status().as_u16();
    let wrong =
        |what: &str| Err(format!("{status} {what}: {}", String::from_utf8_lossy(answer.body())));
    if !statuses.contains(&status) {
        return wrong("is not among the errors");
    }
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
    if header("access-control-allow-origin") != Some("*") {
        return wrong("without CORS");
    }
    if header("content-type") != Some("application/json") {
        return wrong("is no JSON");
    }
    let seconds = header("retry-after").and_then(|seconds| seconds.parse::<u64>().ok());
    let Ok(body) = serde_json::from_slice::<Value>(answer.body()) else {
        return wrong("is no JSON");
    };
    let error = body["error"].as_str().unwrap_or_default();
    let is_right = match status {
        404 if error == "Player not found" => {
            body["retry_after"].as_u64() == seconds
                && seconds.is_some_and(|seconds| seconds > 0)
                && body["next_check_at"].is_i64()
                && body["check_count"].is_u64()
        }
        404 => error == "Hero not found or not released yet",
        500 => error == "Internal Server Error",
        503 => !error.is_empty() && seconds.is_some_and(|seconds| seconds > 0),
        504 => error.starts_with("Couldn't get Blizzard page (HTTP "),
        _ => false,
    };
    if is_right { Ok(()) } else { wrong("is not the contract's") }
}
