//! Functions that an event starts instead of a request, one file each.

mod prune_profiles;

use std::future::Future;

use crate::App;

pub use prune_profiles::PruneProfiles;

/// A function that an event starts.
pub trait Event: 'static {
    /// The binary's name.
    const NAME: &'static str;

    /// Does what the event asks for; what it returns is the invocation's result.
    fn handle(app: &App) -> impl Future<Output = Result<serde_json::Value, service::Error>>;
}
