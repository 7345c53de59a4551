//! Who fetches what is not stored.

use std::time::Duration;

use async_trait::async_trait;

use super::PostgresStorage;
use crate::{Error, FetchClaims};

#[async_trait]
impl FetchClaims for PostgresStorage {
    async fn claim_fetch(&self, key: &str, duration: Duration) -> Result<bool, Error> {
        let done = sqlx::query!(
            r#"
            insert into fetch_claims as claim (key, expires_at)
            values ($1, coalesce(to_timestamp($3), now()) + make_interval(secs => $2))
            on conflict (key) do update set expires_at = excluded.expires_at
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

    async fn release_fetch(&self, key: &str) -> Result<(), Error> {
        sqlx::query!("delete from fetch_claims where key = $1", key).execute(&self.pool).await?;
        Ok(())
    }
}
