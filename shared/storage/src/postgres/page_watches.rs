//! What the watch on Blizzard's pages saw last.

use async_trait::async_trait;
use serde_json::Value;

use super::{PostgresStorage, duration};
use crate::{Error, PageWatches, data::PageWatch};

#[async_trait]
impl PageWatches for PostgresStorage {
    async fn find_page_watches(&self) -> Result<Vec<PageWatch>, Error> {
        let rows = self
            .read(|pool| {
                sqlx::query!(
                    r#"
                    select page, data,
                        extract(epoch from now() - updated_at)::float8 as age
                    from page_watches
                    order by page
                    "#,
                )
                .fetch_all(pool)
            })
            .await?;
        let watch = rows.into_iter().map(|row| PageWatch {
            page: row.page,
            data: row.data,
            age: duration(row.age),
        });
        Ok(watch.collect())
    }

    async fn set_page_watch(&self, page: &str, data: &Value) -> Result<(), Error> {
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
