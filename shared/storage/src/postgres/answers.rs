//! What is the same for everybody, and what Blizzard answered lately.

use async_trait::async_trait;

use super::{PostgresStorage, duration};
use crate::{
    Answers, Error,
    static_data::{CachedAnswer, Category, StaticData},
};

#[async_trait]
impl Answers for PostgresStorage {
    async fn find_static_data(&self, key: &str) -> Result<Option<StaticData>, Error> {
        let row = self
            .read(|pool| {
                sqlx::query!(
                    r#"
                    select coalesce(document, data::text) as "data!", category::text as "category!",
                        case when document is null then 0::smallint else data_version end as "data_version!",
                        extract(epoch from coalesce(to_timestamp($2), now()) - updated_at)::float8 as age
                    from static_data
                    where key = $1
                    "#,
                    key,
                    self.clock.set_seconds(),
                )
                .fetch_optional(pool)
            })
            .await?;
        row.map(|row| {
            Ok(StaticData {
                category: row
                    .category
                    .parse()
                    .map_err(|error| Error::corrupt("static_data", "category", &error))?,
                data: row.data,
                data_version: row.data_version,
                age: duration(row.age),
            })
        })
        .transpose()
    }

    async fn set_static_data(
        &self,
        key: &str,
        category: Category,
        data: &str,
        data_version: i16,
    ) -> Result<(), Error> {
        sqlx::query!(
            r#"
            insert into static_data (key, data, document, category, data_version, created_at, updated_at)
            select $1, ($2::text)::jsonb, $2, ($3::text)::static_data_category, $4, now, now
            from (select coalesce(to_timestamp($5), now()) as now) as time
            on conflict (key) do update set
                data = excluded.data,
                document = excluded.document,
                category = excluded.category,
                data_version = excluded.data_version,
                updated_at = excluded.updated_at
            "#,
            key,
            data,
            <&str>::from(category),
            data_version,
            self.clock.set_seconds(),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn find_cached_answer(&self, key: &str) -> Result<Option<CachedAnswer>, Error> {
        let row = self
            .read(|pool| {
                sqlx::query!(
                    r#"
                    select data::text as "data!",
                        extract(epoch from coalesce(to_timestamp($2), now()) - updated_at)::float8 as age
                    from cached_answers
                    where key = $1
                    "#,
                    key,
                    self.clock.set_seconds(),
                )
                .fetch_optional(pool)
            })
            .await?;
        Ok(row.map(|row| CachedAnswer { data: row.data, age: duration(row.age) }))
    }

    async fn set_cached_answer(&self, key: &str, data: &str) -> Result<(), Error> {
        sqlx::query!(
            r#"
            insert into cached_answers (key, data, updated_at)
            values ($1, ($2::text)::jsonb, coalesce(to_timestamp($3), now()))
            on conflict (key) do update set data = excluded.data, updated_at = excluded.updated_at
            "#,
            key,
            data,
            self.clock.set_seconds(),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
