//! Leases.

use std::{collections::HashSet, time::Duration};

use async_trait::async_trait;
use serde_json::Value;

use super::PostgresStorage;
use crate::{Lease, LeaseState, Leases, Owner, Result};

#[async_trait]
impl Leases for PostgresStorage {
    // In the order of their keys, here and where they are released: two who lock the same rows in two orders
    // would wait for each other.
    async fn acquire_leases(&self, leases: &[Lease], duration: Duration) -> Result<Vec<bool>> {
        let (keys, owners) = columns(leases);
        let mut acquired: HashSet<String> = sqlx::query_scalar!(
            r#"
            insert into leases as lease (key, owner, until)
            select distinct on (wanted.key) wanted.key, wanted.owner, now() + make_interval(secs => $3)
            from unnest($1::text[], $2::bigint[]) with ordinality as wanted (key, owner, number)
            order by wanted.key, wanted.number
            on conflict (key) do update
            set owner = excluded.owner, until = excluded.until, failure = null
            where lease.until <= now()
            returning key
            "#,
            &keys,
            &owners,
            duration.as_secs_f64(),
        )
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .collect();
        Ok(keys.iter().map(|key| acquired.remove(key)).collect())
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

    async fn release_leases(&self, leases: &[Lease]) -> Result<()> {
        let (keys, owners) = columns(leases);
        sqlx::query!(
            r#"
            with held as (
                select key
                from leases
                where (key, owner) in (select * from unnest($1::text[], $2::bigint[])) and failure is null
                order by key
                for update
            )
            delete from leases using held
            where leases.key = held.key
            "#,
            &keys,
            &owners,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

/// The keys and the owners.
fn columns(leases: &[Lease]) -> (Vec<String>, Vec<i64>) {
    leases.iter().map(|lease| (lease.key.clone(), lease.owner.0)).unzip()
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
