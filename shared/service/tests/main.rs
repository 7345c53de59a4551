//! The rules of the cache, one by one, on storage in memory and before a fake of Blizzard's site. Time is
//! the test's: nothing here waits.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what is wrong by failing"
)]

mod admin;
mod batch;
mod deadline;
mod doubtful_pages;
mod following;
mod forgetting;
mod gate;
mod identity;
mod negative_cache;
mod notices;
mod patch_notes;
mod record_rates;
mod refreshing;
mod stored;
mod world;
