//! Ids that Blizzard did not know, and fetches of what is not stored.

use std::time::Duration;

use overwatch::PlayerId;
use serde_json::json;
use storage::{FetchClaim, clock::ManualClock, player::UnknownPlayer};

use super::{AnyStorage, START, contract};

contract! {
    the_pause_grows_to_the_last,
    success_forgets_every_name,
    a_fetch_is_claimed_once_until_it_is_released_or_expires,
    a_claim_lasts_while_it_is_renewed,
    why_a_fetch_failed_is_known_until_the_next_claim,
    what_has_expired_is_deleted,
    only_what_is_named_is_forgotten,
}

const PAUSES: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(30)];

fn id(text: &str) -> PlayerId {
    text.parse().unwrap()
}

async fn the_pause_grows_to_the_last(storage: &AnyStorage, clock: &ManualClock) {
    assert_eq!(storage.find_unknown_player(&id("Jay-1")).await.unwrap(), None);
    let start = i64::try_from(START.as_secs()).unwrap();
    for (check_count, pause) in [(1, 10), (2, 30), (3, 30)] {
        let expected = UnknownPlayer {
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

async fn a_fetch_is_claimed_once_until_it_is_released_or_expires(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    let claim = async || storage.claim_fetch("key", PAUSES[0]).await.unwrap();
    let (first, second) = tokio::join!(claim(), claim());
    assert!(first ^ second, "one of two");
    assert!(storage.claim_fetch("another", PAUSES[0]).await.unwrap());
    storage.release_fetch("key").await.unwrap();
    assert!(claim().await && !claim().await);
    clock.advance(PAUSES[0]);
    assert!(claim().await && !claim().await);
}

async fn a_claim_lasts_while_it_is_renewed(storage: &AnyStorage, clock: &ManualClock) {
    let claim = async || storage.claim_fetch("key", PAUSES[0]).await.unwrap();
    let find = async || storage.find_fetch("key").await.unwrap();
    assert_eq!(find().await, None);
    assert!(claim().await);
    for _ in 0..3 {
        clock.advance(PAUSES[0] / 2);
        storage.renew_fetch("key", PAUSES[0]).await.unwrap();
        assert_eq!(find().await, Some(FetchClaim::Running));
        assert!(!claim().await);
    }
    clock.advance(PAUSES[0]);
    assert_eq!(find().await, None, "broken");
    assert!(claim().await);
    storage.release_fetch("key").await.unwrap();
    storage.renew_fetch("key", PAUSES[0]).await.unwrap();
    assert_eq!(find().await, None, "what was taken back stays so");
}

async fn why_a_fetch_failed_is_known_until_the_next_claim(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    let find = async || storage.find_fetch("key").await.unwrap();
    storage.claim_fetch("key", PAUSES[0]).await.unwrap();
    storage.fail_fetch("key", &json!({"why": 403})).await.unwrap();
    clock.advance(PAUSES[1]);
    storage.renew_fetch("key", PAUSES[0]).await.unwrap();
    assert_eq!(find().await, Some(FetchClaim::Failed(json!({"why": 403}))));
    assert!(storage.claim_fetch("key", PAUSES[0]).await.unwrap(), "at once");
    assert_eq!(find().await, Some(FetchClaim::Running));
}

async fn what_has_expired_is_deleted(storage: &AnyStorage, clock: &ManualClock) {
    storage.set_unknown_player(&id("Jay-1"), &PAUSES).await.unwrap();
    storage.set_cached_answer("key", "1").await.unwrap();
    storage.claim_fetch("key", PAUSES[0]).await.unwrap();
    assert_eq!(storage.delete_expired(PAUSES[1]).await.unwrap(), 0);
    clock.advance(PAUSES[0] + Duration::from_secs(1));
    assert_eq!(storage.delete_expired(PAUSES[1]).await.unwrap(), 1, "the claim");
    clock.advance(PAUSES[1]);
    assert_eq!(storage.delete_expired(PAUSES[1]).await.unwrap(), 2);
    assert_eq!(storage.find_cached_answer("key").await.unwrap(), None);
}

async fn only_what_is_named_is_forgotten(storage: &AnyStorage, _: &ManualClock) {
    for name in ["Jay-1", "a|1", "Kay-1"] {
        storage.set_unknown_player(&id(name), &PAUSES).await.unwrap();
        storage.set_cached_answer(name, "1").await.unwrap();
        storage.claim_fetch(name, PAUSES[0]).await.unwrap();
    }
    let names = ["Jay-1", "a|1"];
    let forgotten = storage.forget(&names.map(id), &names.map(str::to_owned)).await.unwrap();
    assert_eq!(forgotten, 6);
    for (name, known) in [("Jay-1", false), ("a|1", false), ("Kay-1", true)] {
        assert_eq!(storage.find_unknown_player(&id(name)).await.unwrap().is_some(), known);
        assert_eq!(storage.find_cached_answer(name).await.unwrap().is_some(), known);
        assert_eq!(storage.claim_fetch(name, PAUSES[0]).await.unwrap(), !known);
    }
}
