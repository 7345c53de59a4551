//! Forgetting a player.

use std::time::Duration;

use overwatch::PlayerId;
use storage::{Housekeeping, clock::ManualClock, data::DataTable};

use crate::{
    AnyStorage, contract,
    database::Database,
    held,
    player_profiles::{career, find, set, source},
    write,
};

contract! {
    all_names_of_a_player_are_forgotten_and_nobody_else,
    a_player_with_one_name_is_forgotten_and_nobody_else,
    what_is_on_its_way_is_not_stored,
}

fn id(text: &str) -> PlayerId {
    text.parse().unwrap()
}

async fn all_names_of_a_player_are_forgotten_and_nobody_else(
    storage: &AnyStorage,
    _: &ManualClock,
) {
    forget_one_of_two(storage, "Jay-1").await;
}

async fn a_player_with_one_name_is_forgotten_and_nobody_else(
    storage: &AnyStorage,
    _: &ManualClock,
) {
    forget_one_of_two(storage, "Kay-1").await;
}

async fn forget_one_of_two(storage: &AnyStorage, name: &str) {
    const PAUSES: [Duration; 1] = [Duration::from_mins(1)];
    set(storage, &source("a|1", Some("Jay-1")), Duration::ZERO).await;
    set(storage, &source("a|1", Some("JAY-1")), Duration::ZERO).await;
    set(storage, &source("b|2", Some("Kay-1")), Duration::ZERO).await;
    for name in ["Jay-1", "a|1", "Kay-1"] {
        storage.set_unknown_player(&id(name), &PAUSES).await.unwrap();
    }
    for name in ["Jay", "Kay"] {
        let search = held(storage, &format!("search:{name}")).await;
        let answer = write(&search, Duration::ZERO);
        storage.set_data(DataTable::CachedAnswers, &search.key, b"1", answer).await.unwrap();
    }
    for key in ["player:Jay-1", "player:a|1", "player:Kay-1"] {
        held(storage, key).await;
    }
    let is_jay = name == "Jay-1";
    let other = if is_jay { "Kay-1" } else { "a|1" };
    assert!(storage.forget_player(&id(name)).await.unwrap() > 5);
    assert_eq!(find(storage, name).await, None);
    assert!(find(storage, other).await.is_some());
    for (name, is_there) in [("Jay-1", !is_jay), ("a|1", !is_jay), ("Kay-1", is_jay)] {
        let unknown = storage.find_unknown_player(&id(name)).await.unwrap();
        assert_eq!(unknown.is_some(), is_there, "{name}");
        let lease = storage.find_lease(&format!("player:{name}")).await.unwrap();
        assert_eq!(lease.is_some(), is_there, "{name}");
    }
    for (name, is_there) in [("Jay", !is_jay), ("Kay", is_jay)] {
        let key = format!("search:{name}");
        let answer = storage.find_data(DataTable::CachedAnswers, &key).await.unwrap();
        assert_eq!(answer.is_some(), is_there, "{name}");
        assert_eq!(storage.find_lease(&key).await.unwrap().is_some(), is_there, "{name}");
    }
}

async fn what_is_on_its_way_is_not_stored(storage: &AnyStorage, _: &ManualClock) {
    for name in ["Jay-1", "a|1"] {
        let lease = held(storage, &format!("player:{name}")).await;
        storage.forget_player(&id(name)).await.unwrap();
        let stored = source("a|1", Some("Jay-1"));
        let is_stored =
            storage.set_player_profile(&stored, &career(1), write(&lease, Duration::ZERO)).await;
        assert!(!is_stored.unwrap());
        assert_eq!(storage.find_player_source(&stored.id).await.unwrap(), None);
    }
}

#[tokio::test]
async fn damaged_rows_and_those_of_overfast_4_are_forgotten_too() {
    let database = Database::create().await;
    let storage = database.storage(1).await;
    set(&storage, &source("a|1", Some("Jay-1")), Duration::ZERO).await;
    let mut connection = database.connect().await;
    let damage = "
        update player_profiles set html_compressed = 'no zstd', career_gzip = 'neither', summary = '[]';
        create schema overfast4;
        create table overfast4.player_profiles (player_id text, battletag text);
        insert into overfast4.player_profiles values ('a%7C1', null), ('c|3', 'Jay-1'), ('b|2', 'Kay-1')";
    sqlx::raw_sql(damage).execute(&mut connection).await.unwrap();
    storage.forget_player(&id("Jay-1")).await.unwrap();
    assert_eq!(storage.stats().await.unwrap().player_profiles, 0);
    let left = sqlx::query_scalar::<_, String>("select player_id from overfast4.player_profiles");
    assert_eq!(left.fetch_all(&mut connection).await.unwrap(), ["b|2"]);
}
