//! What keeps storage small and known.

use std::time::Duration;

use async_trait::async_trait;

use super::{PostgresStorage, duration};
use crate::{Error, Housekeeping, data::StorageStats};

#[async_trait]
impl Housekeeping for PostgresStorage {
    async fn delete_expired(&self, max_age: Duration, limit: u32) -> Result<u64, Error> {
        // A row that somebody writes right now has not expired: skip it rather than wait for it.
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

    async fn ping(&self) -> Result<(), Error> {
        self.read(|pool| sqlx::query_scalar!("select 1").fetch_one(pool)).await?;
        Ok(())
    }

    async fn stats(&self) -> Result<StorageStats, Error> {
        let row = self
            .read(|pool| {
                sqlx::query!(
                    r#"
                    with ages as (
                        select percentile_cont(array[0.5, 0.9, 0.99]) within group (
                            order by extract(epoch from now() - updated_at)
                        ) as at
                        from player_profiles
                    )
                    select
                        (select count(*) from player_profiles) as "player_profiles!",
                        (select count(*) from static_data) as "static_data!",
                        (select coalesce(sum(html_bytes), 0)::bigint
                            from player_profiles) as "html_bytes!",
                        (select coalesce(sum(octet_length(html_compressed)), 0)::bigint
                            from player_profiles where html_bytes is not null)
                            as "html_compressed_bytes!",
                        pg_total_relation_size('player_profiles') as "player_profiles_bytes!",
                        at[1] as p50, at[2] as p90, at[3] as p99
                    from ages
                    "#,
                )
                .fetch_one(pool)
            })
            .await?;
        Ok(StorageStats {
            player_profiles: row.player_profiles.unsigned_abs(),
            static_data: row.static_data.unsigned_abs(),
            html_bytes: row.html_bytes.unsigned_abs(),
            html_compressed_bytes: row.html_compressed_bytes.unsigned_abs(),
            player_profiles_bytes: row.player_profiles_bytes.unsigned_abs(),
            profile_age_p50: duration(row.p50),
            profile_age_p90: duration(row.p90),
            profile_age_p99: duration(row.p99),
        })
    }

    async fn clear(&self) -> Result<(), Error> {
        sqlx::query!(
            "truncate player_profiles, battletags, unknown_players, leases, fetch_claims, static_data,
                cached_answers, page_watches, blizzard_pace"
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn close(&self) {
        self.pool.close();
    }
}
