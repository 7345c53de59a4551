//! End to end, one binary: real Postgres, the compiled Lambdas, real clients.
//!
//! - `support/`: a Postgres server for all tests, an API on a database of its own, programs, load.
//! - `storage/`: the contract of the storage port, for PostgreSQL and memory alike.
//! - `players.rs`: a player fresh, stale, private, and with Blizzard down.
//! - `unknown_players.rs`: players that Blizzard does not know.
//! - `identity.rs`: BattleTags and Blizzard IDs.
//! - `sustained_load/`: ten minutes of traffic through eight processes of each function.
//! - `suspicious.rs`: pages that are not what they should be, and rows that are damaged.
//! - `search.rs`: `/players`.
//! - `heroes.rs`: heroes, roles, maps, game modes, hero statistics.
//! - `http.rs`: caching headers, encodings, methods, errors.
//! - `blizzard.rs`: the client of Blizzard's site.
//! - `pacing.rs`: the pace towards it, as clients and refreshes meet it.
//! - `pace_day/`: the pace over a day on which Blizzard bans us twice.
//! - `fetch_once.rs`: one fetch for many, in many processes.
//! - `watch.rs`: the watch on Blizzard's pages, and the status.
//! - `operating.rs`: what an operator does about a player.
//! - `prune.rs`: deleting while others write.
//! - `routes.rs`: the table against binaries, cargo-lambda's routes and the `OpenAPI` document.
//! - `template.rs`: the table against template.yaml: functions, routes, rights.
//! - `iam.rs`: connecting with a token of IAM.
//! - `migrate.rs`: the schema as a deployment's step.
//! - `takeover/`: a database that OverFast 4 has left.
//! - `lambda.rs`: one compiled Lambda behind a stand-in for Lambda's runtime API.
//! - `pgbouncer.rs`: many compiled Lambdas through a transaction pooler.
//! - `pinning.rs`: every statement against the rules of RDS Proxy.
//! - `hostile/`: requests that nobody means well, to every compiled Lambda.
//! - `outage.rs`: PostgreSQL killed under load.
//! - `chaos/`: faults of all kinds, and what holds all the same.
//! - `busy.rs`: `cargo run -p local` with more clients at once than it has connections.
//! - `programs.rs`: `cargo run -p local` and `cargo lambda watch`, from outside.
//! - `laptop.rs`: what `cargo run -p local` refuses.
//! - `refreshes.rs`: what the queue asks for, through the `refresh` function, and the warm-up.
//! - `observing.rs`: what a Lambda writes to its log, metrics included.
//! - `aws.rs`: the compiled Lambdas on ministack, an emulator of AWS: API Gateway, SQS, schedules.
//! - `clients.rs`: clients that exist already.
//! - `conformance.rs`: the answers against our own OpenAPI document.
//! - `documentation.rs`: the `OpenAPI` document.
//! - `pages.rs`: the pages for people, in a browser.
//! - `golden/`: pages and their answers by folder: our own, and the reference's where they are at hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what is wrong by failing"
)]

mod aws;
mod blizzard;
mod busy;
mod chaos;
mod clients;
mod conformance;
mod documentation;
mod fetch_once;
mod golden;
mod heroes;
mod hostile;
mod http;
mod iam;
mod identity;
mod lambda;
mod laptop;
mod migrate;
mod observing;
mod operating;
mod outage;
mod pace_day;
mod pacing;
mod pages;
mod pgbouncer;
mod pinning;
mod players;
mod programs;
mod prune;
mod refreshes;
mod routes;
mod search;
mod storage;
mod support;
mod suspicious;
mod sustained_load;
mod takeover;
mod template;
mod unknown_players;
mod watch;
