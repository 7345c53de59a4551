//! The whole API on this machine: a PostgreSQL of our own, a PgBouncer, a stand-in for Blizzard's site,
//! and one for Lambda; and what measures it.

pub mod api;
pub mod bench;
pub mod lambda;
pub mod operate;
pub mod pgbouncer;
pub mod postgres;
pub mod standin;
