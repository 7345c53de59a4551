//! What is the same for everybody, and what Blizzard answered lately.

use std::time::Duration;

use serde_json::json;
use storage::{
    Data, Document,
    clock::ManualClock,
    data::{Category, DataTable, PageWatch},
};

use crate::{AnyStorage, contract, database::Database, lease, write};

contract! {
    static_data_is_kept_by_key,
    many_static_data_are_found_as_each_of_them_is,
    answers_are_kept_by_key,
    an_older_fetch_changes_nothing,
    without_its_lease_nothing_is_written,
    page_watches_are_kept_by_page,
}

const MINUTE: Duration = Duration::from_mins(1);

const HEROES: DataTable = DataTable::StaticData(Category::Heroes, 2);

/// What is found under a key, without whether it is leased.
async fn find(
    storage: &AnyStorage,
    table: DataTable,
    key: &str,
) -> Option<(String, bool, Duration)> {
    let found = storage.find_data(table, key).await.unwrap()?;
    Some((text(&found.document), found.is_current, found.age))
}

fn text(document: &Document) -> String {
    String::from_utf8(document.json().unwrap().into_owned()).unwrap()
}

/// A key of that table.
fn key(table: DataTable) -> &'static str {
    match table {
        DataTable::StaticData(..) => "heroes:en-us",
        DataTable::CachedAnswers => "search:Jay",
    }
}

async fn set(storage: &AnyStorage, table: DataTable, json: &str, age: Duration) -> bool {
    let lease = lease(key(table));
    assert!(storage.acquire_lease(&lease, MINUTE).await.unwrap());
    let is_set =
        storage.set_data(table, &lease.key, json.as_bytes(), write(&lease, age)).await.unwrap();
    storage.release_lease(&lease).await.unwrap();
    is_set
}

async fn static_data_is_kept_by_key(storage: &AnyStorage, clock: &ManualClock) {
    assert_eq!(find(storage, HEROES, "heroes:en-us").await, None);
    let categories = [
        Category::Heroes,
        Category::Hero,
        Category::Gamemodes,
        Category::Maps,
        Category::Roles,
        Category::PatchNotes,
    ];
    for (version, category) in (1..).zip(categories) {
        let json = format!(r#"{{"b":"\u00fc","a":[{version},null]}}"#);
        assert!(
            set(storage, DataTable::StaticData(category, version), &json, Duration::ZERO).await
        );
        clock.advance(MINUTE);
        let found = find(storage, HEROES, "heroes:en-us").await;
        assert_eq!(found, Some((json, version >= 2, MINUTE)), "as it was written");
    }
    assert_eq!(find(storage, HEROES, "heroes:fr-fr").await, None);
}

async fn many_static_data_are_found_as_each_of_them_is(storage: &AnyStorage, clock: &ManualClock) {
    for (key, version) in [("hero:ana:en-us", 2), ("hero:ashe:en-us", 1)] {
        let table = DataTable::StaticData(Category::Hero, version);
        let lease = lease(key);
        storage.acquire_lease(&lease, MINUTE).await.unwrap();
        let write = write(&lease, Duration::ZERO);
        assert!(
            storage.set_data(table, key, format!("[{version}]").as_bytes(), write).await.unwrap()
        );
        clock.advance(MINUTE / 2);
    }
    let keys = ["hero:ashe:en-us", "hero:nobody:en-us", "hero:ana:en-us"].map(str::to_owned);
    let mut one_by_one = Vec::new();
    for key in &keys {
        one_by_one.push(storage.find_data(HEROES, key).await.unwrap());
    }
    assert_eq!(
        one_by_one.iter().flatten().map(|data| data.is_leased).collect::<Vec<_>>(),
        [true, false]
    );
    assert_eq!(storage.find_static_data(2, &keys).await.unwrap(), one_by_one);
}

async fn answers_are_kept_by_key(storage: &AnyStorage, clock: &ManualClock) {
    let table = DataTable::CachedAnswers;
    assert_eq!(find(storage, table, key(table)).await, None);
    for json in ["[1]", "[2]"] {
        assert!(set(storage, table, json, Duration::ZERO).await);
        clock.advance(MINUTE);
        assert_eq!(find(storage, table, key(table)).await, Some((json.to_owned(), true, MINUTE)));
    }
}

async fn an_older_fetch_changes_nothing(storage: &AnyStorage, clock: &ManualClock) {
    clock.advance(MINUTE * 10);
    for table in [HEROES, DataTable::CachedAnswers] {
        assert!(set(storage, table, "[1]", MINUTE).await);
        assert!(!set(storage, table, "[2]", MINUTE * 2).await);
        assert_eq!(find(storage, table, key(table)).await, Some(("[1]".to_owned(), true, MINUTE)));
    }
}

async fn without_its_lease_nothing_is_written(storage: &AnyStorage, clock: &ManualClock) {
    for table in [HEROES, DataTable::CachedAnswers] {
        let [owner, other] = [lease(key(table)), lease(key(table))];
        let set = async |lease| {
            storage.set_data(table, key(table), b"[1]", write(lease, Duration::ZERO)).await.unwrap()
        };
        assert!(!set(&owner).await, "nobody has it");
        storage.acquire_lease(&owner, MINUTE).await.unwrap();
        assert!(!set(&other).await, "somebody else has it");
        assert!(set(&owner).await);
        let found = storage.find_data(table, key(table)).await.unwrap().unwrap();
        assert!(found.is_leased);
        clock.advance(MINUTE);
        assert!(!set(&owner).await, "it ran out");
        assert!(!storage.find_data(table, key(table)).await.unwrap().unwrap().is_leased);
    }
}

/// The version before the document's column changed only what it knew.
#[tokio::test]
async fn a_document_of_before_a_roll_back_is_an_old_one() {
    let database = Database::create().await;
    let storage = database.storage(1).await;
    assert!(set(&storage, HEROES, r#"{"new":1}"#, Duration::ZERO).await);
    let older =
        "update static_data set data = '{\"old\": 1}', data_version = 9, updated_at = now()";
    sqlx::query(older).execute(&mut database.connect().await).await.unwrap();
    let found = storage.find_data(HEROES, "heroes:en-us").await.unwrap().unwrap();
    assert_eq!((text(&found.document).as_str(), found.is_current), (r#"{"old": 1}"#, false));
    assert!(set(&storage, HEROES, r#"{"new":2}"#, Duration::ZERO).await);
    let found = storage.find_data(HEROES, "heroes:en-us").await.unwrap().unwrap();
    assert_eq!((text(&found.document).as_str(), found.is_current), (r#"{"new":2}"#, true));
}

async fn page_watches_are_kept_by_page(storage: &AnyStorage, clock: &ManualClock) {
    assert_eq!(storage.find_page_watches().await.unwrap(), []);
    let watch = |page: &str, data, age| PageWatch { page: page.to_owned(), data, age };
    storage.set_page_watch("b", &json!(1)).await.unwrap();
    clock.advance(MINUTE);
    storage.set_page_watch("a", &json!(2)).await.unwrap();
    let found = storage.find_page_watches().await.unwrap();
    assert_eq!(found, [watch("a", json!(2), Duration::ZERO), watch("b", json!(1), MINUTE)]);
    storage.set_page_watch("b", &json!(3)).await.unwrap();
    storage.delete_expired(Duration::ZERO, 10).await.unwrap();
    let found = storage.find_page_watches().await.unwrap();
    assert_eq!(found[1], watch("b", json!(3), Duration::ZERO));
}
