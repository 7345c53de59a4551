//! What a deployment's schedules do, as long as the API is served here.

use std::sync::Arc;

use functions::{App, Config};
use service::admin::{
    follow::{self, follow_players},
    record_rates::{self, record_hero_rates},
    warm_up,
    watch::{self, watch_pages},
};
use tokio::time::interval;

/// Asks for what every answer may need, behind the first ones, as a deployment does.
pub async fn warm_up(app: Arc<App>) {
    match warm_up::warm_up(&app.cache).await {
        Ok(done) => tracing::info!(asked = done.asked, "warming up"),
        Err(error) => tracing::warn!(%error, "nothing was warmed up"),
    }
}

/// Follows players, now and every hour.
pub async fn follow(app: Arc<App>) {
    let mut hours = interval(follow::EVERY);
    loop {
        hours.tick().await;
        match follow_players(&app.cache, &app.store.config.following).await {
            Ok(done) => {
                tracing::info!(hourly = done.hourly, daily = done.daily, "players are followed");
            }
            Err(error) => tracing::warn!(%error, "nobody was followed"),
        }
    }
}

/// Records hero rates, now and every hour.
pub async fn record(app: Arc<App>) {
    let mut hours = interval(record_rates::EVERY);
    loop {
        hours.tick().await;
        match record_hero_rates(&app.cache).await {
            Ok(run) => tracing::info!(recorded = run.recorded, "hero rates are recorded"),
            Err(error) => tracing::warn!(%error, "no hero rates were recorded"),
        }
    }
}

/// Watches Blizzard's pages, now and every hour, if somebody is to be told what is new on them.
pub async fn watch(app: Arc<App>) {
    let Config { watched_player, notifier, .. } = &app.store.config;
    let receivers = notifier.receivers();
    if receivers.is_empty() {
        return;
    }
    let mut hours = interval(watch::EVERY);
    loop {
        hours.tick().await;
        let told = async {
            watch_pages(&app.cache, watched_player.as_ref(), &receivers).await?;
            notifier.tell(app.cache.storage()).await
        };
        match told.await {
            Ok(sent) => tracing::info!(sent, "told what is new"),
            Err(error) => tracing::warn!(%error, "the pages were not watched"),
        }
    }
}
