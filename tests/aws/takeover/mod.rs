//! A database that OverFast 4 has left.

mod asked;

use std::time::Duration;

use blizzard::Client;
use fake::{Fake, Fault, Site};
use overwatch::{BlizzardId, PlayerId};
use serde_json::{Value, json};
use sqlx::PgConnection;
use storage::{Clock, PlayerProfiles, PostgresStorage, player::CareerPart, postgres::TakenOver};

use crate::support::{
    database::Database,
    world::{PLAYER, World, client, send},
};

/// The tables of OverFast 4, with some of our names.
const TABLES: &str = "
    create type static_data_category as enum ('heroes', 'hero', 'gamemodes', 'maps', 'roles');
    create table static_data (
        key varchar(255) primary key,
        data bytea not null,
        category static_data_category not null,
        data_version smallint not null default 1,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
    );
    create table player_profiles (
        player_id text primary key,
        battletag text,
        name text,
        html_compressed bytea not null,
        summary jsonb,
        last_updated_blizzard bigint,
        data_version smallint not null default 1,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
    );
    create index player_profiles_battletag on player_profiles (battletag);
    create index player_profiles_updated_at on player_profiles (updated_at);
    insert into static_data (key, data, category) values ('maps:all', '\\x00', 'maps');";

/// Other types that the columns may have.
const OTHER_TYPES: &str = "
    set local timezone = 'Asia/Tokyo';
    alter table player_profiles
        alter player_id type varchar(255),
        alter summary type json,
        alter created_at type timestamp using created_at at time zone 'UTC',
        alter updated_at type timestamp using updated_at at time zone 'UTC';";

/// The middle of the year 2026; the tests' clock shows a time after it.
const NOW: i64 = 1_780_000_000;
const HOUR: i64 = 3600;

/// A row of OverFast 4.
struct OldRow<'a> {
    player_id: String,
    battletag: Option<&'a str>,
    name: Option<&'a str>,
    html_compressed: Vec<u8>,
    summary: Option<Value>,
    created_at: i64,
    updated_at: i64,
}

impl OldRow<'_> {
    fn new(player_id: &str, html: &str) -> Self {
        Self {
            player_id: player_id.to_owned(),
            battletag: None,
            name: None,
            html_compressed: zstd::encode_all(html.as_bytes(), 3).unwrap(),
            summary: None,
            created_at: NOW,
            updated_at: NOW,
        }
    }

    async fn insert(&self, connection: &mut PgConnection) {
        let statement = "
            insert into player_profiles (player_id, battletag, name, html_compressed, summary,
                last_updated_blizzard, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, to_timestamp($7), to_timestamp($8))";
        sqlx::query(statement)
            .bind(&self.player_id)
            .bind(self.battletag)
            .bind(self.name)
            .bind(&self.html_compressed)
            .bind(&self.summary)
            .bind(self.summary.as_ref().and_then(|entry| entry["lastUpdated"].as_i64()))
            .bind(self.created_at)
            .bind(self.updated_at)
            .execute(connection)
            .await
            .unwrap();
    }
}

/// A page of a player whom nothing else is known of.
fn page(mark: &str) -> String {
    let masthead = r#"<blz-section class="Profile-masthead"></blz-section>"#;
    format!("<!DOCTYPE html><main class=\"main-content\">{masthead}<p>{mark}</p></main>")
}

fn id(text: &str) -> BlizzardId {
    text.parse().unwrap()
}

async fn leads_to(storage: &PostgresStorage, name: &str) -> Option<BlizzardId> {
    let player: PlayerId = name.parse().unwrap();
    let found = storage.find_player_profile(&player, CareerPart::Whole).await.unwrap();
    found.map(|profile| profile.id)
}

#[tokio::test]
async fn its_players_are_answered_as_if_they_were_ours() {
    for other_types in [false, true] {
        let fresh = World::new().await;
        let first = fresh.get(&format!("/players/{PLAYER}")).await;
        let (player, html, entry) = fetch(&fresh.fake).await;

        let database = Database::empty().await;
        let mut connection = database.connect().await;
        sqlx::raw_sql(TABLES).execute(&mut connection).await.unwrap();
        let mut row = OldRow::new(&player.encoded(), &html);
        row.battletag = Some(PLAYER);
        row.summary = Some(entry);
        row.insert(&mut connection).await;
        if other_types {
            sqlx::raw_sql(OTHER_TYPES).execute(&mut connection).await.unwrap();
        }

        let storage = database.storage(1).await;
        let taken_over = storage.migrate_and_take_over().await.unwrap();
        let world = World::on(Site::generated(), database).await;
        assert_eq!(taken_over, TakenOver { player_profiles: 1, ..TakenOver::default() });
        world.fake.set_fault(Some(Fault::Status(500)));
        for name in [PLAYER, player.as_str(), &player.encoded()] {
            let reply = world.get(&format!("/players/{name}")).await;
            assert_eq!((reply.status, &reply.body), (200, &first.body), "{name}");
            let age: u64 = reply.header("age").parse().unwrap();
            let now = Clock::Manual(world.clock.clone()).now().as_secs();
            assert_eq!(NOW.unsigned_abs() + age, now);
        }
        let source = world.storage.find_player_source(&player).await.unwrap().unwrap();
        assert_eq!(source.last_updated_blizzard, source.search_entry.unwrap().last_updated);
        assert_eq!(
            storage.migrate_and_take_over().await.unwrap(),
            TakenOver::default(),
            "and that was all"
        );
        let left: Option<String> = sqlx::query_scalar("select to_regnamespace('overfast4')::text")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(left, None);
    }
}

/// The player's id, page and search entry.
async fn fetch(fake: &Fake) -> (BlizzardId, String, Value) {
    let client = Client::new(&fake.url()).unwrap();
    let page = client.career(&PLAYER.parse().unwrap()).await.unwrap();
    let found = client.search(overwatch::player_id::name_of(PLAYER)).await.unwrap();
    let found: Vec<Value> = serde_json::from_str(&found).unwrap();
    let entry = found.into_iter().find(|entry| entry["url"] == page.id.encoded()).unwrap();
    (page.id, page.html, entry)
}

#[tokio::test]
async fn doubled_players_become_one_and_404_pages_go() {
    let database = Database::empty().await;
    let mut connection = database.connect().await;
    sqlx::raw_sql(TABLES).execute(&mut connection).await.unwrap();
    let fake = Fake::start(Site::generated()).await.unwrap();
    let missing = format!("{}/en-us/career/nobody/", fake.url());
    let not_found = send(client().get(missing)).await;
    let not_found = String::from_utf8(not_found.body).unwrap();

    // One player in both spellings: the older row knows more.
    let mut older = OldRow::new("a1|b1", &page("older"));
    (older.battletag, older.name) = (Some("Older-1"), Some("Older"));
    (older.created_at, older.updated_at) = (NOW - 9 * HOUR, NOW - 2 * HOUR);
    let mut newer = OldRow::new("a1%7Cb1", &page("newer"));
    (newer.created_at, newer.updated_at) = (NOW - 3 * HOUR, NOW - HOUR);
    // One BattleTag on two players, and one in the other spelling.
    let mut first = OldRow::new("a2|b2", &page("first"));
    (first.battletag, first.updated_at) = (Some("Twin-2"), NOW - HOUR);
    let mut second = OldRow::new("a3|b3", &page("second"));
    (second.battletag, second.name) = (Some("Twin-2"), Some("Twin"));
    let mut spelled = OldRow::new("a4%7cB4", &page("spelled"));
    (spelled.battletag, spelled.summary) = (Some("Gr%C3%B6%C3%9Fe-3"), Some(Value::Null));
    // A newer 404 page is no reason to lose the page.
    let mut newer_404 = OldRow::new("a2%7Cb2", &not_found);
    newer_404.updated_at = NOW + HOUR;
    let mut damaged = OldRow::new("a5|b5", &page("damaged"));
    damaged.html_compressed.truncate(20);
    let rows = [
        older,
        newer,
        first,
        second,
        spelled,
        newer_404,
        damaged,
        OldRow::new("a6|b6", &not_found),
        OldRow::new("not an id", &page("nobody")),
    ];
    for row in &rows {
        row.insert(&mut connection).await;
    }

    let storage = database.storage(1).await;
    let taken_over = storage.migrate_and_take_over().await.unwrap();
    let expected = TakenOver { player_profiles: 5, unknown_players: 2, unreadable: 2 };
    assert_eq!(taken_over, expected);

    let one = storage.find_player_source(&id("a1|b1")).await.unwrap().unwrap();
    assert_eq!(one.html, page("newer"));
    assert_eq!((one.battletag.unwrap().as_str(), one.name.as_deref()), ("Older-1", Some("Older")));
    assert_eq!(leads_to(&storage, "Older-1").await, Some(id("a1|b1")));
    assert_eq!(leads_to(&storage, "Twin-2").await, Some(id("a3|b3")));
    assert_eq!(leads_to(&storage, "a2|b2").await, Some(id("a2|b2")));
    assert_eq!(leads_to(&storage, "Größe-3").await, Some(id("a4|b4")));
    assert_eq!(leads_to(&storage, "a6|b6").await, None);
    let times: Vec<(String, i64, i64, i64)> = sqlx::query_as(
        "select player_id, extract(epoch from created_at)::bigint,
            extract(epoch from updated_at)::bigint, html_bytes
         from player_profiles order by 1",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let length = i64::try_from(page("newer").len()).unwrap();
    assert_eq!(times[0], ("a1|b1".to_owned(), NOW - 9 * HOUR, NOW - HOUR, length));
    assert_eq!(times.len(), 4);

    let left = "select player_id from overfast4.player_profiles order by 1";
    let left: Vec<String> = sqlx::query_scalar(left).fetch_all(&mut connection).await.unwrap();
    assert_eq!(left, ["a5|b5", "not an id"], "nothing is lost");
    let again = storage.migrate_and_take_over().await.unwrap();
    assert_eq!(again, TakenOver { unreadable: 2, ..TakenOver::default() });
}

/// Killed after the tables were moved, killed while rows were, and then run by two.
#[tokio::test]
async fn what_was_interrupted_goes_on() {
    const ROWS: i64 = 450;
    let database = Database::empty().await;
    let mut connection = database.connect().await;
    sqlx::raw_sql(TABLES).execute(&mut connection).await.unwrap();
    for number in 0..ROWS {
        let mut row = OldRow::new(&format!("a{number}|b"), &page("interrupted"));
        row.updated_at = NOW - number;
        row.insert(&mut connection).await;
    }
    let moved = "create schema overfast4; alter table player_profiles set schema overfast4;";
    sqlx::raw_sql(moved).execute(&mut connection).await.unwrap();

    // Somebody holds on to the 251st row, so that it stops there.
    let holding =
        "begin; select from overfast4.player_profiles where player_id = 'a250|b' for update;";
    sqlx::raw_sql(holding).execute(&mut connection).await.unwrap();
    let storage = database.storage(1).await;
    let running = tokio::spawn(async move { storage.migrate_and_take_over().await });
    let mut admin = database.connect().await;
    let waiting = "select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'";
    while sqlx::query(waiting).fetch_optional(&mut admin).await.unwrap().is_none() {
        assert!(!running.is_finished(), "it waits for the row");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(running.await.unwrap().unwrap_err().is_unavailable());
    assert_eq!(count(&mut admin).await, json!([200, ROWS - 200, 0]));

    sqlx::raw_sql("rollback").execute(&mut connection).await.unwrap();
    let storage = database.storage(2).await;
    let (one, other) =
        tokio::try_join!(storage.migrate_and_take_over(), storage.migrate_and_take_over()).unwrap();
    assert_eq!(one.player_profiles + other.player_profiles, ROWS.unsigned_abs() - 200);
    let there: i64 = sqlx::query_scalar("select count(*) from player_profiles")
        .fetch_one(&mut admin)
        .await
        .unwrap();
    assert_eq!(there, ROWS);
}

/// How many rows are in our table, in the old one, and in both.
async fn count(connection: &mut PgConnection) -> Value {
    let statement = "
        select json_build_array(
            (select count(*) from player_profiles),
            (select count(*) from overfast4.player_profiles),
            (select count(*) from player_profiles join overfast4.player_profiles using (player_id))
        )";
    sqlx::query_scalar(statement).fetch_one(connection).await.unwrap()
}
