//! What we keep.
//!
//! [`Storage`] is the port. [`PostgresStorage`] is what runs; [`MemoryStorage`] is for tests. Both
//! pass the same contract tests, `tests/storage/`.
//!
//! - [`player`]: the types of stored players.
//! - [`pace`]: how far apart requests to Blizzard are, and the rules of it.
//! - [`document`]: JSON in the form it is kept and answered in.
//! - [`clock`]: whose time counts. Ages come from storage, so that machines with wrong clocks agree.
//! - [`postgres`]: one file per group of operations; connecting is `postgres/connect.rs`.
//!
//! Adding an operation: its signature in `port.rs`, its SQL in the file of the same group under
//! `postgres/`, its twin under `memory/`, a contract test in `tests/storage/`, and the queries' offline
//! data (`cargo run -p local -- prepare-queries`).

pub mod clock;
pub mod document;
mod error;
mod memory;
pub mod pace;
pub mod player;
mod port;
pub mod postgres;
pub mod static_data;

pub use clock::Clock;
pub use document::Document;
pub use error::Error;
pub use memory::MemoryStorage;
pub use port::{
    Answers, FetchClaim, FetchClaims, Forgetting, Housekeeping, Pacing, PageWatches,
    PlayerProfiles, Storage, UnknownPlayers,
};
pub use postgres::PostgresStorage;
