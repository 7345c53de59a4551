//! The whole API on this machine.

pub mod api;
pub mod counters;
pub mod operate;
pub mod past;
pub mod schedule;
