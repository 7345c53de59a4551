//! What a connection has prepared is void: a column's type has changed, or the server has forgotten it.

use std::{env, time::Duration};

use overwatch::{PlayerId, history::Filter};
use sandbox::{Entrance, PgBouncer, PgBouncerError, PoolMode};
use serde_json::json;
use storage::{
    Leases, PostgresStorage, Storage,
    data::{Category, DataTable},
    player::CareerPart,
    rate_limiter::{Outcome, Reservation, Urgency},
};

use crate::{
    database::{Database, settings},
    lease,
    player_profiles::{career, source},
    write,
};

const MINUTE: Duration = Duration::from_mins(1);

/// Other types for what our statements give back, and the types that they have.
const ALTER: [&str; 2] = [
    "create domain counted as integer;
    alter table player_profiles alter name type varchar(255), alter player_id type varchar(255);
    alter table static_data alter key type text;
    alter table page_watches alter page type varchar(255);
    alter table unknown_players alter check_count type counted;
    alter table blizzard_pace alter delay_ms type counted;
    alter table player_versions alter number type counted;",
    "alter table player_profiles alter name type text, alter player_id type text;
    alter table static_data alter key type varchar(255);
    alter table page_watches alter page type text;
    alter table unknown_players alter check_count type integer;
    alter table blizzard_pace alter delay_ms type integer;
    alter table player_versions alter number type integer;",
];

/// Makes a connection forget what it has prepared, whenever it acquires a lease.
const FORGET: &str = "
    create function forget() returns trigger language plpgsql as $$
    begin
        execute 'deallocate all';
        return new;
    end
    $$;
    create trigger forget before insert on leases for each row execute function forget();";

/// Reads and writes of all kinds, each in every form that statements have.
async fn use_all(storage: &dyn Storage) {
    let name: PlayerId = "Jay-1".parse().unwrap();
    let stored = source("a|1", Some("Jay-1"));
    let lease = lease("altering");
    assert!(storage.acquire_lease(&lease, MINUTE).await.unwrap());
    let write = write(&lease, Duration::ZERO);
    assert!(storage.set_player_profile(&stored, &career(1), write).await.unwrap());
    let found = storage.find_player_profile(&name, CareerPart::Whole).await.unwrap().unwrap();
    assert_eq!(found.id, stored.id);
    let found = storage.find_player_source(&stored.id).await.unwrap().unwrap();
    assert_eq!(found.name, stored.name);
    assert!(storage.touch_player_profile(&stored.id, &lease).await.unwrap());
    storage.find_versions(&stored.id, None, None, 1, &Filter::default()).await.unwrap();
    storage.find_version(&stored.id, 0).await.unwrap();

    let before = storage.find_unknown_player(&name).await.unwrap().map_or(0, |it| it.check_count);
    let unknown = storage.set_unknown_player(&name, &[MINUTE]).await.unwrap();
    assert_eq!(unknown.check_count, before + 1, "a write is done once");
    let maps = DataTable::StaticData(Category::Maps, 1);
    assert!(storage.set_data(maps, "maps:all", b"[]", write).await.unwrap());
    assert!(storage.find_data(maps, "maps:all").await.unwrap().is_some());
    storage.release_lease(&lease).await.unwrap();
    storage.set_page_watch("heroes", &json!(1)).await.unwrap();
    assert_eq!(storage.find_page_watches().await.unwrap().len(), 1);
    let slot = storage.reserve_slot(Urgency::Foreground, MINUTE).await.unwrap();
    let Reservation::Given(slot) = slot else { panic!("a slot is free") };
    storage.report(&slot, Outcome::Answered).await.unwrap();
    storage.stats().await.unwrap();
    storage.ping().await.unwrap();
}

async fn run(database: &Database, statements: &'static str) {
    sqlx::raw_sql(statements).execute(&mut database.connect().await).await.unwrap();
}

async fn outlives_alterations(storage: &PostgresStorage, database: &Database) {
    use_all(storage).await;
    for statements in ALTER {
        run(database, statements).await;
        use_all(storage).await;
    }
}

#[tokio::test]
async fn a_changed_type_of_a_column_is_met_by_every_statement() {
    let database = Database::create().await;
    outlives_alterations(&database.storage(1).await, &database).await;
}

/// The proxy knows the statements from other connections of ours.
#[tokio::test]
async fn a_changed_type_of_a_column_is_met_through_a_pooler() {
    let database = Database::create().await;
    let pgbouncer = match PgBouncer::start(&database.url, 1, PoolMode::Transaction, &Entrance::Open)
        .await
    {
        Err(PgBouncerError::NotInstalled) if env::var_os("CI").is_none() => {
            println!("skipped: PgBouncer 1.21 or newer is not installed (.ci/pgbouncer ~/.local)");
            return;
        }
        started => started.unwrap(),
    };
    let storage = PostgresStorage::connect(&settings(&pgbouncer.url, 1)).await.unwrap();
    outlives_alterations(&storage, &database).await;
    let another = PostgresStorage::connect(&settings(&pgbouncer.url, 1)).await.unwrap();
    use_all(&another).await;
}

#[tokio::test]
async fn forgotten_statements_are_prepared_anew() {
    let database = Database::create().await;
    run(&database, FORGET).await;
    let storage = database.storage(1).await;
    use_all(&storage).await;
    for key in ["first", "second"] {
        assert!(storage.acquire_lease(&lease(key), MINUTE).await.unwrap());
        use_all(&storage).await;
    }
}
