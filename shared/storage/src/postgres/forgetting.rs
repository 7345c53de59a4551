//! Forgetting a player.

use async_trait::async_trait;
use overwatch::PlayerId;

use super::PostgresStorage;
use crate::{Error, Forgetting};

#[async_trait]
impl Forgetting for PostgresStorage {
    async fn forget(&self, ids: &[PlayerId], keys: &[String]) -> Result<u64, Error> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let row = sqlx::query!(
            r#"
            with profiles as (
                delete from player_profiles where player_id = any($1) or battletag = any($1) returning 1
            ),
            unknown as (delete from unknown_players where player_id = any($1) returning 1),
            answers as (delete from cached_answers where key = any($2) returning 1),
            claims as (delete from fetch_claims where key = any($2) returning 1)
            select (select count(*) from profiles) + (select count(*) from unknown)
                + (select count(*) from answers) + (select count(*) from claims) as "rows!"
            "#,
            &ids,
            keys,
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(row.rows.unsigned_abs())
    }
}
