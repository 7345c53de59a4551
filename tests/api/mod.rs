//! What each resource answers.
//!
//! - `players.rs`: a player fresh, stale, private, and with Blizzard down.
//! - `player_summaries.rs`: many players at once.
//! - `unknown_players.rs`: players that Blizzard does not know.
//! - `history.rs`: what a player was over time, and what was played in between.
//! - `charts.rs`: the same as charts, in a browser too.
//! - `feed.rs`: what happened to a player, for feed readers.
//! - `played_days/`: what was shown and played through simulated days, up to a year of 200 players.
//! - `identity.rs`: BattleTags and Blizzard IDs.
//! - `search.rs`: `/players`.
//! - `heroes.rs`: heroes, roles, maps, game modes.
//! - `all_heroes.rs`: every hero at once.
//! - `hero_history.rs`: how often heroes were played, and won, day after day.
//! - `hero_stats.rs`: how often heroes are played and win.
//! - `patch_notes.rs`: what Blizzard changed in the game.
//! - `watch.rs`: the watch on Blizzard's pages, and `/status` that shows what it saw.
//! - `http.rs`: caching headers, encodings, methods, errors.
//! - `player_page.rs`: the page of a player.
//! - `search_page.rs`: the page that players are looked up on, and the rules for crawlers.
//! - `pages.rs`: the pages for people, in a browser.
//! - `llms.rs`: the reference for language models.
//! - `documentation.rs`: the `OpenAPI` document.
//! - `conformance.rs`: the answers against our own `OpenAPI` document.
//! - `golden.rs`: the answers against those in `tests/golden`, and the reference's.

mod all_heroes;
mod cards;
mod charts;
mod conformance;
mod documentation;
mod feed;
mod golden;
mod hero_history;
mod hero_stats;
mod heroes;
mod history;
mod http;
mod identity;
mod llms;
mod pages;
mod patch_notes;
mod played_days;
mod player_page;
mod player_summaries;
mod players;
mod search;
mod search_page;
mod unknown_players;
mod watch;
