//! What is counted: by a Lambda for CloudWatch, by the server on a laptop for Prometheus.
//!
//! A dimension's values are few and known: no player, name, or key of a user is ever among them.

use blizzard::Page;
use overwatch::ParseError;

use crate::{error::says_not_found, freshness::Freshness};

/// A player or other data that was asked for, and was there.
pub(crate) fn stored(freshness: Freshness) {
    response(if freshness.is_stale() { "stale" } else { "hit" });
}

/// A player or other data that was asked for, and was not there.
pub(crate) fn missing() {
    response("miss");
}

fn response(freshness: &'static str) {
    metrics::counter!("Responses", "Freshness" => freshness).increment(1);
}

/// A page of Blizzard's that was read: counted when it could not be.
pub(crate) fn readable<T>(page: Page, read: Result<T, ParseError>) -> Result<T, ParseError> {
    read.map_err(|error| unreadable(page, error))
}

/// The same of what could not be read, or was read and cannot be so.
pub(crate) fn unreadable(page: Page, error: ParseError) -> ParseError {
    if !says_not_found(error) {
        let page = <&str>::from(page);
        metrics::counter!("UnreadablePages", "Page" => page).increment(1);
    }
    error
}

/// A refresh, under what it ended in.
pub(crate) fn refresh(outcome: &'static str) {
    metrics::counter!("Refreshes", "Outcome" => outcome).increment(1);
}
