//! Why there is no local PostgreSQL.

use std::{io, path::PathBuf};

use crate::fetch::FetchError;

/// Why PostgreSQL could not be started or used.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// Neither found nor fetched.
    #[error(
        "there is no PostgreSQL on this machine, and fetching one failed: {0}\n\
         Install PostgreSQL (`apt install postgresql`, `brew install postgresql`), or run \
         `docker compose -f local/compose.yaml up -d` and set DATABASE_URL"
    )]
    NoServer(#[from] FetchError),

    /// PostgreSQL refuses to run as root, and there is nobody else.
    #[error("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")]
    NoAccount,

    /// Another server has the data directory.
    #[error("another PostgreSQL uses {}: stop it, or choose another directory", .0.display())]
    InUse(PathBuf),

    /// A directory where somebody else could put links.
    #[error(
        "{} is a link, or others may change what is in it, and have files of ours end up elsewhere: \
         choose another directory",
        .0.display()
    )]
    NotOurs(PathBuf),

    /// A file that we would write or read is a link.
    #[error("{} is a link, or no file of its own: remove it", .0.display())]
    Link(PathBuf),

    /// One of PostgreSQL's programs failed.
    #[error("{program} failed; the end of its log:\n{log}")]
    Failed {
        /// `initdb` or `postgres`.
        program: &'static str,
        /// The last lines it wrote.
        log: String,
    },

    /// A file or a process.
    #[error(transparent)]
    Io(#[from] io::Error),

    /// The server runs but did not do what it was asked.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}
