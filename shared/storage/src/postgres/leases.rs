//! Leases.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use super::PostgresStorage;
use crate::{Lease, LeaseState, Leases, Owner, Result};

#[async_trait]
impl Leases for PostgresStorage {
    async fn acquire_lease(&self, lease: &Lease, duration: Duration) -> Result<bool> {
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

    async fn hand_over_lease(&self, lease: &Lease, to: Owner, duration: Duration) -> Result<bool> {
        self.change(lease, to, None, duration).await
    }

    async fn fail_lease(&self, lease: &Lease, failure: &Value, pause: Duration) -> Result<()> {
        self.change(lease, lease.owner, Some(failure), pause).await.map(drop)
    }

    async fn find_lease(&self, key: &str) -> Result<Option<LeaseState>> {
        let row = sqlx::query!(
            r#"
            select failure
            from leases
            where key = $1 and (failure is not null or until > now())
            "#,
            key,
        )
        .fetch_optional(&self.reads)
        .await?;
        Ok(row.map(|row| row.failure.map_or(LeaseState::Running, LeaseState::Failed)))
    }

    async fn release_lease(&self, lease: &Lease) -> Result<()> {
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

impl PostgresStorage {
    /// Changes a lease that is still its owner's; whether it was.
    async fn change(
        &self,
        lease: &Lease,
        to: Owner,
        failure: Option<&Value>,
        duration: Duration,
    ) -> Result<bool> {
        let done = sqlx::query!(
            r#"
            update leases
            set owner = $3, failure = $4, until = now() + make_interval(secs => $5)
            where key = $1 and owner = $2 and failure is null
            "#,
            lease.key,
            lease.owner.0,
            to.0,
            failure,
            duration.as_secs_f64(),
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}
