//! What is the same for everybody, and what Blizzard answered lately.

use async_trait::async_trait;

use super::{PostgresStorage, duration};
use crate::{
    Data, Error, Write,
    data::{Category, DataTable, StoredData},
};

#[async_trait]
impl Data for PostgresStorage {
    async fn find_data(&self, table: DataTable, key: &str) -> Result<Option<StoredData>, Error> {
        match table {
            DataTable::StaticData(_, version) => self.find_static_data(key, version).await,
            DataTable::CachedAnswers => self.find_cached_answer(key).await,
        }
    }

    async fn set_data(
        &self,
        table: DataTable,
        key: &str,
        json: &str,
        write: Write<'_>,
    ) -> Result<bool, Error> {
        match table {
            DataTable::StaticData(category, version) => {
                self.set_static_data(key, category, json, version, write).await
            }
            DataTable::CachedAnswers => self.set_cached_answer(key, json, write).await,
        }
    }
}

impl PostgresStorage {
    async fn find_static_data(&self, key: &str, version: i16) -> Result<Option<StoredData>, Error> {
        let row = self
            .read(|pool| {
                sqlx::query!(
                    r#"
                    select
                        case when document_at = updated_at then document else data::text end as "json!",
                        (document_at is not distinct from updated_at and data_version >= $2)
                            as "is_current!",
                        extract(epoch from now() - updated_at)::float8 as age,
                        -- One row by its key: `exists` would be planned as a look at all leases.
                        coalesce((select until > now() from leases where leases.key = static_data.key), false)
                            as "is_leased!"
                    from static_data
                    where key = $1
                    "#,
                    key,
                    version,
                )
                .fetch_optional(pool)
            })
            .await?;
        Ok(row.map(|row| StoredData {
            json: row.json,
            is_current: row.is_current,
            age: duration(row.age),
            is_leased: row.is_leased,
        }))
    }

    async fn set_static_data(
        &self,
        key: &str,
        category: Category,
        json: &str,
        version: i16,
        write: Write<'_>,
    ) -> Result<bool, Error> {
        let done = sqlx::query!(
            r#"
            insert into static_data as stored (
                key, data, document, document_at, category, data_version, created_at, updated_at
            )
            select $1, ($2::text)::jsonb, $2, fetched_at, ($3::text)::static_data_category, $4, now(),
                fetched_at
            from (select now() - make_interval(secs => $5) as fetched_at) as time
            where exists (
                select from leases
                where key = $6 and owner = $7 and failure is null and until > now()
            )
            on conflict (key) do update set
                data = excluded.data,
                document = excluded.document,
                document_at = excluded.document_at,
                category = excluded.category,
                data_version = excluded.data_version,
                updated_at = excluded.updated_at
            where stored.updated_at <= excluded.updated_at
            "#,
            key,
            json,
            <&str>::from(category),
            version,
            write.age.as_secs_f64(),
            write.lease.key,
            write.lease.owner.0,
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn find_cached_answer(&self, key: &str) -> Result<Option<StoredData>, Error> {
        let row = self
            .read(|pool| {
                sqlx::query!(
                    r#"
                    select
                        data::text as "json!",
                        extract(epoch from now() - updated_at)::float8 as age,
                        -- One row by its key: `exists` would be planned as a look at all leases.
                        coalesce((select until > now() from leases where leases.key = cached_answers.key), false)
                            as "is_leased!"
                    from cached_answers
                    where key = $1
                    "#,
                    key,
                )
                .fetch_optional(pool)
            })
            .await?;
        Ok(row.map(|row| StoredData {
            json: row.json,
            is_current: true,
            age: duration(row.age),
            is_leased: row.is_leased,
        }))
    }

    async fn set_cached_answer(
        &self,
        key: &str,
        json: &str,
        write: Write<'_>,
    ) -> Result<bool, Error> {
        let done = sqlx::query!(
            r#"
            insert into cached_answers as stored (key, data, updated_at)
            select $1, ($2::text)::jsonb, now() - make_interval(secs => $3)
            where exists (
                select from leases
                where key = $4 and owner = $5 and failure is null and until > now()
            )
            on conflict (key) do update set data = excluded.data, updated_at = excluded.updated_at
            where stored.updated_at <= excluded.updated_at
            "#,
            key,
            json,
            write.age.as_secs_f64(),
            write.lease.key,
            write.lease.owner.0,
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}
