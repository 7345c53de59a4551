//! Logs and metrics: lines of JSON on standard output, which Lambda takes to CloudWatch.

use std::{env, panic};

use metrics_cloudwatch_embedded::{Builder, Collector};
use tracing_subscriber::{
    Layer, Registry,
    filter::{LevelFilter, Targets},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::{app::StartError, variables::RUST_LOG};

/// The namespace of the metrics in CloudWatch.
const NAMESPACE: &str = "OverFast";

/// Starts a Lambda's log: one line of JSON per entry, with the request's id.
pub(crate) fn log() {
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        // Lambda's runtime opens a span around each invocation, which holds the id.
        .with_span_list(false)
        .without_time();
    log_as(lines);
    // A panic's message may contain what a user sent; its place is enough to find the bug.
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a panic");
    }));
}

/// Starts a log of such lines, at the levels that `RUST_LOG` sets. An invalid value counts as `info`, which
/// the first line of the log says.
pub fn log_as(lines: impl Layer<Registry> + Send + Sync) {
    let value = env::var_os(RUST_LOG.name).unwrap_or_default();
    let value = value.to_string_lossy();
    let parsed = parse_filter(&value);
    let filter = parsed.clone().unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
    if parsed.is_none() {
        let expected = "`info` or `service=debug,info`";
        tracing::warn!(
            "RUST_LOG is {value:?}, which is not levels such as {expected}: logging `info`"
        );
    }
}

/// Parses levels with commas between them, each alone or for a module. An empty text means `info`.
///
/// A single word has to be a level, since a module's name alone is more often a mistake. This is not an
/// `EnvFilter`, which would link regular expressions into every function.
fn parse_filter(text: &str) -> Option<Targets> {
    let mut directives = text.split(',').map(str::trim).filter(|word| !word.is_empty()).peekable();
    if directives.peek().is_none() {
        return Some(Targets::new().with_default(LevelFilter::INFO));
    }
    directives.try_fold(Targets::new(), |targets, directive| match directive.split_once('=') {
        None => Some(targets.with_default(directive.parse::<LevelFilter>().ok()?)),
        // An empty level would be parsed as `error`.
        Some((module, level)) if is_module(module) && !level.is_empty() => {
            Some(targets.with_target(module, level.parse::<LevelFilter>().ok()?))
        }
        Some(_) => None,
    })
}

/// Whether a text can be the name of a module.
fn is_module(name: &str) -> bool {
    let is_in_names =
        |character: char| character.is_ascii_alphanumeric() || "_:".contains(character);
    !name.is_empty() && name.chars().all(is_in_names)
}

/// The metrics of the process.
#[derive(Clone, Copy)]
pub(crate) struct Metrics(&'static Collector);

impl Metrics {
    /// Collects every metric of the process from now on.
    pub(crate) fn collect() -> Result<Self, StartError> {
        let collector = Builder::new().cloudwatch_namespace(NAMESPACE).init();
        collector.map(Self).map_err(|error| StartError::Metrics(error.to_string()))
    }

    /// Writes the metrics to the log, in CloudWatch's embedded metric format, and starts again from zero.
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
    fn only_levels_are_parsed() {
        let info = Targets::new().with_default(LevelFilter::INFO);
        for (text, expected) in [
            ("", info.clone()),
            (" ,", info.clone()),
            ("Info", info.clone()),
            ("service=debug, info,", info.clone().with_target("service", LevelFilter::DEBUG)),
            ("a::b_c=off", Targets::new().with_target("a::b_c", LevelFilter::OFF)),
        ] {
            assert_eq!(parse_filter(text), Some(expected), "{text}");
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
            assert_eq!(parse_filter(text), None, "{text}");
        }
    }
}
