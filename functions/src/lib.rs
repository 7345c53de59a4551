//! The Lambdas. Each binary is one line that starts an endpoint or an event function.
//!
//! - [`endpoints`]: the table, and one file per HTTP endpoint.
//! - [`documentation`]: what the endpoints' attributes do not say.
//! - [`events`]: one file per function that an event starts: a schedule, the queue, a deployment.
//! - [`http`]: request in, answer out: parameters, caching, compression, errors.
//! - [`config`]: every environment variable that is read.
//! - [`app`]: what a process sets up once.
//! - [`observe`]: logs and metrics.
//! - [`runtime`]: one function on Lambda's runtime.
//!
//! Adding an endpoint: its file under `endpoints/`, with an attribute that documents it, its line in
//! the table there, its one-line binary under `bin/`, its route in the workspace's `Cargo.toml`, and an
//! example to measure in `local/bench/src/cases.rs`. A test, or the benchmark, names what is missing.

pub mod app;
pub mod config;
pub mod documentation;
pub mod endpoints;
pub mod events;
pub mod http;
pub mod observe;
mod pages;
pub mod runtime;

pub use app::App;
pub use config::Config;
pub use runtime::{run_endpoint, run_event, run_fallback};
