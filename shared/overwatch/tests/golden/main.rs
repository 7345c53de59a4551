//! Compares what is read from recorded pages with the answers recorded for them.
//!
//! The recordings lie beside the repository and are no part of it; without them nothing is compared.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "all of this file is a test"
)]

mod heroes;
mod players;
mod rates;
mod recordings;

use overwatch::{gamemode::MapGamemode, map::known_maps};
use recordings::{Recordings, Request};
use serde_json::{Value, json};
use strum::VariantArray;

/// Where the images of recorded answers are.
const STATIC_BASE_URL: &str = "https://overfast-api.tekrop.fr/static";

#[test]
fn players() {
    let Some(recordings) = Recordings::find() else { return };
    let careers = players::careers(&recordings.site);
    recordings.compare(
        |path| path.starts_with("/players/"),
        |request| players::answer(&careers, request),
    );
}

#[test]
fn heroes() {
    let Some(recordings) = Recordings::find() else { return };
    recordings.compare(|path| path == "/heroes", |request| heroes::list(&recordings.site, request));
}

#[test]
fn hero_pages() {
    let Some(recordings) = Recordings::find() else { return };
    recordings.compare(
        |path| path.starts_with("/heroes/") && path != "/heroes/stats",
        |request| heroes::one(&recordings.site, request),
    );
}

#[test]
fn roles() {
    let Some(recordings) = Recordings::find() else { return };
    recordings.compare(|path| path == "/roles", |request| heroes::roles(&recordings.site, request));
}

#[test]
fn hero_stats() {
    let Some(recordings) = Recordings::find() else { return };
    let answers = rates::recorded(&recordings.site);
    recordings.compare(|path| path == "/heroes/stats", |request| rates::answer(&answers, request));
}

#[test]
fn maps() {
    let Some(recordings) = Recordings::find() else { return };
    recordings.compare(|path| path == "/maps", map_list);
}

fn map_list(request: &Request) -> Value {
    let gamemode = request.parsed("gamemode");
    let maps = known_maps()
        .iter()
        .filter(|map| gamemode.is_none_or(|gamemode| map.gamemodes.contains(&gamemode)));
    json!(maps.map(|map| map.details(STATIC_BASE_URL)).collect::<Vec<_>>())
}

#[test]
fn gamemodes() {
    let Some(mut recordings) = Recordings::find() else { return };
    recordings.forget("description");
    recordings.compare(|path| path == "/gamemodes", |_| gamemode_list());
}

/// Without the descriptions, which are our own.
fn gamemode_list() -> Value {
    let describe = |gamemode: &MapGamemode| {
        let mut details = json!(gamemode.details(STATIC_BASE_URL));
        details["description"].take();
        details
    };
    MapGamemode::VARIANTS.iter().map(describe).collect()
}
