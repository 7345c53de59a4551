//! A PgBouncer, where there is one.

use sandbox::{Entrance, PgBouncer, PgBouncerError, PoolMode};

use super::skip;

/// One before that database, as RDS Proxy stands there; says so where there is none.
pub(crate) async fn start(database_url: &str, server_connections: u32) -> Option<PgBouncer> {
    start_as(database_url, server_connections, PoolMode::Transaction, &Entrance::Open).await
}

/// The same in another mode, or with another entrance.
pub(crate) async fn start_as(
    database_url: &str,
    server_connections: u32,
    mode: PoolMode,
    entrance: &Entrance,
) -> Option<PgBouncer> {
    match PgBouncer::start(database_url, server_connections, mode, entrance).await {
        Err(PgBouncerError::NotInstalled) => {
            skip("PgBouncer 1.21 or newer with TLS", ".ci/pgbouncer ~/.local");
            None
        }
        started => Some(started.unwrap()),
    }
}
