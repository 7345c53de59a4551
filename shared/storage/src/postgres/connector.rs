//! Making connections, and telling which of them may be used again.

use std::{future::Future, time::Duration};

use aws::Signer;
use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use futures_util::FutureExt;
use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    sync::oneshot,
    task::spawn_blocking,
    time::timeout,
};

#[cfg(target_os = "linux")]
use super::no_delay::no_delay;
use super::{
    error::{is_turned_away, ours, timed_out},
    iam,
    parameters::Parameters,
};
use crate::Clock;

/// How long a request waits for a connection that others use, and for a new one.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// A connection that nobody used for longer may be dead, and a write cannot simply be tried again: it is
/// asked first. Told by the time of day, for a frozen Lambda's monotonic clock may stand still.
const ASKED_AFTER: Duration = Duration::from_mins(1);

/// How a process shows the database who it is.
#[derive(Debug, Clone)]
pub enum Auth {
    /// By the password in the URL.
    Password,
    /// By a token of IAM.
    Iam(Signer),
}

/// What is connected to.
#[derive(Debug, Clone)]
pub(super) enum Server {
    /// It is known from the start.
    Known(Box<PgConnectOptions>),
    /// It is read when it is first needed.
    InParameters(Parameters),
}

/// Makes connections.
#[derive(Debug, Clone)]
pub(super) struct Connector {
    pub(super) server: Server,
    pub(super) auth: Auth,
    pub(super) clock: Clock,
}

/// A connection that is kept.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) connection: PgConnection,
    /// Since 1970.
    pub(super) used_at: Duration,
    /// Whether its last statement ended in a way that the next can follow.
    pub(super) is_intact: bool,
}

impl Connector {
    /// A new connection. Boxed: connecting is rare and large, and whatever may connect is neither.
    ///
    /// For a password the driver computes 4096 hashes, and lets others go first after every fifth. On a
    /// runtime that many requests share, each of these 819 times costs a turn of all of them, which can
    /// add up to seconds; so there it connects on a thread of its own. A Lambda's runtime has nothing
    /// else to do, and no need of a thread.
    pub(super) async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        let connecting = self.clone().open();
        let connecting = match Handle::current().runtime_flavor() {
            RuntimeFlavor::CurrentThread => connecting.boxed(),
            _ => on_own_thread(connecting).boxed(),
        };
        timeout(ACQUIRE_TIMEOUT, connecting).await.unwrap_or_else(|_| Err(timed_out()))
    }

    async fn open(self) -> Result<PgConnection, sqlx::Error> {
        // Boxed, both: connecting is rare and large, and whatever may connect is neither.
        let options = Box::pin(self.options()).await?;
        let connecting = Box::pin(PgConnection::connect_with(&options));
        #[cfg(target_os = "linux")]
        let connecting = no_delay(options.get_port(), connecting);
        let connected = connecting.await;
        if let Server::InParameters(parameters) = &self.server
            && connected.as_ref().is_err_and(is_turned_away)
        {
            parameters.forget().await;
        }
        connected
    }

    /// A token is signed for each connection: it is only looked at while connecting.
    async fn options(&self) -> Result<PgConnectOptions, sqlx::Error> {
        let options = match &self.server {
            Server::Known(options) => (**options).clone(),
            Server::InParameters(parameters) => parameters.options().await.map_err(ours)?,
        };
        let Auth::Iam(signer) = &self.auth else { return Ok(options) };
        let token = iam::token(signer, &options, self.clock.now()).await.map_err(ours)?;
        Ok(options.password(&token))
    }
}

/// What a future comes to that has a thread to itself, until nobody waits for it any more. Its sockets
/// belong to this runtime all the same.
async fn on_own_thread<T: Send + 'static>(
    future: impl Future<Output = Result<T, sqlx::Error>> + Send + 'static,
) -> Result<T, sqlx::Error> {
    let runtime = Handle::current();
    let (mut waiting, result) = oneshot::channel();
    spawn_blocking(move || {
        runtime.block_on(async {
            tokio::select! {
                result = future => drop(waiting.send(result)),
                () = waiting.closed() => {}
            }
        });
    });
    result.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
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
