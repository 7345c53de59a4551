//! The connections of a process.
//!
//! A pool for a Lambda: sqlx's own asks the server after each statement whether the connection still
//! works, which is a second round trip behind every answer, and tries a server that refuses connections
//! for as long as a request may wait.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use deadpool::{
    Runtime,
    managed::{self, Object, PoolError, QueueMode},
};
use futures_util::{
    FutureExt, StreamExt, TryFutureExt, TryStreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx::{
    Describe, Either, Execute, Executor, PgConnection, Postgres, SqlStr,
    postgres::{PgQueryResult, PgRow, PgStatement, PgTypeInfo},
};
use tokio::{sync::oneshot, time::timeout};

use super::{
    connector::{ACQUIRE_TIMEOUT, Connector},
    error::{is_outdated, is_time_out, is_unavailable, timed_out},
    statement::{Statement, marked, statement},
};
use crate::Result;

/// How long a request waits for a statement: a server may stop without a word. The slowest statement, which
/// counts all rows, takes a second with a million players.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(10);

/// A process's connections. A statement that is given to `&Pool` goes over one of them.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    connections: managed::Pool<Connector>,
    /// What the statements are marked with; 0 for nothing.
    mark: Arc<AtomicU64>,
    is_for_reads: bool,
}

impl Pool {
    pub(super) fn new(connector: Connector, max_connections: usize) -> Result<Self> {
        let connections = managed::Pool::builder(connector)
            .max_size(max_connections)
            // The connection that was used last: its server's caches are warm.
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(ACQUIRE_TIMEOUT))
            .recycle_timeout(Some(ACQUIRE_TIMEOUT))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| sqlx::Error::Configuration(error.into()))?;
        Ok(Self { connections, mark: Arc::default(), is_for_reads: false })
    }

    /// The same connections, for statements that only read and may be sent twice.
    pub(super) fn for_reads(&self) -> Self {
        Self { is_for_reads: true, ..self.clone() }
    }

    /// A connection of one's own, for more than one statement.
    pub(super) async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        self.connections.manager().connect().await
    }

    /// Idle connections are closed now, others when they come back.
    pub(super) fn close(&self) {
        self.connections.close();
    }

    /// Runs a statement. One that was prepared for a table as it no longer is, or that the server has
    /// forgotten, is refused before anything is done: then it goes once more, over another connection.
    ///
    /// A proxy may know the statement's text from other connections, and refuse it again. So from then on
    /// this process marks its statements with a number that nobody has used.
    async fn run<T: Send + 'static>(
        &self,
        statement: Result<Statement, sqlx::Error>,
        go: Go<T>,
    ) -> Result<T, sqlx::Error> {
        let statement = statement?;
        match self.run_alive(&statement, go).await {
            Err(error) if is_outdated(&error) => {
                tracing::info!(%error, "preparing the statements anew");
                let now = self.connections.manager().clock.now().as_nanos();
                self.mark.store(u64::try_from(now).unwrap_or(u64::MAX), Ordering::Relaxed);
                self.run_alive(&statement, go).await
            }
            result => result,
        }
    }

    /// A connection that died while it was idle is only noticed now; then a read goes once more, over a
    /// new one.
    async fn run_alive<T: Send + 'static>(
        &self,
        statement: &Statement,
        go: Go<T>,
    ) -> Result<T, sqlx::Error> {
        match self.run_once(statement.clone(), go).await {
            Err(error) if self.is_for_reads && is_unavailable(&error) && !is_time_out(&error) => {
                tracing::debug!(%error, "the connection was dead; trying another");
                self.run_once(statement.clone(), go).await
            }
            result => result,
        }
    }

    /// The statement runs in a task of its own. A request that is given up, as when its client hangs up,
    /// takes no connection with it: one that is being made is kept, and so is one whose statement ends in
    /// time.
    async fn run_once<T: Send + 'static>(
        &self,
        statement: Statement,
        go: Go<T>,
    ) -> Result<T, sqlx::Error> {
        let pool = self.clone();
        let (waiting, result) = oneshot::channel();
        tokio::spawn(async move {
            let lent = pool.connections.get().await;
            if waiting.is_closed() {
                return;
            }
            // Whoever is gone by then needs no result.
            let _ = waiting.send(match lent {
                Ok(lent) => pool.run_over(lent, statement, go).await,
                Err(PoolError::Timeout(_)) => Err(sqlx::Error::PoolTimedOut),
                Err(PoolError::Closed) => Err(sqlx::Error::PoolClosed),
                Err(PoolError::Backend(error)) => Err(error),
                Err(error) => Err(sqlx::Error::Configuration(error.into())),
            });
        });
        result.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }

    /// What comes of a statement over that connection, unless it takes too long.
    async fn run_over<T>(
        &self,
        mut lent: Object<Connector>,
        statement: Statement,
        go: Go<T>,
    ) -> Result<T, sqlx::Error> {
        let statement = marked(statement, self.mark.load(Ordering::Relaxed));
        // The connection counts as intact again when its statement has ended in time.
        lent.is_intact = false;
        let result = timeout(STATEMENT_TIMEOUT, go(&mut lent.connection, statement)).await;
        let result = result.unwrap_or_else(|_| Err(timed_out()));
        let is_of_no_use = |error| is_unavailable(error) || is_outdated(error);
        lent.is_intact = !result.as_ref().err().is_some_and(is_of_no_use);
        lent.used_at = self.connections.manager().clock.now();
        result
    }
}

/// How a statement is sent over a connection.
type Go<T> = for<'c> fn(&'c mut PgConnection, Statement) -> Done<'c, T>;

type Done<'e, T> = BoxFuture<'e, Result<T, sqlx::Error>>;

impl<'p> Executor<'p> for &'p Pool {
    type Database = Postgres;

    /// All at once: no statement of ours has many rows.
    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, sqlx::Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let steps = self.run(statement(query), |connection, statement| {
            connection.fetch_many(statement).try_collect::<Vec<_>>().boxed()
        });
        let all = steps.map_ok(|steps| stream::iter(steps.into_iter().map(Ok)));
        all.try_flatten_stream().boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> Done<'e, Option<PgRow>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        self.run(statement(query), |connection, statement| connection.fetch_optional(statement))
            .boxed()
    }

    /// Over a connection of its own, like `describe`: queries of ours ask for neither.
    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [PgTypeInfo]) -> Done<'e, PgStatement>
    where
        'p: 'e,
    {
        async move { self.connect().await?.prepare_with(sql, parameters).await }.boxed()
    }

    fn describe<'e>(self, sql: SqlStr) -> Done<'e, Describe<Postgres>>
    where
        'p: 'e,
    {
        async move { self.connect().await?.describe(sql).await }.boxed()
    }
}
