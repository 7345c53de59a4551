//! The connections of a process.
//!
//! A pool for a Lambda: sqlx's own asks the server after each statement whether the connection still
//! works, which is a second round trip behind every answer, and tries a server that refuses connections
//! for as long as a request may wait.

use std::{
    future::Future,
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use deadpool::{
    Runtime,
    managed::{self, Metrics, Object, PoolError, RecycleError, RecycleResult},
};
use futures_util::{
    FutureExt, StreamExt, TryFutureExt, TryStreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx::{
    Connection as _, Describe, Either, Execute, Executor, PgConnection, Postgres, SqlStr,
    postgres::{PgConnectOptions, PgQueryResult, PgRow, PgStatement, PgTypeInfo},
};
use tokio::time::timeout;

#[cfg(target_os = "linux")]
use super::no_delay::no_delay;
use super::{iam::TokenSigner, statement::Statement};
use crate::{
    Clock, Error,
    error::{is_outdated, is_unavailable},
};

/// How long a request waits for a connection that others use, and for a new one.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a request waits for a statement: a server may stop without a word. The slowest statement, which
/// counts all rows, takes a second with a million players.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection that nobody used for longer may be dead, and a write cannot simply be tried again: it is
/// asked first. Told by the time of day, for a frozen Lambda's monotonic clock may stand still.
const ASKED_AFTER: Duration = Duration::from_mins(1);

/// How a process shows the database who it is.
#[derive(Debug, Clone)]
pub enum Auth {
    /// By the password in the URL.
    Password,
    /// By a token of IAM.
    Iam(TokenSigner),
}

/// A process's connections. A statement that is given to `&Pool` goes over one of them.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    connections: managed::Pool<Connector>,
    /// What the statements are marked with; 0 for nothing.
    mark: Arc<AtomicU64>,
}

/// Makes connections.
#[derive(Debug, Clone)]
pub(super) struct Connector {
    pub(super) options: PgConnectOptions,
    pub(super) auth: Auth,
    pub(super) clock: Clock,
}

/// A connection that is kept.
#[derive(Debug)]
pub(super) struct Kept {
    connection: PgConnection,
    /// Since 1970.
    used_at: Duration,
    /// Whether its last statement ended in a way that the next can follow.
    is_intact: bool,
}

impl Connector {
    /// A new connection. A token is signed for each: it is only looked at while connecting.
    pub(super) async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        let mut options = self.options.clone();
        if let Auth::Iam(signer) = &self.auth {
            let token = signer.token(&options, self.clock.now()).await?;
            options = options.password(&token);
        }
        // Boxed: connecting is rare and large, and whatever may connect is neither.
        let connecting = Box::pin(PgConnection::connect_with(&options));
        #[cfg(target_os = "linux")]
        let connecting = no_delay(options.get_port(), connecting);
        connecting.await
    }
}

impl managed::Manager for Connector {
    type Type = Kept;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Kept, sqlx::Error> {
        let connection = self.connect().await?;
        Ok(Kept { connection, used_at: self.clock.now(), is_intact: true })
    }

    async fn recycle(&self, kept: &mut Kept, _: &Metrics) -> RecycleResult<sqlx::Error> {
        if !kept.is_intact {
            return Err(RecycleError::message("its last statement did not end well"));
        }
        if self.clock.now().abs_diff(kept.used_at) > ASKED_AFTER {
            kept.connection.ping().await?;
        }
        Ok(())
    }
}

impl Pool {
    pub(super) fn new(connector: Connector, max_connections: usize) -> Result<Self, Error> {
        let connections = managed::Pool::builder(connector)
            .max_size(max_connections)
            .wait_timeout(Some(ACQUIRE_TIMEOUT))
            .create_timeout(Some(ACQUIRE_TIMEOUT))
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
        let mut kept = self.connections.get().await.map_err(|error| match error {
            PoolError::Timeout(_) => sqlx::Error::PoolTimedOut,
            PoolError::Closed => sqlx::Error::PoolClosed,
            PoolError::Backend(error) => error,
            error => sqlx::Error::Configuration(error.into()),
        })?;
        // Until a statement has ended well, which one that is given up does not.
        kept.is_intact = false;
        Ok(Lent { kept, clock: self.connections.manager().clock.clone() })
    }

    /// Runs a statement. One that was prepared for a table as it no longer is, or that the server has
    /// forgotten, is refused before anything is done: then it goes once more, over another connection.
    ///
    /// A proxy may know the statement's text from other connections, and refuse it again. So from then on
    /// this process marks its statements with a number that nobody has used.
    async fn run<T: Send>(
        &self,
        statement: Result<Statement, sqlx::Error>,
        go: impl for<'c> Fn(&'c mut PgConnection, Statement) -> Done<'c, T> + Send + Sync,
    ) -> Result<T, sqlx::Error> {
        let statement = statement?;
        match self.run_once(statement.clone(), &go).await {
            Err(error) if is_outdated(&error) => {
                tracing::info!(%error, "preparing the statements anew");
                let now = self.connections.manager().clock.now().as_nanos();
                self.mark.store(u64::try_from(now).unwrap_or(u64::MAX), Ordering::Relaxed);
                self.run_once(statement, &go).await
            }
            result => result,
        }
    }

    async fn run_once<T: Send>(
        &self,
        statement: Statement,
        go: impl for<'c> Fn(&'c mut PgConnection, Statement) -> Done<'c, T> + Send + Sync,
    ) -> Result<T, sqlx::Error> {
        let mut lent = self.lend().await?;
        let statement = statement.marked(self.mark.load(Ordering::Relaxed));
        let result = in_time(go(lent.connection(), statement)).await;
        lent.give_back(result)
    }
}

/// A connection on loan, for one statement.
struct Lent {
    kept: Object<Connector>,
    clock: Clock,
}

impl Lent {
    fn connection(&mut self) -> &mut PgConnection {
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
    let too_late = |_| Err(sqlx::Error::Io(io::ErrorKind::TimedOut.into()));
    timeout(STATEMENT_TIMEOUT, statement).await.unwrap_or_else(too_late)
}

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
