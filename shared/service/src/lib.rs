//! What the product does: it answers from storage, and keeps storage fresh.
//!
//! - [`cache`]: stale-while-revalidate, once, for everything: [`Cache::get`], and the trait
//!   [`Resource`](cache::Resource) of what can be got.
//! - [`resource`]: what the cache knows of a resource.
//! - [`resources`]: the table of resources, and one file each: player, heroes, hero, roles, rates, search.
//!   [`Key`](resources::Key) is a resource's name in storage, the queue, the leases and the log.
//! - `refresh_ahead.rs`: refreshes behind the response.
//! - [`batch`]: many resources at once.
//! - `single_flight.rs`: one fetch for many, with an owner that may die.
//! - [`gate`]: the one way to Blizzard: rate limiter, shares, deadline. `turns.rs`: whose slot is next.
//! - [`queue`]: work behind a response: the port, a queue in the process and SQS, and the worker.
//! - [`admin`]: pruning, warming up, status, operating, the watch on Blizzard's pages, and telling what is new.
//! - [`history`]: what a player was before.
//! - [`freshness`]: how long each kind of data counts as fresh. One constant a kind.
//! - `count.rs`: what is counted.
//!
//! `CONTRIBUTING.md` says how to add a kind of data.

pub mod admin;
pub mod batch;
pub mod cache;
mod count;
mod error;
pub mod freshness;
pub mod gate;
pub mod history;
pub mod queue;
mod refresh_ahead;
mod remembered;
pub mod resource;
pub mod resources;
mod single_flight;
mod turns;

pub use cache::Cache;
pub use error::{Error, whole_seconds};
pub use freshness::Freshness;
pub use gate::Gate;
pub use queue::Queue;
