//! `GET /metrics`

use std::sync::atomic::AtomicU64;

use prometheus_client::{
    metrics::{family::Family, gauge::Gauge},
    registry::Registry,
};
use service::{
    Freshness,
    admin::status::{PageStatus, Status, status},
};

use crate::{
    Store,
    documentation::{STATUS, StorageUnavailable},
    http::{Error, OkResponse, Request, kind::METRICS},
};

/// The status, for Prometheus
///
/// The numbers of `/status` in OpenMetrics' text format.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "get_metrics",
    tag = STATUS,
    responses(
        (status = 200, description = "The numbers.", body = String, content_type = METRICS),
        StorageUnavailable,
    ),
)]
pub(super) async fn handle(store: &Store, _: &Request) -> Result<OkResponse, Error> {
    let (registry, freshness) = status_registry(store).await?;
    OkResponse::metrics(&registry, freshness)
}

/// The numbers of the status, to which a server adds its own.
///
/// # Errors
///
/// When storage fails.
pub async fn status_registry(store: &Store) -> Result<(Registry, Freshness), Error> {
    let (status, freshness) = status(&store.storage, store.config.blizzard_limits).await?;
    Ok((registry(&status), freshness))
}

type Number = Gauge<f64, AtomicU64>;

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn registry(status: &Status) -> Registry {
    let mut registry = Registry::with_prefix("overfast");
    let mut gauge = |name: &str, help: &str, value: f64| {
        let gauge = Number::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    };
    let storage = &status.storage;
    gauge("player_profiles", "Player profiles", storage.player_profiles as f64);
    gauge("static_data", "Heroes and roles, by language", storage.static_data as f64);
    gauge(
        "player_profiles_bytes",
        "Their table, with indexes",
        storage.player_profiles_bytes as f64,
    );
    gauge("html_bytes", "Career pages as they came", storage.html_bytes as f64);
    gauge("html_compressed_bytes", "Career pages as stored", storage.html_compressed_bytes as f64);
    if let Some(ratio) = storage.compression_ratio {
        gauge("compression_ratio", "Bytes of career pages by compressed bytes", ratio);
    }
    gauge("profile_age_p50_seconds", "Age that half are below", storage.profile_age_p50 as f64);
    gauge("profile_age_p90_seconds", "Age that 90 % are below", storage.profile_age_p90 as f64);
    gauge("profile_age_p99_seconds", "Age that 99 % are below", storage.profile_age_p99 as f64);
    if let Some(pace) = &status.pace {
        gauge("blizzard_delay_seconds", "Seconds between requests to Blizzard", pace.delay);
        gauge(
            "blizzard_recovery_blocked_seconds",
            "Seconds until the delay may shrink",
            pace.recovery_blocked_for as f64,
        );
    }
    let mut by_page = |name: &str, help: &str, value: fn(&PageStatus) -> f64| {
        let family = Family::<[(&str, &str); 1], Number>::default();
        for page in &status.pages {
            family.get_or_create(&[("page", page.page.into())]).set(value(page));
        }
        registry.register(name, help, family);
    };
    by_page("page_changes", "Differences from the expected shape", |page| page.changes as f64);
    by_page("page_age_seconds", "Seconds since the last check", |page| page.age as f64);
    registry
}
