//! The negative cache: ids that Blizzard did not know.

use std::{collections::HashMap, time::Duration};

use async_trait::async_trait;
use overwatch::{BattleTag, BlizzardId, PlayerId};

use super::{Count, PostgresStorage, Seconds};
use crate::{NegativeCache, Result, player::NegativeEntry};

#[async_trait]
impl NegativeCache for PostgresStorage {
    async fn find_unknown_players(&self, ids: &[&PlayerId]) -> Result<Vec<Option<NegativeEntry>>> {
        let ids: Vec<String> = ids.iter().map(|id| id.as_str().to_owned()).collect();
        let rows = sqlx::query!(
            r#"
            select
                player_id,
                check_count::bigint as "check_count!: Count",
                extract(epoch from next_check_at - now())::float8 as "retry_after!: Seconds",
                extract(epoch from next_check_at)::bigint as "next_check_at!"
            from unknown_players
            where player_id = any($1)
            "#,
            &ids,
        )
        .fetch_all(&self.reads)
        .await?;
        let known: HashMap<String, NegativeEntry> = rows
            .into_iter()
            .map(|row| {
                let entry = NegativeEntry {
                    check_count: row.check_count.into(),
                    retry_after: row.retry_after.into(),
                    next_check_at: row.next_check_at,
                };
                (row.player_id, entry)
            })
            .collect();
        Ok(ids.iter().map(|id| known.get(id).copied()).collect())
    }

    async fn set_unknown_player(
        &self,
        id: &PlayerId,
        pauses: &[Duration],
    ) -> Result<NegativeEntry> {
        let pauses: Vec<f64> = pauses.iter().map(Duration::as_secs_f64).collect();
        let entry = sqlx::query_as!(
            NegativeEntry,
            r#"
            insert into unknown_players as known (player_id, check_count, next_check_at)
            values ($1, 1, now() + make_interval(secs => ($2::float8[])[1]))
            on conflict (player_id) do update set
                check_count = known.check_count + 1,
                next_check_at = now() + make_interval(
                    secs => ($2::float8[])[least(known.check_count + 1, cardinality($2::float8[]))]
                )
            returning
                check_count::bigint as "check_count!: Count",
                extract(epoch from next_check_at - now())::float8 as "retry_after!: Seconds",
                extract(epoch from next_check_at)::bigint as "next_check_at!"
            "#,
            id.as_str(),
            &pauses,
        );
        Ok(entry.fetch_one(&self.pool).await?)
    }

    async fn delete_unknown_player(
        &self,
        id: &BlizzardId,
        battletag: Option<&BattleTag>,
    ) -> Result<()> {
        sqlx::query!(
            "delete from unknown_players where player_id = $1 or player_id = $2",
            id.as_str(),
            battletag.map(BattleTag::as_str),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
