//! What goes wrong, and what holds all the same.
//!
//! - `chaos/`: faults of all kinds, injected while requests come.
//! - `damaged_history.rs`: versions that are damaged in storage.
//! - `hostile/`: requests that nobody means well, to every compiled Lambda.
//! - `outage.rs`: PostgreSQL killed under load.
//! - `suspicious.rs`: pages that are not what they should be, and rows that are damaged.

mod chaos;
mod damaged_history;
mod hostile;
mod outage;
mod suspicious;
