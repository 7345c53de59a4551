//! Leases: who fetches or refreshes a resource right now.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A random number that only a lease's owner knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Owner(pub(crate) i64);

impl Owner {
    /// An owner that nobody else is.
    ///
    /// # Errors
    ///
    /// When the operating system has no random numbers.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes)?;
        Ok(Self(i64::from_le_bytes(bytes)))
    }
}

/// The right to fetch what stands under a key, and to store it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The resource's key.
    pub key: String,
    /// Whose it is.
    pub owner: Owner,
}

impl fmt::Display for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key)
    }
}

/// A lease, as those see it who wait for its owner.
#[derive(Debug, Clone, PartialEq)]
pub enum LeaseState {
    /// The owner is at work.
    Running,
    /// The owner failed, and nobody has acquired the lease again.
    Failed(Value),
}
