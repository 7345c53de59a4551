//! Who fetches what is not stored.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use super::MemoryStorage;
use crate::{Error, FetchClaim, FetchClaims};

#[derive(Debug)]
pub(super) struct Row {
    pub(super) expires_at: Duration,
    failure: Option<Value>,
}

#[async_trait]
impl FetchClaims for MemoryStorage {
    async fn claim_fetch(&self, key: &str, duration: Duration) -> Result<bool, Error> {
        let now = self.clock.now();
        let mut state = self.state();
        if state.fetch_claims.get(key).is_some_and(|row| row.expires_at > now) {
            return Ok(false);
        }
        state
            .fetch_claims
            .insert(key.to_owned(), Row { expires_at: now + duration, failure: None });
        Ok(true)
    }

    async fn renew_fetch(&self, key: &str, duration: Duration) -> Result<(), Error> {
        let expires_at = self.clock.now() + duration;
        match self.state().fetch_claims.get_mut(key) {
            Some(row) if row.failure.is_none() => row.expires_at = expires_at,
            _ => {}
        }
        Ok(())
    }

    async fn fail_fetch(&self, key: &str, failure: &Value) -> Result<(), Error> {
        let now = self.clock.now();
        if let Some(row) = self.state().fetch_claims.get_mut(key) {
            *row = Row { expires_at: now, failure: Some(failure.clone()) };
        }
        Ok(())
    }

    async fn find_fetch(&self, key: &str) -> Result<Option<FetchClaim>, Error> {
        let now = self.clock.now();
        Ok(self.state().fetch_claims.get(key).and_then(|row| match &row.failure {
            Some(failure) => Some(FetchClaim::Failed(failure.clone())),
            None => (row.expires_at > now).then_some(FetchClaim::Running),
        }))
    }

    async fn release_fetch(&self, key: &str) -> Result<(), Error> {
        self.state().fetch_claims.remove(key);
        Ok(())
    }
}
