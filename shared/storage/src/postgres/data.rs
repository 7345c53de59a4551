//! What is the same for everybody, what Blizzard answered lately, and what the watch on its pages saw last.

use std::collections::HashMap;

use async_trait::async_trait;
use serde_json::Value;

use super::{PostgresStorage, Seconds};
use crate::{
    Data, Document, Error, Result, Write,
    compression::Effort,
    data::{DataTable, PageWatch, StoredData},
    gzip,
};

/// What is selected of a row.
struct Row {
    document: Vec<u8>,
    is_current: bool,
    age: Seconds,
    is_leased: bool,
}

impl From<Row> for StoredData {
    fn from(row: Row) -> Self {
        let Row { document, is_current, age, is_leased } = row;
        Self { document: Document::stored(document), is_current, age: age.into(), is_leased }
    }
}

#[async_trait]
impl Data for PostgresStorage {
    // Whether it is leased is one row by its key: `exists` would be planned as a look at all leases.
    async fn find_data(&self, table: DataTable, key: &str) -> Result<Option<StoredData>> {
        let found = match table {
            DataTable::StaticData(_, version) => {
                sqlx::query_as!(
                    Row,
                    r#"
                    select
                        case
                            when document_gzip_at = updated_at then document_gzip
                            -- Two releases before this one wrote these.
                            when document_at = updated_at then convert_to(document, 'UTF8')
                            else convert_to(data::text, 'UTF8')
                        end as "document!",
                        (coalesce(updated_at in (document_gzip_at, document_at), false) and data_version >= $2)
                            as "is_current!",
                        date_part('epoch', now() - updated_at) as "age!: Seconds",
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
                    Row,
                    r#"
                    select
                        convert_to(data::text, 'UTF8') as "document!",
                        true as "is_current!",
                        date_part('epoch', now() - updated_at) as "age!: Seconds",
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
        Ok(found.map(StoredData::from))
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
                case
                    when document_gzip_at = updated_at then document_gzip
                    when document_at = updated_at then convert_to(document, 'UTF8')
                    else convert_to(data::text, 'UTF8')
                end as "document!",
                (coalesce(updated_at in (document_gzip_at, document_at), false) and data_version >= $2)
                    as "is_current!",
                date_part('epoch', now() - updated_at) as "age!: Seconds",
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
                let data = Row {
                    document: row.document,
                    is_current: row.is_current,
                    age: row.age,
                    is_leased: row.is_leased,
                };
                (row.key, data.into())
            })
            .collect();
        Ok(keys.iter().map(|key| stored.remove(key)).collect())
    }

    async fn set_data(
        &self,
        table: DataTable,
        key: &str,
        json: &[u8],
        write: Write<'_>,
    ) -> Result<bool> {
        let done = match table {
            DataTable::StaticData(category, version) => {
                let document = gzip::member(json, Effort::Thorough).map_err(Error::Compress)?;
                sqlx::query!(
                    r#"
                    insert into static_data as stored (
                        key, data, document_gzip, document_gzip_at, category, data_version, created_at,
                        updated_at
                    )
                    select $1, convert_from($2, 'UTF8')::jsonb, $8, fetched_at, ($3::text)::static_data_category, $4,
                        now(), fetched_at
                    from (select now() - make_interval(secs => $5) as fetched_at) as time
                    where exists (
                        select from leases
                        where key = $6 and owner = $7 and failure is null and until > now()
                    )
                    on conflict (key) do update set
                        data = excluded.data,
                        document = null,
                        document_at = null,
                        document_gzip = excluded.document_gzip,
                        document_gzip_at = excluded.document_gzip_at,
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
                    document,
                )
                .execute(&self.pool)
                .await?
            }
            DataTable::CachedAnswers => {
                sqlx::query!(
                    r#"
                    insert into cached_answers as stored (key, data, updated_at)
                    select $1, convert_from($2, 'UTF8')::jsonb, now() - make_interval(secs => $3)
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
            select page, data, date_part('epoch', now() - updated_at) as "age!: Seconds"
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
