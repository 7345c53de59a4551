//! The whole API on this machine: a PostgreSQL of our own and a stand-in for Blizzard's site.

pub mod api;
pub mod operate;
pub mod postgres;
pub mod standin;
