//! Checks Blizzard's pages for changes in shape, by schedule, and tells what is new on them.

use std::time::SystemTime;

use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use service::admin::{status::blizzard_silence, watch::watch_pages};

use super::{Error, Event};
use crate::{App, Config};

/// Checks Blizzard's pages for changes in shape, and tells what is new on them.
pub struct WatchPages;

impl Event for WatchPages {
    const NAME: &'static str = "watch-pages";

    type Payload = IgnoredAny;

    type State = App;

    async fn handle(app: &App, _: IgnoredAny, _: SystemTime) -> Result<Value, Error> {
        let Config { watched_player, notifier, .. } = &app.store.config;
        let pages = watch_pages(&app.cache, watched_player.as_ref(), &notifier.receivers()).await?;
        let mut changes = Map::new();
        let total: usize = pages.iter().map(|(_, watched)| watched.changes()).sum();
        #[expect(clippy::cast_precision_loss, reason = "there are a few hundred fields")]
        metrics::gauge!("PageChanges").set(total as f64);
        if let Some(silence) =
            blizzard_silence(&app.store.storage, app.store.config.blizzard_limits).await?
        {
            metrics::gauge!("BlizzardSilence").set(silence.as_secs_f64());
        }
        for (page, watched) in &pages {
            changes.insert(page.to_string(), watched.changes().into());
            tracing::info!(
                %page,
                check = ?watched.check,
                changes = watched.changes(),
                missing = ?watched.missing.keys().collect::<Vec<_>>(),
                unknown = ?watched.unknown,
                "checked a page"
            );
        }
        let sent = notifier.tell(app.cache.storage()).await?;
        tracing::info!(sent, "told what is new");
        Ok(changes.into())
    }
}
