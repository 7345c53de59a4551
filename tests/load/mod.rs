//! Many requests in many processes, and the rate limiter towards Blizzard.
//!
//! - `busy.rs`: `cargo run -p local` with more clients at once than it has connections.
//! - `fetch_once.rs`: one fetch for many.
//! - `following_month/`: days on which players are followed, beside the same days without.
//! - `rate_limiter.rs`: the rate limiter, as clients and refreshes meet it.
//! - `rate_limiter_day/`: its delay over a day on which Blizzard bans us twice.
//! - `sustained_load/`: ten minutes of traffic through eight processes of each function.

mod busy;
mod fetch_once;
mod following_month;
mod rate_limiter;
mod rate_limiter_day;
mod sustained_load;
