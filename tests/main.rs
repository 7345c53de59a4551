//! End to end, one binary: real Postgres, the compiled Lambdas, real clients.
//!
//! - `api/`: what each resource answers.
//! - `aws/`: what runs in AWS: the Lambdas, the template, the proxy, the queue, the schema.
//! - `clients/`: clients that exist already.
//! - `faults/`: what goes wrong, and what holds all the same.
//! - `laptop/`: `cargo run -p local` and `cargo lambda watch`.
//! - `load/`: many requests in many processes, and the rate limiter towards Blizzard.
//! - `support/`: a Postgres server for all tests, an API on a database of its own, programs, load.
//! - `golden/`: pages and their answers by folder: our own, and the reference's where they are at hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what is wrong by failing"
)]

mod api;
mod aws;
mod clients;
mod faults;
mod laptop;
mod load;
mod support;
