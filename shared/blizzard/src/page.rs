//! The kinds of pages, for counting.

use strum::IntoStaticStr;

use crate::Error;

/// A kind of page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Page {
    /// A player's career.
    Career,
    /// The search for players.
    Search,
    /// The home page.
    Home,
    /// The list of heroes.
    Heroes,
    /// A hero's page.
    Hero,
    /// Hero rates.
    Rates,
    /// The page that hero rates are chosen on.
    RatesPage,
    /// Patch notes.
    PatchNotes,
}

impl Page {
    /// Counts a request, under what it ended in: a status, or what kept the page from us.
    pub(crate) fn count(self, error: Option<&Error>) {
        let status = match error {
            None => "200".to_owned(),
            Some(Error::Timeout(_)) => "timeout".to_owned(),
            Some(Error::TooLarge(_)) => "too-large".to_owned(),
            Some(Error::NotUtf8) => "not-utf8".to_owned(),
            Some(error) if error.status() > 0 => error.status().to_string(),
            Some(_) => "connection".to_owned(),
        };
        let page = <&str>::from(self);
        metrics::counter!("BlizzardRequests", "Page" => page, "Status" => status).increment(1);
    }
}
