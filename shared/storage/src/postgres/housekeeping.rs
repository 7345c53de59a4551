//! What keeps storage small and known. A row that somebody writes right now is not old, nor has it
//! expired: deleting skips it rather than wait for it.

use std::time::Duration;

use async_trait::async_trait;
use overwatch::PlayerId;

use super::{Count, PostgresStorage, Seconds};
use crate::{Housekeeping, Result, data::StorageStats};

#[async_trait]
impl Housekeeping for PostgresStorage {
    async fn delete_expired(&self, max_age: Duration, limit: u32) -> Result<u64> {
        let row = sqlx::query!(
            r#"
            with time as (select now() - make_interval(secs => $1) as oldest),
            answers as (
                delete from cached_answers where key = any(array(
                    select key from cached_answers, time where updated_at < oldest
                    limit $2 for update of cached_answers skip locked
                )) returning 1
            ),
            unknown as (
                delete from unknown_players where player_id = any(array(
                    select player_id from unknown_players, time where next_check_at < oldest
                    limit $2 for update of unknown_players skip locked
                )) returning 1
            ),
            ended as (
                delete from leases where key = any(array(
                    select key from leases, time where until < oldest
                    limit $2 for update of leases skip locked
                )) returning 1
            ),
            -- Of the version before this one.
            claims as (
                delete from fetch_claims where key = any(array(
                    select key from fetch_claims, time where expires_at < oldest
                    limit $2 for update of fetch_claims skip locked
                )) returning 1
            )
            select (select count(*) from answers) + (select count(*) from unknown)
                + (select count(*) from ended) + (select count(*) from claims) as "rows!"
            "#,
            max_age.as_secs_f64(),
            i64::from(limit),
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(row.rows.unsigned_abs())
    }

    async fn delete_oldest_players(
        &self,
        max_age: Option<Duration>,
        limit: u32,
    ) -> Result<(u64, u64)> {
        let row = sqlx::query!(
            r#"
            with deleted as (
                delete from player_profiles
                where player_id = any(array(
                    select player_id
                    from player_profiles
                    -- Without an age all are old enough.
                    where updated_at < now() - make_interval(secs => coalesce($1::float8, -1))
                    order by updated_at
                    limit $2
                    for update skip locked
                ))
                returning octet_length(html_compressed) + coalesce(octet_length(career), 0)
                    + coalesce(octet_length(career_summary), 0) + coalesce(octet_length(career_gzip), 0)
                    + coalesce(octet_length(career_values_gzip), 0)
                    + coalesce(octet_length(career_snapshot), 0) as bytes
            )
            select count(*) as "rows!", coalesce(sum(bytes), 0)::bigint as "bytes!" from deleted
            "#,
            max_age.map(|age| age.as_secs_f64()),
            i64::from(limit),
        )
        .fetch_one(&self.pool)
        .await?;
        Ok((row.rows.unsigned_abs(), row.bytes.unsigned_abs()))
    }

    async fn delete_oldest_versions(
        &self,
        max_age: Option<Duration>,
        limit: u32,
    ) -> Result<(u64, u64)> {
        let row = sqlx::query!(
            r#"
            with chains as (
                select player_id, taken_at, newest_at, chain_bytes
                from player_versions
                -- Without an age all are old enough.
                where newest_at < floor(
                    extract(epoch from now() - make_interval(secs => coalesce($1::float8, -1)))
                )::bigint
                order by newest_at
                limit $2
                for update skip locked
            ),
            deleted as (
                delete from player_versions as version
                using chains
                where version.player_id = chains.player_id
                    and version.taken_at between chains.taken_at and chains.newest_at
                returning 1
            )
            select (select count(*) from deleted) as "rows!",
                (select coalesce(sum(chain_bytes), 0) from chains) as "bytes!"
            "#,
            max_age.map(|age| age.as_secs_f64()),
            i64::from(limit),
        )
        .fetch_one(&self.pool)
        .await?;
        Ok((row.rows.unsigned_abs(), row.bytes.unsigned_abs()))
    }

    async fn forget_player(&self, id: &PlayerId) -> Result<u64> {
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
            versions as (delete from player_versions where player_id in (select id from ids) returning 1),
            unknown as (delete from unknown_players where player_id in (select id from ids) returning 1),
            answers as (delete from cached_answers where key in (select key from keys) returning 1),
            -- In the order in which others lock many.
            ended as (
                delete from leases where key = any(array(
                    select key from leases where key in (select key from keys) order by key for update
                )) returning 1
            ),
            -- Of the version before this one.
            claims as (delete from fetch_claims where key in (select key from keys) returning 1)
            select (select count(*) from profiles) + (select count(*) from names)
                + (select count(*) from versions)
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
        // Whoever wrote under one of these leases is done by now, and was not seen above.
        let late = sqlx::query!(
            r#"
            with profiles as (delete from player_profiles where player_id = any($1) returning 1),
            versions as (delete from player_versions where player_id = any($1) returning 1)
            select (select count(*) from profiles) + (select count(*) from versions) as "rows!"
            "#,
            &row.ids,
        )
        .fetch_one(&self.pool)
        .await?;
        let mut rows = row.rows.unsigned_abs() + late.rows.unsigned_abs();
        if row.has_overfast4 {
            rows += self.forget_overfast4(&row.ids).await?;
        }
        Ok(rows)
    }

    async fn ping(&self) -> Result<()> {
        sqlx::query_scalar!("select 1").fetch_one(&self.reads).await?;
        Ok(())
    }

    async fn stats(&self) -> Result<StorageStats> {
        let stats = sqlx::query_as!(
            StorageStats,
            r#"
            select
                count(*) as "player_profiles!: Count",
                (select count(*) from static_data) as "static_data!: Count",
                coalesce(sum(html_bytes), 0)::bigint as "html_bytes!: Count",
                coalesce(sum(octet_length(html_compressed)) filter (where html_bytes is not null), 0)
                    as "html_compressed_bytes!: Count",
                coalesce(sum(
                    octet_length(html_compressed)::bigint
                    + coalesce(octet_length(career), 0)
                    + coalesce(octet_length(career_summary), 0)
                    + coalesce(octet_length(career_gzip), 0)
                    + coalesce(octet_length(career_values_gzip), 0)
                    + coalesce(octet_length(career_snapshot), 0)
                ), 0)::bigint + (
                    select coalesce(sum(chain_bytes), 0)::bigint from player_versions where newest_at is not null
                ) as "live_player_bytes!: Count",
                pg_total_relation_size('player_profiles') as "player_profiles_bytes!: Count",
                coalesce(percentile_cont(0.5) within group (order by age), 0) as "profile_age_p50!: Seconds",
                coalesce(percentile_cont(0.9) within group (order by age), 0) as "profile_age_p90!: Seconds",
                coalesce(percentile_cont(0.99) within group (order by age), 0) as "profile_age_p99!: Seconds"
            from player_profiles,
                lateral (select extract(epoch from now() - updated_at)::float8 as age) as since
            "#,
        );
        Ok(stats.fetch_one(&self.reads).await?)
    }

    async fn close(&self) {
        self.pool.close();
    }
}
