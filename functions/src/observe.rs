//! Logs and metrics: lines of JSON on standard output, which Lambda takes to CloudWatch.

use std::{env, panic};

use metrics_cloudwatch_embedded::{Builder, Collector};
use tracing_subscriber::{
    Layer, Registry,
    filter::{LevelFilter, Targets},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::{app::StartError, config::RUST_LOG};

/// Under which CloudWatch shows the metrics.
const NAMESPACE: &str = "OverFast";

/// Starts a Lambda's log: one line an entry, with the request's id.
pub(crate) fn log() {
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        // Lambda's runtime opens a span around each invocation, which holds the id.
        .with_span_list(false)
        .without_time();
    log_as(lines);
    // What a panic says may hold what a user sent; where it was is enough to find it.
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a panic");
    }));
}

/// Starts a log of such lines. `RUST_LOG` says what is shown, info and above unless told; where it means
/// nothing, that is the first line.
pub fn log_as(lines: impl Layer<Registry> + Send + Sync) {
    let told = env::var_os(RUST_LOG.name).unwrap_or_default();
    let told = told.to_string_lossy();
    let read = read_filter(&told);
    let filter = read.clone().unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
    if read.is_none() {
        let expected = "`info` or `service=debug,info`";
        tracing::warn!(
            "RUST_LOG is {told:?}, which is not levels such as {expected}: logging `info`"
        );
    }
}

/// Reads levels with commas between them, each alone or for a module; nothing is `info`.
///
/// A word alone that is no level is a mistake more often than a module of which all is wanted, and of
/// everything else nothing. Not an `EnvFilter`: that brings regular expressions into every function.
fn read_filter(text: &str) -> Option<Targets> {
    let mut directives = text.split(',').map(str::trim).filter(|word| !word.is_empty()).peekable();
    if directives.peek().is_none() {
        return Some(Targets::new().with_default(LevelFilter::INFO));
    }
    directives.try_fold(Targets::new(), |targets, directive| match directive.split_once('=') {
        None => Some(targets.with_default(directive.parse::<LevelFilter>().ok()?)),
        // An empty level would be read as `error`.
        Some((module, level)) if is_module(module) && !level.is_empty() => {
            Some(targets.with_target(module, level.parse::<LevelFilter>().ok()?))
        }
        Some(_) => None,
    })
}

/// Whether it can be the name of a module.
fn is_module(name: &str) -> bool {
    let is_in_names =
        |character: char| character.is_ascii_alphanumeric() || "_:".contains(character);
    !name.is_empty() && name.chars().all(is_in_names)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_and_nothing_else() {
        let info = Targets::new().with_default(LevelFilter::INFO);
        for (text, expected) in [
            ("", info.clone()),
            (" ,", info.clone()),
            ("Info", info.clone()),
            ("service=debug, info,", info.clone().with_target("service", LevelFilter::DEBUG)),
            ("a::b_c=off", Targets::new().with_target("a::b_c", LevelFilter::OFF)),
        ] {
            assert_eq!(read_filter(text), Some(expected), "{text}");
        }
        for text in [
            "loud",
            "warning",
            "service",
            "service=loud",
            "service=",
            "=info",
            "a=b=info",
            "a[b]=info",
        ] {
            assert_eq!(read_filter(text), None, "{text}");
        }
    }
}
