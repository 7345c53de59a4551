//! Functions that an event starts instead of a request, one file each.

mod prune_profiles;
mod refresh;
mod report_storage;
mod warm_up;
mod watch_pages;

use std::future::Future;

use serde::de::DeserializeOwned;

use crate::App;

pub use prune_profiles::PruneProfiles;
pub use refresh::RefreshFromQueue;
pub use report_storage::ReportStorage;
pub use warm_up::WarmUp;
pub use watch_pages::WatchPages;

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
    ) -> impl Future<Output = Result<serde_json::Value, service::Error>>;
}

/// The table: the binary of every event function.
pub const EVENTS: &[&str] = &[
    PruneProfiles::NAME,
    RefreshFromQueue::NAME,
    ReportStorage::NAME,
    WarmUp::NAME,
    WatchPages::NAME,
];
