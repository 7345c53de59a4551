//! The negative cache.

use std::time::Duration;

use overwatch::PlayerId;
use storage::{clock::ManualClock, player::NegativeEntry};

use crate::{AnyStorage, START, contract};

contract! {
    the_pause_grows_to_the_last,
    success_forgets_every_name,
    many_are_found_as_each_of_them_is,
}

const PAUSES: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(30)];

fn id(text: &str) -> PlayerId {
    text.parse().unwrap()
}

async fn the_pause_grows_to_the_last(storage: &AnyStorage, clock: &ManualClock) {
    assert_eq!(storage.find_unknown_player(&id("Jay-1")).await.unwrap(), None);
    let start = i64::try_from(START.as_secs()).unwrap();
    for (check_count, pause) in [(1, 10), (2, 30), (3, 30)] {
        let expected = NegativeEntry {
            check_count,
            retry_after: Duration::from_secs(pause),
            next_check_at: start + i64::try_from(pause).unwrap(),
        };
        assert_eq!(storage.set_unknown_player(&id("Jay-1"), &PAUSES).await.unwrap(), expected);
        assert_eq!(storage.find_unknown_player(&id("Jay-1")).await.unwrap(), Some(expected));
    }
    clock.advance(Duration::from_secs(30));
    let unknown = storage.find_unknown_player(&id("Jay-1")).await.unwrap().unwrap();
    assert_eq!(unknown.retry_after, Duration::ZERO);
}

async fn success_forgets_every_name(storage: &AnyStorage, _: &ManualClock) {
    for name in ["Jay-1", "a|1", "Kay-1"] {
        storage.set_unknown_player(&id(name), &PAUSES).await.unwrap();
    }
    let battletag = "Jay-1".parse().unwrap();
    storage.delete_unknown_player(&"a|1".parse().unwrap(), Some(&battletag)).await.unwrap();
    for (name, known) in [("Jay-1", false), ("a|1", false), ("Kay-1", true)] {
        assert_eq!(
            storage.find_unknown_player(&id(name)).await.unwrap().is_some(),
            known,
            "{name}"
        );
    }
}

async fn many_are_found_as_each_of_them_is(storage: &AnyStorage, clock: &ManualClock) {
    storage.set_unknown_player(&id("Jay-1"), &PAUSES).await.unwrap();
    clock.advance(PAUSES[0]);
    storage.set_unknown_player(&id("a|1"), &PAUSES).await.unwrap();
    let ids = ["Kay-1", "a|1", "Jay-1"].map(id);
    let mut one_by_one = Vec::new();
    for id in &ids {
        one_by_one.push(storage.find_unknown_player(id).await.unwrap());
    }
    assert_eq!(one_by_one.iter().flatten().count(), 2);
    assert_eq!(storage.find_unknown_players(&ids.each_ref()).await.unwrap(), one_by_one);
}
