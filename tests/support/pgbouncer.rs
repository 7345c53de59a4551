//! A PgBouncer, where there is one.

use std::env;

use sandbox::{PgBouncer, PgBouncerError};

use super::say;

/// One before that database; says so where there is none.
pub(crate) async fn start(database_url: &str, server_connections: u32) -> Option<PgBouncer> {
    match PgBouncer::start(database_url, server_connections).await {
        Err(error @ PgBouncerError::NotInstalled) => {
            assert!(env::var_os("CI").is_none(), "CI has PgBouncer");
            say(&format!("skipped: {error}"));
            None
        }
        started => Some(started.unwrap()),
    }
}
