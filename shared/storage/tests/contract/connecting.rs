//! Connecting to PostgreSQL: how long it is tried, and what is said then.

use std::time::{Duration, Instant};

use sqlx::{Connection, PgConnection};
use storage::{Clock, Error, Housekeeping, Leases, PlayerProfiles, PostgresStorage};
use tokio::time::timeout;

use crate::{
    database::{Database, settings},
    lease,
};

const MINUTE: Duration = Duration::from_mins(1);

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
async fn a_request_hears_at_once_that_nobody_is_there() {
    let settings = settings("postgres://a:b@127.0.0.1:9/c", 1);
    let error = PostgresStorage::connect_lazily(&settings).unwrap().ping().await.unwrap_err();
    assert!(error.to_string().contains("refused"), "{error}");
    assert!(error.is_unavailable());
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
    database.hang_up().await.unwrap();
    assert_eq!(storage.find_player_source(&id).await.unwrap(), None);
    storage.close().await;
    assert!(storage.find_player_source(&id).await.unwrap_err().is_unavailable());
}

#[tokio::test]
async fn a_connection_that_died_unused_is_replaced_for_a_write() {
    let database = Database::create().await;
    let clock = database.clock().await;
    let storage = database.storage_at(Clock::Manual(clock.clone())).await;
    assert!(storage.acquire_lease(&lease("first"), MINUTE).await.unwrap());
    database.hang_up().await.unwrap();
    clock.advance(2 * MINUTE);
    assert!(storage.acquire_lease(&lease("second"), MINUTE).await.unwrap());
}

#[tokio::test]
async fn a_statement_that_was_given_up_costs_no_connection() {
    let database = Database::create().await;
    let storage = database.storage(1).await;
    storage.ping().await.unwrap();
    let mut blocker = database.connect().await;
    let connections = others(&mut blocker).await;
    let mut transaction = blocker.begin().await.unwrap();
    sqlx::query("lock table leases").execute(&mut *transaction).await.unwrap();
    let first = lease("key");
    let given_up = timeout(Duration::from_millis(50), storage.acquire_lease(&first, MINUTE)).await;
    assert!(given_up.is_err());
    transaction.rollback().await.unwrap();
    storage.ping().await.unwrap();
    assert_eq!(others(&mut blocker).await, connections);
    let second = lease("key");
    assert!(!storage.acquire_lease(&second, MINUTE).await.unwrap(), "it was done all the same");
}

#[tokio::test]
async fn a_connection_whose_statement_took_too_long_is_not_lent_again() {
    let database = Database::create().await;
    let storage = database.storage(1).await;
    let mut blocker = database.connect().await;
    let mut transaction = blocker.begin().await.unwrap();
    sqlx::query("lock table leases").execute(&mut *transaction).await.unwrap();
    let taken = storage.acquire_lease(&lease("key"), MINUTE).await;
    assert!(taken.unwrap_err().is_unavailable());
    // Over the same connection it would wait for the one before it.
    timeout(MINUTE / 12, storage.ping()).await.unwrap().unwrap();
    transaction.rollback().await.unwrap();
}

/// The server's processes for the other connections to this database.
async fn others(connection: &mut PgConnection) -> Vec<i32> {
    let pids = "select pid from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend'
            and pid <> pg_backend_pid()";
    sqlx::query_scalar(pids).fetch_all(connection).await.unwrap()
}
