//! What this process has counted, for Prometheus. A Lambda's counts go to CloudWatch; both are of the same
//! counters.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
};

use functions::{
    App,
    app::StartError,
    endpoints::{Endpoint, GetMetrics, status_registry},
    http::{OkResponse, Request, Response, respond},
};
use metrics::{
    Counter, CounterFn, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use prometheus_client::{
    metrics::{counter, family::Family},
    registry::Registry,
};

/// A counter, by the values of its labels.
type Counts = Family<Vec<(String, String)>, counter::Counter>;

/// The counters of this process, by the names that Prometheus knows them by. A clone is the same counters.
#[derive(Debug, Clone, Default)]
pub struct Counters(Arc<Mutex<BTreeMap<String, Counts>>>);

impl Counters {
    /// Takes all that this process counts from now on.
    ///
    /// # Errors
    ///
    /// When somebody takes it already.
    pub fn install() -> Result<Self, StartError> {
        let counters = Self::default();
        metrics::set_global_recorder(counters.clone())
            .map_err(|error| StartError::Metrics(error.to_string()))?;
        Ok(counters)
    }

    /// Responds as `GET /metrics` does, with the counters among the numbers.
    pub(crate) async fn respond(&self, app: &App, request: &Request) -> Response {
        let handler = async {
            let (mut registry, freshness) = status_registry(&app.store).await?;
            self.register(&mut registry);
            OkResponse::metrics(&registry, freshness)
        };
        respond(request, handler, GetMetrics::ON_FAILURE).await
    }

    fn register(&self, registry: &mut Registry) {
        for (name, counts) in &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            registry.register(name, "Counted since this process began", counts.clone());
        }
    }
}

impl Recorder for Counters {
    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        let labels = key.labels().map(|label| (snake_case(label.key()), label.value().to_owned()));
        let mut families = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = families.entry(snake_case(key.name())).or_default();
        let counter = counts.get_or_create(&labels.collect()).clone();
        Counter::from_arc(Arc::new(Count(counter)))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }

    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
}

/// One counter, with the values of its labels.
struct Count(counter::Counter);

impl CounterFn for Count {
    fn increment(&self, value: u64) {
        self.0.inc_by(value);
    }

    fn absolute(&self, value: u64) {
        self.0.inner().fetch_max(value, Ordering::Relaxed);
    }
}

/// `BlizzardRequests`, as CloudWatch has it, is `blizzard_requests` here.
fn snake_case(name: &str) -> String {
    let mut words = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !words.is_empty() {
            words.push('_');
        }
        words.extend(character.to_lowercase());
    }
    words
}
