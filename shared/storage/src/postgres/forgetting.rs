//! Forgetting a player.

use overwatch::PlayerId;

use super::PostgresStorage;
use crate::Error;

impl PostgresStorage {
    /// Deletes all that is stored of a player under any name, and all that is on its way; how many rows.
    /// Nothing is read that may be damaged.
    pub(super) async fn forget(&self, id: &PlayerId) -> Result<u64, Error> {
        let row = sqlx::query!(
            r#"
            with players as (
                select player_id, battletag, name from player_profiles
                where player_id = $1 or battletag = $1
                    or player_id = (select player_id from battletags where battletag = $1)
            ),
            ids as (
                select $1 as id
                union select player_id from players
                union select battletag from players where battletag is not null
                union select battletags.battletag from battletags join players using (player_id)
            ),
            keys as (
                select 'player:' || id as key from ids
                union select 'search:' || name from players where name is not null
                union select 'search:' || regexp_replace(id, '-[0-9]+$', '') from ids
            ),
            profiles as (
                delete from player_profiles where player_id in (select player_id from players) returning 1
            ),
            names as (
                delete from battletags where player_id in (select player_id from players) returning 1
            ),
            unknown as (delete from unknown_players where player_id in (select id from ids) returning 1),
            answers as (delete from cached_answers where key in (select key from keys) returning 1),
            ended as (delete from leases where key in (select key from keys) returning 1),
            -- Of the version before this one.
            claims as (delete from fetch_claims where key in (select key from keys) returning 1)
            select (select count(*) from profiles) + (select count(*) from names)
                + (select count(*) from unknown) + (select count(*) from answers)
                + (select count(*) from ended) + (select count(*) from claims) as "rows!",
                array(select id from ids) as "ids!: Vec<String>",
                exists (
                    select from pg_tables where schemaname = 'overfast4' and tablename = 'player_profiles'
                ) as "has_overfast4!"
            "#,
            id.as_str(),
        )
        .fetch_one(&self.pool)
        .await?;
        let mut rows = row.rows.unsigned_abs();
        if row.has_overfast4 {
            rows += self.forget_overfast4(&row.ids).await?;
        }
        Ok(rows)
    }
}
