//! `cargo run -p local` and `cargo lambda watch`.
//!
//! - `monitoring/`: what `docker compose --profile monitoring` shows of it.
//! - `notices.rs`: telling what is new in the game.
//! - `programs.rs`: both from outside.
//! - `refusals.rs`: what `cargo run -p local` refuses.
//! - `operating.rs`: what an operator does about a player.

mod monitoring;
mod notices;
mod operating;
mod programs;
mod refusals;
