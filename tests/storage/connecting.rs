//! Connecting to PostgreSQL: how long it is tried, and what is said then.

use std::time::{Duration, Instant};

use storage::{Error, Housekeeping, PlayerProfiles, PostgresStorage};

use crate::support::database::{Database, settings};

#[tokio::test]
async fn nobody_there_is_said_after_a_few_attempts() {
    let start = Instant::now();
    // The discard port: nobody listens there.
    let error =
        PostgresStorage::connect(&settings("postgres://a:b@127.0.0.1:9/c", 1)).await.unwrap_err();
    assert!(matches!(error, Error::Connect { attempts: 6, .. }), "{error}");
    assert!(error.to_string().contains("refused"), "{error}");
    assert!(error.is_unavailable());
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn being_refused_is_said_at_once() {
    let database = Database::create().await;
    let unknown = database.url.replace(&database.name, "no_such_database");
    let error = PostgresStorage::connect(&settings(&unknown, 1)).await.unwrap_err();
    assert!(error.to_string().contains("no_such_database"), "{error}");
    let stranger = database.url.replacen("overfast:", "overfast:not-", 1);
    let error = PostgresStorage::connect(&settings(&stranger, 1)).await.unwrap_err();
    assert!(error.to_string().contains("password authentication failed"), "{error}");
    let error = PostgresStorage::connect(&settings("nonsense", 1)).await.unwrap_err();
    assert!(matches!(error, Error::InvalidUrl(_)), "{error}");
}

#[tokio::test]
async fn a_connection_that_died_is_replaced_for_a_read() {
    let database = Database::create().await;
    let storage = database.storage(1).await;
    let id = "a|1".parse().unwrap();
    storage.find_player_source(&id).await.unwrap();
    let mut admin = database.connect().await;
    let others = "select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()";
    sqlx::query(others).execute(&mut admin).await.unwrap();
    assert_eq!(storage.find_player_source(&id).await.unwrap(), None);
    storage.close().await;
    assert!(storage.find_player_source(&id).await.unwrap_err().is_unavailable());
}
