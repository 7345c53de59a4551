//! What is new in the game, and who is still to be told of it.

use std::{collections::BTreeMap, time::Duration};

use async_trait::async_trait;

use super::PostgresStorage;
use crate::{
    Notices, Result,
    notices::{FORGOTTEN_AFTER, MANY, Noted, Notice, NoticeKind, Receiver, SEEN_EVERY},
};

#[async_trait]
impl Notices for PostgresStorage {
    // Rows are locked in the order of their keys, so that no two runs wait for each other.
    async fn note_seen(
        &self,
        kind: NoticeKind,
        seen: &BTreeMap<String, String>,
        receivers: &[Receiver],
    ) -> Result<Noted> {
        let keys: Vec<String> = seen.keys().cloned().collect();
        let names: Vec<String> = seen.values().cloned().collect();
        let receivers: Vec<String> = receivers.iter().map(ToString::to_string).collect();
        let row = sqlx::query!(
            r#"
            with seen as (
                select key, name from unnest($2::text[], $3::text[]) as seen (key, name)
            ),
            news as (
                select
                    count(*) as new,
                    exists (select from notices where kind = $1) and count(*) < $5 as is_news
                from seen
                where not exists (select from notices where kind = $1 and notices.key = seen.key)
            ),
            forgotten as (
                delete from notices
                where kind = $1 and key <> all($2) and seen_at < now() - make_interval(secs => $6)
            ),
            noted as (
                insert into notices as known (kind, key, name, waiting, found_at, seen_at)
                select $1, key, name, case when is_news then $4::text[] else '{}' end, now(), now()
                from seen, news
                order by key
                on conflict (kind, key) do update set seen_at = excluded.seen_at
                where known.seen_at < excluded.seen_at - make_interval(secs => $7)
            )
            select new as "new!", is_news as "is_news!" from news
            "#,
            <&str>::from(kind),
            &keys,
            &names,
            &receivers,
            i64::from(MANY),
            FORGOTTEN_AFTER.as_secs_f64(),
            SEEN_EVERY.as_secs_f64(),
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(Noted { new: row.new.unsigned_abs(), is_news: row.is_news })
    }

    async fn find_notices(
        &self,
        receiver: Receiver,
        max_age: Duration,
        limit: u32,
    ) -> Result<Vec<Notice>> {
        let rows = sqlx::query!(
            r#"
            select kind, key, name
            from notices
            where $1 = any(waiting) and found_at > now() - make_interval(secs => $2)
            order by found_at, kind, key
            limit $3
            "#,
            <&str>::from(receiver),
            max_age.as_secs_f64(),
            i64::from(limit),
        )
        .fetch_all(&self.reads)
        .await?;
        // A version after this one may know more kinds.
        let notices = rows.into_iter().filter_map(|row| {
            Some(Notice { kind: row.kind.parse().ok()?, key: row.key, name: row.name })
        });
        Ok(notices.collect())
    }

    async fn set_told(&self, notice: &Notice, receiver: Receiver) -> Result<()> {
        sqlx::query!(
            "update notices set waiting = array_remove(waiting, $3) where kind = $1 and key = $2",
            <&str>::from(notice.kind),
            notice.key,
            <&str>::from(receiver),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
