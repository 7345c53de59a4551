//! What is the same for everybody, what Blizzard answered lately, and what the watch on its pages saw last.

use std::collections::HashMap;

use async_trait::async_trait;
use serde_json::Value;

use super::{PostgresStorage, Seconds};
use crate::{
    Data, Result, Write,
    data::{DataTable, PageWatch, StoredData},
};

#[async_trait]
impl Data for PostgresStorage {
    // Whether it is leased is one row by its key: `exists` would be planned as a look at all leases.
    async fn find_data(&self, table: DataTable, key: &str) -> Result<Option<StoredData>> {
        let found = match table {
            DataTable::StaticData(_, version) => {
                sqlx::query_as!(
                    StoredData,
                    r#"
                    select
                        case when document_at = updated_at then document else data::text end as "json!",
                        (document_at is not distinct from updated_at and data_version >= $2)
                            as "is_current!",
                        extract(epoch from now() - updated_at)::float8 as "age!: Seconds",
                        coalesce((select until > now() from leases where leases.key = static_data.key), false)
                            as "is_leased!"
                    from static_data
                    where key = $1
                    "#,
                    key,
                    version,
                )
                .fetch_optional(&self.reads)
                .await?
            }
            DataTable::CachedAnswers => {
                sqlx::query_as!(
                    StoredData,
                    r#"
                    select
                        data::text as "json!",
                        true as "is_current!",
                        extract(epoch from now() - updated_at)::float8 as "age!: Seconds",
                        coalesce((select until > now() from leases where leases.key = cached_answers.key), false)
                            as "is_leased!"
                    from cached_answers
                    where key = $1
                    "#,
                    key,
                )
                .fetch_optional(&self.reads)
                .await?
            }
        };
        Ok(found)
    }

    async fn find_static_data(
        &self,
        version: i16,
        keys: &[String],
    ) -> Result<Vec<Option<StoredData>>> {
        let rows = sqlx::query!(
            r#"
            select
                key,
                case when document_at = updated_at then document else data::text end as "json!",
                (document_at is not distinct from updated_at and data_version >= $2) as "is_current!",
                extract(epoch from now() - updated_at)::float8 as "age!: Seconds",
                coalesce((select until > now() from leases where leases.key = static_data.key), false)
                    as "is_leased!"
            from static_data
            where key = any($1)
            "#,
            keys,
            version,
        )
        .fetch_all(&self.reads)
        .await?;
        let mut stored: HashMap<String, StoredData> = rows
            .into_iter()
            .map(|row| {
                let data = StoredData {
                    json: row.json,
                    is_current: row.is_current,
                    age: row.age.into(),
                    is_leased: row.is_leased,
                };
                (row.key, data)
            })
            .collect();
        Ok(keys.iter().map(|key| stored.remove(key)).collect())
    }

    async fn set_data(
        &self,
        table: DataTable,
        key: &str,
        json: &str,
        write: Write<'_>,
    ) -> Result<bool> {
        let done = match table {
            DataTable::StaticData(category, version) => {
                sqlx::query!(
                    r#"
                    insert into static_data as stored (
                        key, data, document, document_at, category, data_version, created_at, updated_at
                    )
                    select $1, ($2::text)::jsonb, $2, fetched_at, ($3::text)::static_data_category, $4,
                        now(), fetched_at
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
                .await?
            }
            DataTable::CachedAnswers => {
                sqlx::query!(
                    r#"
                    insert into cached_answers as stored (key, data, updated_at)
                    select $1, ($2::text)::jsonb, now() - make_interval(secs => $3)
                    where exists (
                        select from leases
                        where key = $4 and owner = $5 and failure is null and until > now()
                    )
                    on conflict (key) do update
                    set data = excluded.data, updated_at = excluded.updated_at
                    where stored.updated_at <= excluded.updated_at
                    "#,
                    key,
                    json,
                    write.age.as_secs_f64(),
                    write.lease.key,
                    write.lease.owner.0,
                )
                .execute(&self.pool)
                .await?
            }
        };
        Ok(done.rows_affected() == 1)
    }

    async fn find_page_watches(&self) -> Result<Vec<PageWatch>> {
        let watches = sqlx::query_as!(
            PageWatch,
            r#"
            select page, data, extract(epoch from now() - updated_at)::float8 as "age!: Seconds"
            from page_watches
            order by page
            "#,
        );
        Ok(watches.fetch_all(&self.reads).await?)
    }

    async fn set_page_watch(&self, page: &str, data: &Value) -> Result<()> {
        sqlx::query!(
            r#"
            insert into page_watches (page, data, updated_at)
            values ($1, $2, now())
            on conflict (page) do update set data = excluded.data, updated_at = excluded.updated_at
            "#,
            page,
            data,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
