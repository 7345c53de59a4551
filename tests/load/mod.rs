//! Many requests in many processes, and the pace towards Blizzard.
//!
//! - `busy.rs`: `cargo run -p local` with more clients at once than it has connections.
//! - `fetch_once.rs`: one fetch for many.
//! - `pacing.rs`: the pace, as clients and refreshes meet it.
//! - `pace_day/`: the pace over a day on which Blizzard bans us twice.
//! - `sustained_load/`: ten minutes of traffic through eight processes of each function.

mod busy;
mod fetch_once;
mod pace_day;
mod pacing;
mod sustained_load;
