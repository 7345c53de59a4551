//! Taking over the players that OverFast 4 has stored in this database.
//!
//! Its tables have our names. So they are moved into a schema of their own, `overfast4`, before the
//! migrations run, and their rows into our tables afterwards. Every step is one transaction that whoever
//! comes next can go on from. Nothing checks the statements about them when they are compiled: those
//! tables are not there then.

use overwatch::{
    BattleTag, BlizzardId, ParseError, PlayerId,
    career::{self, MASTHEAD},
};
use serde_json::Value;
use sqlx::{Connection, PgConnection, Row, postgres::PgRow};

use super::PostgresStorage;
use crate::{Error, document::decompress};

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
    pub(super) async fn refuse_overfast4(&self) -> Result<(), Error> {
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
    pub(super) async fn make_room(&self) -> Result<(), Error> {
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
    pub(super) async fn move_in(&self) -> Result<TakenOver, Error> {
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
    pub(super) async fn forget_overfast4(&self, ids: &[String]) -> Result<u64, Error> {
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
    ) -> Result<bool, Error> {
        let mut connection = self.pool.connect().await?;
        let mut transaction = connection.begin().await?;
        let rows = next_rows(&mut transaction, unreadable).await?;
        let mut batch = TakenOver::default();
        let (mut gone, mut left) = (Vec::new(), Vec::new());
        for row in &rows {
            let player_id: String = row.try_get("player_id")?;
            match Found::read(&player_id, row) {
                None => {
                    left.push(player_id);
                    continue;
                }
                Some(Found::UnknownPlayer) => batch.unknown_players += 1,
                Some(Found::Player(player)) => {
                    player.move_in(&mut transaction).await?;
                    batch.player_profiles += 1;
                }
            }
            gone.push(player_id);
        }
        if !gone.is_empty() {
            let statement = "delete from overfast4.player_profiles where player_id = any($1)";
            sqlx::query(statement).bind(gone).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        taken_over.player_profiles += batch.player_profiles;
        taken_over.unknown_players += batch.unknown_players;
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

/// What a row turns out to be.
enum Found {
    Player(Player),
    UnknownPlayer,
}

/// A row in the form of our table.
struct Player {
    id: BlizzardId,
    battletag: Option<BattleTag>,
    name: Option<String>,
    html_compressed: Vec<u8>,
    html_bytes: Option<i64>,
    search_entry: Option<Value>,
    last_updated_blizzard: Option<i64>,
    created_at: f64,
    updated_at: f64,
}

impl Found {
    /// `None` when it cannot be read.
    fn read(player_id: &str, row: &PgRow) -> Option<Self> {
        let html_compressed: Vec<u8> = row.try_get("html_compressed").ok()?;
        let html = decompress(&html_compressed).ok()?;
        if is_unknown_player(&String::from_utf8_lossy(&html)) {
            return Some(Self::UnknownPlayer);
        }
        Some(Self::Player(Player {
            id: player_id.parse().ok()?,
            battletag: row.try_get::<Option<&str>, _>("battletag").ok()?.and_then(battletag),
            name: row.try_get("name").ok()?,
            html_compressed,
            html_bytes: i64::try_from(html.len()).ok(),
            search_entry: row.try_get::<Option<&str>, _>("summary").ok()?.and_then(search_entry),
            last_updated_blizzard: row.try_get("last_updated_blizzard").ok()?,
            created_at: row.try_get("created_at").ok()?,
            updated_at: row.try_get("updated_at").ok()?,
        }))
    }
}

/// Whether a page says that there is no such player. The text is looked for first: reading a whole
/// career takes a thousand times as long.
fn is_unknown_player(page: &str) -> bool {
    let is_without_player =
        || matches!(career::parse(page), Err(ParseError::PlayerNotFound | ParseError::CutOff));
    !page.contains(MASTHEAD) && is_without_player()
}

/// A BattleTag in either spelling.
fn battletag(text: &str) -> Option<BattleTag> {
    match text.parse() {
        Ok(PlayerId::BattleTag(battletag)) => Some(battletag),
        _ => None,
    }
}

/// JSON that our column takes too, which is stricter.
fn search_entry(json: &str) -> Option<Value> {
    let storable = !json.contains("\\u0000");
    serde_json::from_str(json).ok().filter(|entry: &Value| storable && !entry.is_null())
}

impl Player {
    /// Whatever is there already is newer, for the newest rows come first: this one only adds what that
    /// lacks.
    async fn move_in(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        sqlx::query!(
            r#"
            insert into player_profiles as newer (
                player_id, battletag, name, html_compressed, html_bytes, summary,
                last_updated_blizzard, created_at, updated_at
            )
            values (
                $1,
                case when not exists (select from player_profiles where battletag = $2) then $2 end,
                $3, $4, $5, $6, $7, to_timestamp($8), to_timestamp($9)
            )
            on conflict (player_id) do update set
                battletag = coalesce(newer.battletag, excluded.battletag),
                name = coalesce(newer.name, excluded.name),
                created_at = least(newer.created_at, excluded.created_at)
            "#,
            self.id.as_str(),
            self.battletag.as_ref().map(BattleTag::as_str),
            self.name,
            self.html_compressed,
            self.html_bytes,
            self.search_entry,
            self.last_updated_blizzard,
            self.created_at,
            self.updated_at,
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}
