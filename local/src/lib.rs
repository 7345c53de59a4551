//! The whole API on this machine: a PostgreSQL of our own, a stand-in for Blizzard's site, and one for
//! Lambda.

pub mod api;
pub mod bench;
pub mod lambda;
pub mod operate;
pub mod pgbouncer;
pub mod postgres;
pub mod standin;
