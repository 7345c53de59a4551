//! End to end, one binary: real Postgres, the compiled Lambdas, real clients.
//!
//! - `support/`: a Postgres server for all tests, an API on a database of its own, programs, load.
//! - `storage/`: the contract of the storage port, for PostgreSQL and memory alike.
//! - `players.rs`: a player fresh, stale, private, and with Blizzard down.
//! - `unknown_players.rs`: players that Blizzard does not know.
//! - `identity.rs`: BattleTags and Blizzard IDs.
//! - `search.rs`: `/players`.
//! - `heroes.rs`: heroes, roles, maps, game modes, hero statistics.
//! - `http.rs`: caching headers, encodings, methods, errors.
//! - `blizzard.rs`: the client of Blizzard's site.
//! - `prune.rs`: deleting while others write.
//! - `routes.rs`: the table against binaries, cargo-lambda's routes and the emulator's files.
//! - `lambda.rs`: one compiled Lambda behind a stand-in for Lambda's runtime API.
//! - `pgbouncer.rs`: many compiled Lambdas through a transaction pooler.
//! - `pinning.rs`: every statement against the rules of RDS Proxy.
//! - `outage.rs`: PostgreSQL killed under load.
//! - `programs.rs`: `cargo run -p local` and `cargo lambda watch`, from outside.
//! - `clients.rs`: clients that exist already.
//! - `conformance.rs`: the answers against our own OpenAPI document.
//! - `documentation.rs`: the `OpenAPI` document.
//! - `pages.rs`: the pages for people, in a browser.
//! - `golden.rs`: the reference's answers, where they are at hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what is wrong by failing"
)]

mod blizzard;
mod clients;
mod conformance;
mod documentation;
mod golden;
mod heroes;
mod http;
mod identity;
mod lambda;
mod outage;
mod pages;
mod pgbouncer;
mod pinning;
mod players;
mod programs;
mod prune;
mod routes;
mod search;
mod storage;
mod support;
mod unknown_players;
