//! What we keep.
//!
//! [`Storage`] is the port. [`PostgresStorage`] is what runs; [`MemoryStorage`] is its twin for tests, without
//! a server. Both pass the same contract tests.
//!
//! - [`player`]: the types of stored players. [`career`]: careers in the forms in which they are stored and sent.
//! - [`data`]: the types of what is the same for everybody.
//! - [`lease`]: who fetches or refreshes a resource right now.
//! - [`notices`]: what is new in the game, and who is still to be told of it.
//! - [`rate_limiter`]: how far apart requests to Blizzard are, and its rules.
//! - [`document`]: JSON in the form it is kept and sent in. [`json`]: the one serializer of it.
//! - [`compression`]: zstd frames, and how hard something is compressed.
//! - `gzip.rs`: gzip members that are put together of parts.
//! - [`versions`]: what a player was over time.
//! - [`clock`]: the time of processes. Ages come from storage, so that machines with wrong clocks agree.
//! - [`postgres`]: one file per group of operations; connecting is `postgres/connect.rs`.
//!
//! Adding an operation: its signature in `port.rs`, its SQL in the file of the same group under
//! `postgres/`, its twin under `memory/`, a test under `tests/contract`, and the queries' offline data
//! (`target/debug/local with-postgres local/prepare-queries`).

pub mod career;
pub mod clock;
pub mod compression;
pub mod data;
pub mod document;
mod error;
mod gzip;
pub mod json;
pub mod lease;
mod memory;
pub mod notices;
pub mod player;
mod port;
pub mod postgres;
pub mod rate_limiter;
pub mod versions;

pub use clock::Clock;
pub use document::Document;
pub use error::{Error, ParameterError, Result};
pub use lease::{Lease, LeaseState, Owner};
pub use memory::MemoryStorage;
pub use port::{
    Data, Housekeeping, Leases, NegativeCache, Notices, PlayerProfiles, PlayerVersions,
    RateLimiting, RateRecords, Storage, Write,
};
pub use postgres::PostgresStorage;
