//! A PgBouncer, where there is one.

use sandbox::{PgBouncer, PgBouncerError};

use super::skip;

/// One before that database; says so where there is none.
pub(crate) async fn start(database_url: &str, server_connections: u32) -> Option<PgBouncer> {
    match PgBouncer::start(database_url, server_connections).await {
        Err(PgBouncerError::NotInstalled) => {
            skip("PgBouncer 1.21 or newer", ".ci/pgbouncer ~/.local");
            None
        }
        started => Some(started.unwrap()),
    }
}
