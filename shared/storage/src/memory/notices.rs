//! What is new in the game, and who is still to be told of it.

use std::{collections::BTreeMap, time::Duration};

use async_trait::async_trait;

use super::MemoryStorage;
use crate::{
    Notices, Result,
    notices::{FORGOTTEN_AFTER, MANY, Noted, Notice, NoticeKind, Receiver, SEEN_EVERY},
};

/// By kind and key.
pub(super) type Rows = BTreeMap<(NoticeKind, String), Row>;

#[derive(Debug)]
pub(super) struct Row {
    name: String,
    waiting: Vec<Receiver>,
    found_at: Duration,
    seen_at: Duration,
}

#[async_trait]
impl Notices for MemoryStorage {
    async fn note_seen(
        &self,
        kind: NoticeKind,
        seen: &BTreeMap<String, String>,
        receivers: &[Receiver],
    ) -> Result<Noted> {
        let now = self.clock.now();
        let rows = &mut self.state().notices;
        let is_new = |key: &&String| !rows.contains_key(&(kind, (*key).clone()));
        let new = seen.keys().filter(is_new).count();
        let is_news = rows.keys().any(|(other, _)| *other == kind) && new < MANY as usize;
        let oldest = now.saturating_sub(FORGOTTEN_AFTER);
        rows.retain(|(other, key), row| {
            *other != kind || seen.contains_key(key) || row.seen_at >= oldest
        });
        for (key, name) in seen {
            let waiting = if is_news { receivers.to_vec() } else { Vec::new() };
            let first = || Row { name: name.clone(), waiting, found_at: now, seen_at: now };
            let row = rows.entry((kind, key.clone())).or_insert_with(first);
            if row.seen_at < now.saturating_sub(SEEN_EVERY) {
                row.seen_at = now;
            }
        }
        Ok(Noted { new: new as u64, is_news })
    }

    async fn find_notices(
        &self,
        receiver: Receiver,
        max_age: Duration,
        limit: u32,
    ) -> Result<Vec<Notice>> {
        let oldest = self.clock.now().saturating_sub(max_age);
        let state = self.state();
        let waits = |row: &Row| row.waiting.contains(&receiver) && row.found_at > oldest;
        let mut waiting: Vec<_> = state.notices.iter().filter(|(_, row)| waits(row)).collect();
        waiting.sort_by_key(|(_, row)| row.found_at);
        let notices = waiting.into_iter().take(limit as usize).map(|((kind, key), row)| Notice {
            kind: *kind,
            key: key.clone(),
            name: row.name.clone(),
        });
        Ok(notices.collect())
    }

    async fn set_told(&self, notice: &Notice, receiver: Receiver) -> Result<()> {
        let key = (notice.kind, notice.key.clone());
        if let Some(row) = self.state().notices.get_mut(&key) {
            row.waiting.retain(|waiting| *waiting != receiver);
        }
        Ok(())
    }
}
