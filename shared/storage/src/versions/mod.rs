//! How versions of a career are kept.

pub mod delta;
