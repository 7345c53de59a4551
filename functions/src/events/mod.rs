//! Functions that an event starts instead of a request, one file each; [`custom_resource`] is for those
//! that a deployment starts.

pub mod custom_resource;
mod follow_players;
mod migrate;
mod operate;
mod prune_profiles;
mod record_hero_rates;
mod refresh;
mod report_storage;
mod warm_up;
mod watch_pages;

use std::{
    future::Future,
    time::{Duration, SystemTime},
};

use serde::de::DeserializeOwned;
use service::admin::operate::OperateError;

use crate::app::State;

pub use follow_players::FollowPlayers;
pub use migrate::Migrate;
pub use operate::Operate;
pub use prune_profiles::PruneProfiles;
pub use record_hero_rates::RecordHeroRates;
pub use refresh::Refresh;
pub use report_storage::ReportStorage;
pub use warm_up::WarmUp;
pub use watch_pages::WatchPages;

/// Why an event could not be handled.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The service failed.
    #[error(transparent)]
    Service(#[from] service::Error),
    /// Storage failed.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// An operator's operation failed.
    #[error(transparent)]
    Operate(#[from] OperateError),
    /// An operator asked for something else than there is.
    #[error(
        r#"the event is none of {{"show": ID}}, {{"refresh": ID}}, {{"forget": ID}} and "stats""#
    )]
    UnknownOperation,
    /// The work took too long; what was done until then stays done.
    #[error("not done after {0:?}; another attempt goes on from there")]
    TimedOut(Duration),
    /// The function panicked; the log says where.
    #[error("the function panicked")]
    Panicked,
    /// An HTTP client cannot be set up.
    #[error(transparent)]
    Client(#[from] https::Error),
    /// The response cannot be serialised.
    #[error("the response cannot be serialised: {0}")]
    Write(#[from] serde_json::Error),
    /// CloudFormation could not be told the outcome.
    #[error("CloudFormation does not accept the response: {0}")]
    NotReported(#[source] reqwest::Error),
}

/// A function that an event starts.
pub trait Event: 'static {
    /// The binary's name.
    const NAME: &'static str;

    /// The event's content; [`serde::de::IgnoredAny`] if it has none of interest.
    type Payload: DeserializeOwned;

    /// The part of [`App`](crate::App) that it uses. What it does not name is not linked into its binary.
    type State: State;

    /// Handles the event before Lambda ends the process at `deadline`, and returns the result of the
    /// invocation.
    fn handle(
        state: &Self::State,
        payload: Self::Payload,
        deadline: SystemTime,
    ) -> impl Future<Output = Result<serde_json::Value, Error>>;
}

/// The table: the binary of every event function.
pub const EVENTS: &[&str] = &[
    FollowPlayers::NAME,
    Migrate::NAME,
    Operate::NAME,
    PruneProfiles::NAME,
    RecordHeroRates::NAME,
    Refresh::NAME,
    ReportStorage::NAME,
    WarmUp::NAME,
    WatchPages::NAME,
];
