//! Logs and metrics: lines of JSON on standard output, which Lambda takes to CloudWatch.

use std::{env, panic};

use metrics_cloudwatch_embedded::{Builder, Collector};
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::app::StartError;

/// Under which CloudWatch shows the metrics.
const NAMESPACE: &str = "OverFast";

/// Starts the log: one line an entry, with the request's id; `RUST_LOG` says what is shown, info and
/// above unless told.
pub(crate) fn log() {
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        // Lambda's runtime opens a span around each invocation, which holds the id.
        .with_span_list(false)
        .without_time();
    // Not an `EnvFilter`: that brings regular expressions into every function.
    let told = env::var("RUST_LOG").ok().and_then(|targets| targets.parse::<Targets>().ok());
    let filter = told.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
    // What a panic says may hold what a user sent; where it was is enough to find it.
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a panic");
    }));
}

/// What is counted from now on.
#[derive(Clone, Copy)]
pub(crate) struct Metrics(&'static Collector);

impl Metrics {
    /// Takes what is counted anywhere in the process.
    pub(crate) fn collect() -> Result<Self, StartError> {
        let collector = Builder::new().cloudwatch_namespace(NAMESPACE).init();
        collector.map(Self).map_err(|error| StartError::Metrics(error.to_string()))
    }

    /// Puts out what was counted, in CloudWatch's embedded metric format, and begins anew.
    pub(crate) fn put_out(self) {
        if let Err(error) = self.0.flush(std::io::stdout().lock()) {
            tracing::error!(%error, "metrics are lost");
        }
    }
}
