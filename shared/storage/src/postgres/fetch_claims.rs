//! Who fetches what is not stored.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use super::PostgresStorage;
use crate::{Error, FetchClaim, FetchClaims};

#[async_trait]
impl FetchClaims for PostgresStorage {
    async fn claim_fetch(&self, key: &str, duration: Duration) -> Result<bool, Error> {
        let done = sqlx::query!(
            r#"
            insert into fetch_claims as claim (key, expires_at)
            values ($1, coalesce(to_timestamp($3), now()) + make_interval(secs => $2))
            on conflict (key) do update set expires_at = excluded.expires_at, failure = null
            where claim.expires_at <= coalesce(to_timestamp($3), now())
            "#,
            key,
            duration.as_secs_f64(),
            self.clock.set_seconds(),
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn renew_fetch(&self, key: &str, duration: Duration) -> Result<(), Error> {
        sqlx::query!(
            r#"
            update fetch_claims
            set expires_at = coalesce(to_timestamp($3), now()) + make_interval(secs => $2)
            where key = $1 and failure is null
            "#,
            key,
            duration.as_secs_f64(),
            self.clock.set_seconds(),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn fail_fetch(&self, key: &str, failure: &Value) -> Result<(), Error> {
        sqlx::query!(
            r#"
            update fetch_claims
            set failure = $2, expires_at = coalesce(to_timestamp($3), now())
            where key = $1
            "#,
            key,
            failure,
            self.clock.set_seconds(),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn find_fetch(&self, key: &str) -> Result<Option<FetchClaim>, Error> {
        let row = self
            .read(|pool| {
                sqlx::query!(
                    r#"
                    select failure
                    from fetch_claims
                    where key = $1
                        and (failure is not null or expires_at > coalesce(to_timestamp($2), now()))
                    "#,
                    key,
                    self.clock.set_seconds(),
                )
                .fetch_optional(pool)
            })
            .await?;
        Ok(row.map(|row| row.failure.map_or(FetchClaim::Running, FetchClaim::Failed)))
    }

    async fn release_fetch(&self, key: &str) -> Result<(), Error> {
        sqlx::query!("delete from fetch_claims where key = $1", key).execute(&self.pool).await?;
        Ok(())
    }
}
