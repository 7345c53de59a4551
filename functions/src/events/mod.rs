//! Functions that an event starts instead of a request, one file each; [`custom_resource`] is for those
//! that a deployment starts.

pub mod custom_resource;
mod migrate;
mod prune_profiles;
mod refresh;
mod report_storage;
mod warm_up;
mod watch_pages;

use std::{future::Future, time::Duration};

use serde::de::DeserializeOwned;

use crate::App;

pub use migrate::Migrate;
pub use prune_profiles::PruneProfiles;
pub use refresh::Refresh;
pub use report_storage::ReportStorage;
pub use warm_up::WarmUp;
pub use watch_pages::WatchPages;

/// What an event can end in.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The product could not do it.
    #[error(transparent)]
    Service(#[from] service::Error),
    /// Storage could not.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// It takes too long; what was done until then stays done.
    #[error("not done after {0:?}; another attempt goes on from there")]
    TimedOut(Duration),
    /// There is a bug. What it said is in the log.
    #[error("the function panicked")]
    Panicked,
    /// An HTTP client cannot be set up.
    #[error(transparent)]
    Client(#[from] blizzard::Error),
    /// The answer cannot be written.
    #[error("the answer cannot be written: {0}")]
    Write(#[from] serde_json::Error),
    /// CloudFormation could not be told how it ended.
    #[error("CloudFormation takes no answer: {0}")]
    Unanswered(#[source] reqwest::Error),
}

/// A function that an event starts.
pub trait Event: 'static {
    /// The binary's name.
    const NAME: &'static str;

    /// What the event says; [`serde::de::IgnoredAny`] where its coming is all.
    type Payload: DeserializeOwned;

    /// Does what the event asks for; what it returns is the invocation's result.
    fn handle(
        app: &App,
        payload: Self::Payload,
    ) -> impl Future<Output = Result<serde_json::Value, Error>>;
}

/// The table: the binary of every event function.
pub const EVENTS: &[&str] = &[
    Migrate::NAME,
    PruneProfiles::NAME,
    Refresh::NAME,
    ReportStorage::NAME,
    WarmUp::NAME,
    WatchPages::NAME,
];
