//! Checks Blizzard's pages for changes in shape, by schedule.

use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use service::admin::watch::watch_pages;

use super::{Error, Event};
use crate::App;

/// Checks Blizzard's pages for changes in shape.
pub struct WatchPages;

impl Event for WatchPages {
    const NAME: &'static str = "watch-pages";

    type Payload = IgnoredAny;

    async fn handle(app: &App, _: IgnoredAny) -> Result<Value, Error> {
        let pages = watch_pages(&app.cache, app.config.watched_player.as_ref()).await?;
        let mut changes = Map::new();
        let total: usize = pages.iter().map(|(_, watched)| watched.changes()).sum();
        #[expect(clippy::cast_precision_loss, reason = "there are a few hundred fields")]
        metrics::gauge!("PageChanges").set(total as f64);
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
        Ok(changes.into())
    }
}
