//! Taking over the players that OverFast 4 has stored in this database.
//!
//! Its tables have our names. So they are moved into a schema of their own, `overfast4`, before the
//! migrations run, and their rows into our tables afterwards. Every step is one transaction that whoever
//! comes next can go on from. Nothing checks the statements about them when they are compiled: those
//! tables are not there then.

mod row;

use sqlx::{Connection, FromRow, PgConnection, Row, postgres::PgRow};

use super::PostgresStorage;
use crate::{Error, Result};

use row::{Found, OldRow};

/// Rows moved in one transaction: a few MB of pages.
const BATCH: i64 = 100;

/// What was found in OverFast 4's tables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TakenOver {
    /// Rows that are in our table now.
    pub player_profiles: u64,
    /// Rows with a page that says that there is no such player. They are gone.
    pub unknown_players: u64,
    /// Rows that cannot be read. They stay in `overfast4.player_profiles`.
    pub unreadable: u64,
}

/// Which of OverFast 4's tables stand where ours belong.
struct Standing {
    player_profiles: bool,
    static_data: bool,
}

impl PostgresStorage {
    /// Refuses a database where OverFast 4's tables stand where ours belong; says what else is left.
    pub(super) async fn refuse_overfast4(&self) -> Result<()> {
        let mut connection = self.pool.connect().await?;
        let standing = Standing::find(&mut connection).await?;
        if standing.player_profiles || standing.static_data {
            return Err(Error::Overfast4);
        }
        if is_moved(&mut connection).await? {
            tracing::warn!(
                "players of OverFast 4 that were not taken over are in the schema overfast4"
            );
        }
        Ok(())
    }

    /// Moves OverFast 4's tables out of the way. Static data goes: its form is another, and it is
    /// fetched again.
    pub(super) async fn make_room(&self) -> Result<()> {
        let mut connection = self.pool.connect().await?;
        let mut transaction = connection.begin().await?;
        lock(&mut transaction).await?;
        let standing = Standing::find(&mut transaction).await?;
        if standing.player_profiles {
            let statements = "
                create schema if not exists overfast4;
                alter table player_profiles set schema overfast4;";
            sqlx::raw_sql(statements).execute(&mut *transaction).await?;
        }
        if standing.static_data {
            let statements = "drop table static_data; drop type if exists static_data_category;";
            sqlx::raw_sql(statements).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Moves the rows into our table.
    pub(super) async fn move_in(&self) -> Result<TakenOver> {
        let mut taken_over = TakenOver::default();
        let mut unreadable = Vec::new();
        while self.move_batch(&mut taken_over, &mut unreadable).await? {}
        taken_over.unreadable = unreadable.len() as u64;
        if taken_over.unreadable > 0 {
            tracing::warn!(rows = taken_over.unreadable, "left in overfast4.player_profiles");
        }
        Ok(taken_over)
    }

    /// Deletes what OverFast 4 has left of a player, under these ids in either spelling; how many rows.
    pub(super) async fn forget_overfast4(&self, ids: &[String]) -> Result<u64> {
        let mut connection = self.pool.connect().await?;
        let statement = "
            delete from overfast4.player_profiles
            where replace(player_id, '%7C', '|') = any($1) or battletag = any($1)";
        let done = sqlx::query(statement).bind(ids).execute(&mut connection).await?;
        Ok(done.rows_affected())
    }

    /// Moves some rows, except those that were `unreadable` before; whether there were any.
    async fn move_batch(
        &self,
        taken_over: &mut TakenOver,
        unreadable: &mut Vec<String>,
    ) -> Result<bool> {
        let mut connection = self.pool.connect().await?;
        let mut transaction = connection.begin().await?;
        let rows = next_rows(&mut transaction, unreadable).await?;
        let mut batch = *taken_over;
        let (mut gone, mut left) = (Vec::new(), Vec::new());
        for row in &rows {
            let player_id: String = row.try_get("player_id")?;
            let found = match OldRow::from_row(row) {
                Ok(row) => row.move_in(&mut transaction).await?,
                Err(_) => Found::Unreadable,
            };
            batch.player_profiles += u64::from(found == Found::Player);
            batch.unknown_players += u64::from(found == Found::UnknownPlayer);
            if found == Found::Unreadable { &mut left } else { &mut gone }.push(player_id);
        }
        if !gone.is_empty() {
            let statement = "delete from overfast4.player_profiles where player_id = any($1)";
            sqlx::query(statement).bind(gone).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        *taken_over = batch;
        unreadable.append(&mut left);
        Ok(!rows.is_empty())
    }
}

impl Standing {
    async fn find(connection: &mut PgConnection) -> Result<Self, sqlx::Error> {
        sqlx::query_as!(
            Self,
            r#"
            select
                exists (
                    select from pg_class
                    where relnamespace = here and relname = 'player_profiles' and not exists (
                        select from pg_attribute where attrelid = pg_class.oid and attname = 'career_summary'
                    )
                ) as "player_profiles!",
                exists (
                    select from pg_class join pg_attribute on attrelid = pg_class.oid
                    where relnamespace = here and relname = 'static_data'
                        and attname = 'data' and atttypid = 'bytea'::regtype
                ) as "static_data!"
            from (select current_schema()::text::regnamespace as here) as schema
            "#
        )
        .fetch_one(connection)
        .await
    }
}

/// Whether a table of OverFast 4's was moved out of the way, and still has rows.
async fn is_moved(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    // Not to_regclass: that may know the table still, after somebody else has dropped it.
    let found = sqlx::query!(
        r#"
        select exists (
            select from pg_tables where schemaname = 'overfast4' and tablename = 'player_profiles'
        ) as "there!"
        "#
    );
    Ok(found.fetch_one(connection).await?.there)
}

/// Until the transaction's end nobody else takes over.
async fn lock(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock(7305808669068424)").fetch_one(connection).await?;
    Ok(())
}

/// The newest rows that are left, except some; an empty table is dropped.
async fn next_rows(
    connection: &mut PgConnection,
    except: &[String],
) -> Result<Vec<PgRow>, sqlx::Error> {
    lock(connection).await?;
    if !is_moved(connection).await? {
        return Ok(Vec::new());
    }
    // An epoch is the same of a time with and without a time zone; OverFast 4's are UTC.
    let statement = "
        select player_id::text, battletag::text, name::text, html_compressed, summary::text,
            last_updated_blizzard::bigint,
            extract(epoch from created_at)::float8 as created_at,
            extract(epoch from updated_at)::float8 as updated_at
        from overfast4.player_profiles
        where player_id <> all($1)
        order by updated_at desc, player_id
        limit $2";
    let rows = sqlx::query(statement).bind(except).bind(BATCH).fetch_all(&mut *connection).await?;
    if rows.is_empty() && except.is_empty() {
        sqlx::query("drop schema overfast4 cascade").execute(connection).await?;
    }
    Ok(rows)
}
