//! The Lambdas. Each binary is one line that starts an endpoint or an event function.
//!
//! - [`endpoints`]: the table of endpoints, and one file for each.
//! - [`documentation`]: tags and failures that the endpoints' attributes share.
//! - [`events`]: one file for each function that an event starts: a schedule, the queue, a deployment.
//! - [`http`]: from request to response: parameters, caching, compression, errors.
//! - `player_chart.rs` and `player_feed.rs`: a player's history for people, in the words of `names.rs`.
//! - `rates_chart.rs`: how heroes fared over time, likewise.
//! - `pages`: the pages for people.
//! - [`variables`]: the table of environment variables; [`variable`]: how one is read.
//! - [`config`]: what they make up.
//! - [`app`]: what a process sets up once.
//! - [`observe`]: logs and metrics.
//! - [`runtime`]: one function on Lambda's runtime.
//!
//! CONTRIBUTING.md says what to do for a new endpoint or a new variable.

pub mod app;
pub mod config;
pub mod documentation;
pub mod endpoints;
pub mod events;
pub mod http;
mod names;
pub mod observe;
mod pages;
mod player_chart;
mod player_feed;
mod rates_chart;
pub mod runtime;
pub mod variable;
pub mod variables;

pub use app::{App, Store};
pub use config::Config;
pub use runtime::{run_endpoint, run_endpoints, run_event, run_fallback};
