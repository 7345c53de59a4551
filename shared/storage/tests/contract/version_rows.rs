//! Versions in PostgreSQL: chains and their damage, two writers at once, and what forgetting leaves.

use std::time::Duration;

use sqlx::PgConnection;
use storage::{
    Clock, Error, Housekeeping, NegativeCache, PlayerProfiles, PlayerVersions, PostgresStorage,
    clock::ManualClock, data::DataTable,
};

use crate::{
    AnyStorage,
    database::Database,
    held,
    player_profiles::source,
    versions::{careers, day, id, json, show, show_daily, stored, versions},
    write,
};

async fn world() -> (Database, PostgresStorage, ManualClock, PgConnection) {
    let database = Database::create().await;
    let clock = database.clock().await;
    let storage = database.storage_at(Clock::Manual(clock.clone())).await;
    let connection = database.connect().await;
    (database, storage, clock, connection)
}

async fn positions(connection: &mut PgConnection) -> Vec<i16> {
    let statement = "select position from player_versions order by number";
    sqlx::query_scalar(statement).fetch_all(connection).await.unwrap()
}

async fn run(connection: &mut PgConnection, statement: &'static str) {
    sqlx::raw_sql(statement).execute(connection).await.unwrap();
}

#[tokio::test]
async fn a_chain_has_sixteen_versions_of_one_parser() {
    let (_database, storage, clock, mut connection) = world().await;
    let careers = careers(20);
    show_daily(&storage, &clock, &careers[..18]).await;
    for career in &careers[18..] {
        show(&storage, &stored(career, 2), Duration::ZERO).await;
        clock.advance(Duration::from_secs(1));
    }
    let expected: Vec<i16> = (0..16).chain(0..2).chain(0..2).collect();
    assert_eq!(positions(&mut connection).await, expected);
    let statement = "
        select bool_and(chain_bytes = bytes and newest_at = newest) from player_versions as whole, lateral (
            select sum(octet_length(career) + octet_length(data)) as bytes, max(taken_at) as newest
            from player_versions as version
            where version.number between whole.number and whole.number + case whole.number when 1 then 15 else 1 end
        ) as chain
        where whole.position = 0";
    let is_counted: bool = sqlx::query_scalar(statement).fetch_one(&mut connection).await.unwrap();
    assert!(is_counted);
}

#[tokio::test]
async fn damage_costs_a_version_and_those_behind_it_in_its_chain() {
    for damage in [
        "update player_versions set career = set_byte(career, 20, get_byte(career, 20) # 16) where number = 4",
        "update player_versions set career = substr(career, 1, 30) where number = 4",
        "delete from player_versions where number = 4",
    ] {
        let (_database, storage, clock, mut connection) = world().await;
        let careers = careers(19);
        show_daily(&storage, &clock, &careers[..18]).await;
        run(&mut connection, damage).await;
        for (number, career) in (0..18).zip(&careers) {
            let found = storage.find_version(&id(), day(number)).await;
            match number {
                3 if damage.starts_with("delete") => {
                    assert_eq!(found.unwrap().unwrap().taken_at, day(2));
                }
                3..16 => {
                    assert!(matches!(found, Err(Error::Corrupt { .. })), "{number}: {found:?}");
                }
                _ => assert!(found.unwrap().unwrap().career == json(career), "{number}"),
            }
        }
        let left = if damage.starts_with("delete") { 17 } else { 18 };
        assert_eq!(versions(&storage).await.len(), left, "their small data is still there");
    }
}

#[tokio::test]
async fn what_follows_a_damaged_version_is_whole() {
    let (_database, storage, clock, mut connection) = world().await;
    let careers = careers(4);
    show_daily(&storage, &clock, &careers[..2]).await;
    run(&mut connection, "update player_versions set career = 'none' where number = 2").await;
    show_daily(&storage, &clock, &careers[2..]).await;
    assert_eq!(positions(&mut connection).await, [0, 1, 0, 1]);
    for number in [0, 2, 3] {
        let found = storage.find_version(&id(), day(number)).await.unwrap().unwrap();
        assert!(found.career == json(&careers[number as usize]));
    }
    run(&mut connection, "update player_versions set data = 'none' where number = 2").await;
    assert_eq!(versions(&storage).await.len(), 3, "small data that is damaged is left out");
}

/// Each is held up between its comparison and its write by the other's lock, or comes after it.
#[tokio::test]
async fn of_writers_at_once_one_adds_the_version() {
    let (_database, storage, clock, mut connection) = world().await;
    let careers = careers(18);
    let leases = [held(&storage, "one").await, held(&storage, "another").await];
    for (number, career) in (1..).zip(&careers) {
        let career = stored(career, 1);
        let source = source("a|1", None);
        let writes =
            leases.each_ref().map(|lease| storage_write(&storage, &source, &career, lease));
        let [one, another] = writes;
        let (one, another) = tokio::join!(one, another);
        assert!(one && another);
        assert_eq!(positions(&mut connection).await.len(), number);
        clock.advance(Duration::from_secs(5));
    }
    let expected: Vec<i16> = (0..16).chain(0..2).collect();
    assert_eq!(positions(&mut connection).await, expected);
    let last = storage.find_version(&id(), i64::MAX).await.unwrap().unwrap();
    assert!(last.career == json(&careers[17]));
}

async fn storage_write(
    storage: &AnyStorage,
    source: &storage::player::PlayerSource,
    career: &storage::player::StoredCareer,
    lease: &storage::Lease,
) -> bool {
    storage.set_player_profile(source, career, write(lease, Duration::ZERO)).await.unwrap()
}

#[tokio::test]
async fn what_an_older_release_stored_is_the_first_version() {
    for (damage, expected) in [
        ("truncate player_versions", vec![day(1), day(0)]),
        ("truncate player_versions; update player_profiles set career_gzip = 'none'", vec![day(1)]),
        ("truncate player_versions; update player_profiles set career_gzip = null", vec![day(1)]),
    ] {
        let (_database, storage, clock, mut connection) = world().await;
        let careers = careers(2);
        show_daily(&storage, &clock, &careers[..1]).await;
        run(&mut connection, damage).await;
        show_daily(&storage, &clock, &careers[1..]).await;
        let found: Vec<_> = versions(&storage).await.iter().map(|it| it.taken_at).collect();
        assert_eq!(found, expected, "{damage}");
    }
}

/// Tables that hold nothing of a player. A table of tomorrow is one of these, or is filled here.
const OF_NO_PLAYER: [&str; 7] = [
    "public._sqlx_migrations",
    "public.blizzard_pace",
    "public.hero_rate_days",
    "public.hero_rates",
    "public.notices",
    "public.page_watches",
    "public.static_data",
];

/// The catalogue knows every table, also those that come later.
#[tokio::test]
async fn no_table_holds_anything_of_a_forgotten_player() {
    let (_database, storage, clock, mut connection) = world().await;
    run(&mut connection, "create schema overfast4; create table overfast4.player_profiles (player_id text, battletag text)").await;
    for name in ["Jay-1", "a|1"] {
        show_daily(&storage, &clock, &careers(3)).await;
        storage.note_asked(&[&id()]).await.unwrap();
        for unknown in ["Jay-1", "a|1"] {
            let pauses = [Duration::from_mins(1)];
            storage.set_unknown_player(&unknown.parse().unwrap(), &pauses).await.unwrap();
        }
        for key in ["player:a|1", "player:Jay-1", "search:Jay"] {
            let lease = held(&storage, key).await;
            let write = write(&lease, Duration::ZERO);
            let answer: &AnyStorage = &storage;
            answer.set_data(DataTable::CachedAnswers, key, b"1", write).await.unwrap();
        }
        let of_earlier_releases = "
            insert into fetch_claims values ('player:a|1', now()), ('search:Jay', now());
            insert into overfast4.player_profiles values ('a%7C1', 'Jay-1')";
        run(&mut connection, of_earlier_releases).await;
        let mut filled = tables_with_the_player(&mut connection).await;
        filled.extend(OF_NO_PLAYER.map(str::to_owned));
        filled.sort();
        assert_eq!(filled, tables(&mut connection).await, "each table was filled");
        storage.forget_player(&name.parse().unwrap()).await.unwrap();
        assert_eq!(tables_with_the_player(&mut connection).await, [""; 0], "{name}");
    }
}

async fn tables(connection: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar(
        r#"select table_schema || '.' || table_name from information_schema.tables
        where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'
        order by (table_schema || '.' || table_name) collate "C""#,
    )
    .fetch_all(connection)
    .await
    .unwrap()
}

/// The tables with a row in which anything has a name of the player in it, packed or not.
async fn tables_with_the_player(connection: &mut PgConnection) -> Vec<String> {
    let mut found = Vec::new();
    for table in tables(connection).await {
        let columns = "select column_name::text, data_type = 'bytea'
            from information_schema.columns where table_schema || '.' || table_name = $1";
        let columns: Vec<(String, bool)> =
            sqlx::query_as(columns).bind(&table).fetch_all(&mut *connection).await.unwrap();
        let mut is_found = false;
        for (column, is_bytea) in columns {
            // The names are the catalogue's.
            let value = if is_bytea {
                format!(r#""{column}""#)
            } else {
                format!(r#"convert_to("{column}"::text, 'UTF8')"#)
            };
            let statement = format!(r#"select {value} from {table} where "{column}" is not null"#);
            let values: Vec<Vec<u8>> = sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
                .fetch_all(&mut *connection)
                .await
                .unwrap();
            is_found |= values.into_iter().any(|value| names_the_player(&value));
        }
        if is_found {
            found.push(table);
        }
    }
    found
}

/// Whether some text, which may be a frame of zstd, names the player. A delta cannot be unpacked alone.
fn names_the_player(value: &[u8]) -> bool {
    let unpacked = zstd::decode_all(value);
    let text = unpacked.unwrap_or_else(|_| value.to_vec());
    let text = String::from_utf8_lossy(&text);
    ["a|1", "a%7C1", "Jay-1", ":Jay"].iter().any(|name| text.contains(name))
        || text.ends_with("Jay")
}

/// It waits for the lease, which the writer holds, and does not see what was written meanwhile.
#[tokio::test]
async fn what_is_written_while_a_player_is_forgotten_goes_too() {
    let (_database, storage, _clock, mut connection) = world().await;
    held(&storage, "player:a|1").await;
    let write = "
        begin;
        select from leases where key = 'player:a|1' for share;
        insert into player_profiles (player_id, html_compressed) values ('a|1', '');
        insert into player_versions values ('a|1', 1, 1, 0, '', '', 1, null, 1, 0)";
    run(&mut connection, write).await;
    let forget = tokio::spawn(async move { storage.forget_player(&"a|1".parse().unwrap()).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!forget.is_finished());
    run(&mut connection, "commit").await;
    assert_eq!(forget.await.unwrap().unwrap(), 3);
    assert_eq!(tables_with_the_player(&mut connection).await, [""; 0]);
}
