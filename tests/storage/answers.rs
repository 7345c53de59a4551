//! What is the same for everybody, and what Blizzard answered lately.

use std::time::Duration;

use serde_json::json;
use storage::{
    clock::ManualClock,
    static_data::{CachedAnswer, Category, PageWatch, StaticData},
};

use super::{AnyStorage, contract};

contract! {
    static_data_is_kept_by_key,
    answers_are_kept_by_key,
    page_watches_are_kept_by_page,
}

const MINUTE: Duration = Duration::from_mins(1);

async fn static_data_is_kept_by_key(storage: &AnyStorage, clock: &ManualClock) {
    assert_eq!(storage.find_static_data("heroes:en-us").await.unwrap(), None);
    let categories =
        [Category::Heroes, Category::Hero, Category::Gamemodes, Category::Maps, Category::Roles];
    for (data_version, category) in (1..).zip(categories) {
        let data = format!(r#"{{"b":"\u00fc","a":[{data_version},null]}}"#);
        storage.set_static_data("heroes:en-us", category, &data, data_version).await.unwrap();
        clock.advance(MINUTE);
        let found = storage.find_static_data("heroes:en-us").await.unwrap();
        assert_eq!(found, Some(StaticData { data, category, data_version, age: MINUTE }));
    }
    assert_eq!(storage.find_static_data("heroes:fr-fr").await.unwrap(), None);
}

async fn answers_are_kept_by_key(storage: &AnyStorage, clock: &ManualClock) {
    assert_eq!(storage.find_cached_answer("search:Jay").await.unwrap(), None);
    for data in ["[1]".to_owned(), "[2]".to_owned()] {
        storage.set_cached_answer("search:Jay", &data).await.unwrap();
        clock.advance(MINUTE);
        let found = storage.find_cached_answer("search:Jay").await.unwrap();
        assert_eq!(found, Some(CachedAnswer { data, age: MINUTE }));
    }
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
    storage.delete_expired(Duration::ZERO).await.unwrap();
    let found = storage.find_page_watches().await.unwrap();
    assert_eq!(found[1], watch("b", json!(3), Duration::ZERO));
}
