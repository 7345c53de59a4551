//! `cargo run -p local` and `cargo lambda watch`.
//!
//! - `programs.rs`: both from outside.
//! - `refusals.rs`: what `cargo run -p local` refuses.
//! - `operating.rs`: what an operator does about a player.

mod operating;
mod programs;
mod refusals;
