//! The pool, which is only lent with a password that a new connection can show.

use std::{sync::Arc, time::Duration};

use sqlx::PgPool;
use tokio::sync::Mutex;

use super::iam::TokenSigner;
use crate::{Clock, Error};

/// A token lives for 15 minutes; whoever starts to connect now may take a few to get in.
const RENEWED_AFTER: Duration = Duration::from_mins(10);

/// How a process shows the database who it is.
#[derive(Debug, Clone)]
pub enum Auth {
    /// By the password in the URL.
    Password,
    /// By a token of IAM.
    Iam(TokenSigner),
}

/// A pool whose connections are made with what [`Auth`] says.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    connections: PgPool,
    auth: Auth,
    /// When the pool's token was signed, since 1970.
    signed_at: Arc<Mutex<Option<Duration>>>,
}

impl Pool {
    pub(super) fn new(connections: PgPool, auth: Auth) -> Self {
        Self { connections, auth, signed_at: Arc::default() }
    }

    /// The connections. There is no other way to them, so that no statement goes with an old token.
    ///
    /// Age is told by the time of day, for a frozen Lambda's monotonic clock may stand still; and it is
    /// looked at when somebody asks, for its timers do.
    pub(super) async fn get(&self, clock: &Clock) -> Result<&PgPool, Error> {
        if let Auth::Iam(signer) = &self.auth {
            let mut signed_at = self.signed_at.lock().await;
            let now = clock.now();
            if !signed_at.is_some_and(|at| is_good(at, now)) {
                let options = self.connections.connect_options();
                let token = signer.token(&options, now).await?;
                self.connections.set_connect_options(options.as_ref().clone().password(&token));
                *signed_at = Some(now);
            }
        }
        Ok(&self.connections)
    }

    pub(super) async fn close(&self) {
        self.connections.close().await;
    }
}

/// Whether a token may be shown still. One from the future was signed while the clock was wrong.
fn is_good(signed_at: Duration, now: Duration) -> bool {
    now.checked_sub(signed_at).is_some_and(|age| age <= RENEWED_AFTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_ten_minutes() {
        let minutes = Duration::from_mins;
        assert!(is_good(minutes(100), minutes(110)));
        assert!(!is_good(minutes(100), minutes(111)));
        assert!(!is_good(minutes(100), minutes(99)));
    }
}
