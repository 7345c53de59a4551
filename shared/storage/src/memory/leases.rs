//! Leases.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use super::MemoryStorage;
use crate::{Lease, LeaseState, Leases, Owner, Result};

#[derive(Debug)]
pub(super) struct Row {
    pub(super) until: Duration,
    owner: Owner,
    failure: Option<Value>,
}

impl MemoryStorage {
    /// Changes a lease that is still its owner's; whether it was.
    fn change(&self, lease: &Lease, change: impl FnOnce(&mut Row, Duration)) -> bool {
        let now = self.clock.now();
        match self.state().leases.get_mut(&lease.key) {
            Some(row) if row.holds(lease) => {
                change(row, now);
                true
            }
            _ => false,
        }
    }
}

impl Row {
    fn holds(&self, lease: &Lease) -> bool {
        self.owner == lease.owner && self.failure.is_none()
    }

    /// Whether what was fetched under a lease may be stored.
    pub(super) fn allows(&self, lease: &Lease, now: Duration) -> bool {
        self.holds(lease) && self.until > now
    }
}

#[async_trait]
impl Leases for MemoryStorage {
    async fn acquire_leases(&self, leases: &[Lease], duration: Duration) -> Result<Vec<bool>> {
        let now = self.clock.now();
        let mut state = self.state();
        let acquire = |lease: &Lease| {
            let is_free = !state.is_leased(&lease.key, now);
            if is_free {
                let row = Row { until: now + duration, owner: lease.owner, failure: None };
                state.leases.insert(lease.key.clone(), row);
            }
            is_free
        };
        Ok(leases.iter().map(acquire).collect())
    }

    async fn hand_over_lease(&self, lease: &Lease, to: Owner, duration: Duration) -> Result<bool> {
        Ok(self.change(lease, |row, now| {
            row.owner = to;
            row.until = now + duration;
        }))
    }

    async fn fail_lease(&self, lease: &Lease, failure: &Value, pause: Duration) -> Result<()> {
        self.change(lease, |row, now| {
            row.failure = Some(failure.clone());
            row.until = now + pause;
        });
        Ok(())
    }

    async fn find_lease(&self, key: &str) -> Result<Option<LeaseState>> {
        let now = self.clock.now();
        Ok(self.state().leases.get(key).and_then(|row| match &row.failure {
            Some(failure) => Some(LeaseState::Failed(failure.clone())),
            None => (row.until > now).then_some(LeaseState::Running),
        }))
    }

    async fn release_leases(&self, leases: &[Lease]) -> Result<()> {
        let mut state = self.state();
        for lease in leases {
            if state.leases.get(&lease.key).is_some_and(|row| row.holds(lease)) {
                state.leases.remove(&lease.key);
            }
        }
        Ok(())
    }
}
