//! Leases.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use super::PostgresStorage;
use crate::{Error, Lease, LeaseState, Leases, Owner};

#[async_trait]
impl Leases for PostgresStorage {
    async fn acquire_lease(&self, lease: &Lease, duration: Duration) -> Result<bool, Error> {
        let done = sqlx::query!(
            r#"
            insert into leases as lease (key, owner, until)
            values ($1, $2, now() + make_interval(secs => $3))
            on conflict (key) do update
            set owner = excluded.owner, until = excluded.until, failure = null
            where lease.until <= now()
            "#,
            lease.key,
            lease.owner.0,
            duration.as_secs_f64(),
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn hand_over_lease(
        &self,
        lease: &Lease,
        to: Owner,
        duration: Duration,
    ) -> Result<bool, Error> {
        let done = sqlx::query!(
            r#"
            update leases
            set owner = $3, until = now() + make_interval(secs => $4)
            where key = $1 and owner = $2 and failure is null
            "#,
            lease.key,
            lease.owner.0,
            to.0,
            duration.as_secs_f64(),
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn extend_lease(&self, lease: &Lease, duration: Duration) -> Result<bool, Error> {
        self.hand_over_lease(lease, lease.owner, duration).await
    }

    async fn fail_lease(
        &self,
        lease: &Lease,
        failure: &Value,
        pause: Duration,
    ) -> Result<(), Error> {
        sqlx::query!(
            r#"
            update leases
            set failure = $3, until = now() + make_interval(secs => $4)
            where key = $1 and owner = $2 and failure is null
            "#,
            lease.key,
            lease.owner.0,
            failure,
            pause.as_secs_f64(),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn find_lease(&self, key: &str) -> Result<Option<LeaseState>, Error> {
        let row = self
            .read(|pool| {
                sqlx::query!(
                    r#"
                    select failure
                    from leases
                    where key = $1 and (failure is not null or until > now())
                    "#,
                    key,
                )
                .fetch_optional(pool)
            })
            .await?;
        Ok(row.map(|row| row.failure.map_or(LeaseState::Running, LeaseState::Failed)))
    }

    async fn release_lease(&self, lease: &Lease) -> Result<(), Error> {
        sqlx::query!(
            "delete from leases where key = $1 and owner = $2 and failure is null",
            lease.key,
            lease.owner.0,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
