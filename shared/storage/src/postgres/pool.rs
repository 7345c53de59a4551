//! The connections of a process.
//!
//! A pool for a Lambda: sqlx's own asks the server after each statement whether the connection still
//! works, which is a second round trip behind every answer, and tries a server that refuses connections
//! for as long as a request may wait.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use deadpool::{
    Runtime,
    managed::{self, Object, PoolError},
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
    error::{is_outdated, is_unavailable, timed_out},
    statement::Statement,
};
use crate::{Clock, Error};

/// How long a request waits for a statement: a server may stop without a word. The slowest statement, which
/// counts all rows, takes a second with a million players.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(10);

/// A process's connections. A statement that is given to `&Pool` goes over one of them.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    connections: managed::Pool<Connector>,
    /// What the statements are marked with; 0 for nothing.
    mark: Arc<AtomicU64>,
}

impl Pool {
    pub(super) fn new(connector: Connector, max_connections: usize) -> Result<Self, Error> {
        let connections = managed::Pool::builder(connector)
            .max_size(max_connections)
            .wait_timeout(Some(ACQUIRE_TIMEOUT))
            .recycle_timeout(Some(ACQUIRE_TIMEOUT))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| sqlx::Error::Configuration(error.into()))?;
        Ok(Self { connections, mark: Arc::default() })
    }

    /// A connection of one's own, for more than one statement.
    pub(super) async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        self.connections.manager().connect().await
    }

    /// Idle connections are closed now, others when they come back.
    pub(super) fn close(&self) {
        self.connections.close();
    }

    async fn lend(&self) -> Result<Lent, sqlx::Error> {
        let kept = self.connections.get().await.map_err(|error| match error {
            PoolError::Timeout(_) => sqlx::Error::PoolTimedOut,
            PoolError::Closed => sqlx::Error::PoolClosed,
            PoolError::Backend(error) => error,
            error => sqlx::Error::Configuration(error.into()),
        })?;
        Ok(Lent { kept, clock: self.connections.manager().clock.clone() })
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
        match self.run_once(statement.clone(), go).await {
            Err(error) if is_outdated(&error) => {
                tracing::info!(%error, "preparing the statements anew");
                let now = self.connections.manager().clock.now().as_nanos();
                self.mark.store(u64::try_from(now).unwrap_or(u64::MAX), Ordering::Relaxed);
                self.run_once(statement, go).await
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
            let lent = pool.lend().await;
            if waiting.is_closed() {
                return;
            }
            // Whoever is gone by then needs no result.
            let _ = waiting.send(match lent {
                Ok(lent) => lent.run(statement.marked(pool.mark.load(Ordering::Relaxed)), go).await,
                Err(error) => Err(error),
            });
        });
        result.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }
}

/// A connection on loan, for one statement.
struct Lent {
    kept: Object<Connector>,
    clock: Clock,
}

impl Lent {
    async fn run<T>(mut self, statement: Statement, go: Go<T>) -> Result<T, sqlx::Error> {
        let result = in_time(go(self.connection(), statement)).await;
        self.give_back(result)
    }

    fn connection(&mut self) -> &mut PgConnection {
        // The connection counts as intact again when its statement has ended in time.
        self.kept.is_intact = false;
        &mut self.kept.connection
    }

    /// Passes the statement's result on, and notes what it says about the connection.
    fn give_back<T>(mut self, result: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        let is_of_no_use = |error| is_unavailable(error) || is_outdated(error);
        self.kept.is_intact = !result.as_ref().err().is_some_and(is_of_no_use);
        self.kept.used_at = self.clock.now();
        result
    }
}

/// What comes of a statement, unless it takes too long.
async fn in_time<T>(
    statement: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    timeout(STATEMENT_TIMEOUT, statement).await.unwrap_or_else(|_| Err(timed_out()))
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
        let steps = self.run(Statement::of(query), |connection, statement| {
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
        self.run(Statement::of(query), |connection, statement| connection.fetch_optional(statement))
            .boxed()
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [PgTypeInfo]) -> Done<'e, PgStatement>
    where
        'p: 'e,
    {
        async move {
            let mut lent = self.lend().await?;
            let result = in_time(lent.connection().prepare_with(sql, parameters)).await;
            lent.give_back(result)
        }
        .boxed()
    }

    fn describe<'e>(self, sql: SqlStr) -> Done<'e, Describe<Postgres>>
    where
        'p: 'e,
    {
        async move {
            let mut lent = self.lend().await?;
            let result = in_time(lent.connection().describe(sql)).await;
            lent.give_back(result)
        }
        .boxed()
    }
}
