//! Leases.

use std::time::Duration;

use serde_json::json;
use storage::{Clock, LeaseState, Leases, Owner, clock::ManualClock};
use tokio::task::JoinSet;

use crate::{AnyStorage, contract, database::Database, lease};

contract! {
    one_of_two_acquires_it_until_it_is_released_or_runs_out,
    it_lasts_while_it_is_extended,
    why_a_fetch_failed_is_known_until_the_next_lease,
    after_a_failure_nobody_tries_again_for_as_long_as_it_says,
    whoever_does_not_own_it_cannot_touch_it,
    it_is_handed_over_once,
    many_are_acquired_and_released_at_once,
}

const SHORT: Duration = Duration::from_secs(10);
const SECOND: Duration = Duration::from_secs(1);

async fn one_of_two_acquires_it_until_it_is_released_or_runs_out(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    let [a, b] = [lease("key"), lease("key")];
    let acquire = async |lease| storage.acquire_lease(lease, SHORT).await.unwrap();
    let (first, second) = tokio::join!(acquire(&a), acquire(&b));
    assert!(first ^ second, "one of two");
    let another = lease("another");
    assert!(acquire(&another).await);
    let owner = if first { &a } else { &b };
    storage.release_lease(owner).await.unwrap();
    assert!(acquire(&b).await && !acquire(&a).await);
    clock.advance(SHORT);
    assert!(acquire(&a).await && !acquire(&b).await);
}

async fn it_lasts_while_it_is_extended(storage: &AnyStorage, clock: &ManualClock) {
    let owner = lease("key");
    let find = async || storage.find_lease("key").await.unwrap();
    assert_eq!(find().await, None);
    assert!(storage.acquire_lease(&owner, SHORT).await.unwrap());
    for _ in 0..3 {
        clock.advance(SHORT / 2);
        assert!(storage.extend_lease(&owner, SHORT).await.unwrap());
        assert_eq!(find().await, Some(LeaseState::Running));
        assert!(!storage.acquire_lease(&lease("key"), SHORT).await.unwrap());
    }
    clock.advance(SHORT);
    assert_eq!(find().await, None, "its owner died");
    storage.release_lease(&owner).await.unwrap();
    assert!(!storage.extend_lease(&owner, SHORT).await.unwrap());
    assert_eq!(find().await, None, "what was ended stays so");
}

async fn why_a_fetch_failed_is_known_until_the_next_lease(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    let find = async || storage.find_lease("key").await.unwrap();
    let owner = lease("key");
    storage.acquire_lease(&owner, SHORT).await.unwrap();
    storage.fail_lease(&owner, &json!({"why": 403}), Duration::ZERO).await.unwrap();
    clock.advance(SHORT);
    assert!(!storage.extend_lease(&owner, SHORT).await.unwrap(), "it is over");
    assert_eq!(find().await, Some(LeaseState::Failed(json!({"why": 403}))));
    assert!(storage.acquire_lease(&lease("key"), SHORT).await.unwrap(), "at once");
    assert_eq!(find().await, Some(LeaseState::Running));
}

async fn after_a_failure_nobody_tries_again_for_as_long_as_it_says(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    let owner = lease("key");
    storage.acquire_lease(&owner, SECOND).await.unwrap();
    storage.fail_lease(&owner, &json!("missing"), SHORT).await.unwrap();
    clock.advance(SHORT.checked_sub(SECOND).unwrap());
    assert!(!storage.acquire_lease(&lease("key"), SHORT).await.unwrap());
    assert_eq!(
        storage.find_lease("key").await.unwrap(),
        Some(LeaseState::Failed(json!("missing")))
    );
    clock.advance(SECOND);
    assert!(storage.acquire_lease(&lease("key"), SHORT).await.unwrap());
}

async fn whoever_does_not_own_it_cannot_touch_it(storage: &AnyStorage, clock: &ManualClock) {
    let [owner, other] = [lease("key"), lease("key")];
    storage.acquire_lease(&owner, SHORT).await.unwrap();
    storage.release_lease(&other).await.unwrap();
    storage.fail_lease(&other, &json!(1), SHORT).await.unwrap();
    assert!(!storage.extend_lease(&other, SHORT * 9).await.unwrap());
    assert!(!storage.hand_over_lease(&other, other.owner, SHORT * 9).await.unwrap());
    assert_eq!(storage.find_lease("key").await.unwrap(), Some(LeaseState::Running));
    clock.advance(SHORT);
    assert_eq!(storage.find_lease("key").await.unwrap(), None);
}

async fn it_is_handed_over_once(storage: &AnyStorage, _: &ManualClock) {
    let sent = lease("key");
    storage.acquire_lease(&sent, SHORT).await.unwrap();
    let take = async || {
        let to = Owner::random().unwrap();
        storage.hand_over_lease(&sent, to, SHORT).await.unwrap()
    };
    let (first, second) = tokio::join!(take(), take());
    assert!(first ^ second, "one of two who got the same message");
    assert!(!take().await);
}

async fn many_are_acquired_and_released_at_once(storage: &AnyStorage, clock: &ManualClock) {
    let taken = lease("c");
    storage.acquire_lease(&taken, SHORT * 2).await.unwrap();
    let mine = ["b", "c", "a", "b"].map(lease);
    let acquire = async || storage.acquire_leases(&mine, SHORT).await.unwrap();
    assert_eq!(acquire().await, [true, false, true, false], "the first of two with one key");
    assert_eq!(acquire().await, [false; 4]);
    clock.advance(SHORT);
    assert_eq!(acquire().await, [true, false, true, false], "they ran out");

    storage.fail_lease(&mine[2], &json!("no"), SHORT).await.unwrap();
    storage.release_leases(&mine).await.unwrap();
    assert_eq!(storage.find_lease("b").await.unwrap(), None);
    assert_eq!(storage.find_lease("c").await.unwrap(), Some(LeaseState::Running), "another's");
    assert_eq!(storage.find_lease("a").await.unwrap(), Some(LeaseState::Failed(json!("no"))));
    assert!(storage.acquire_leases(&[], SHORT).await.unwrap().is_empty());
}

/// Who locks the same rows in two orders waits for the other.
#[tokio::test(flavor = "multi_thread")]
async fn many_who_acquire_the_same_in_other_orders_do_not_block_each_other() {
    let database = Database::create().await;
    let clock = Clock::Manual(database.clock().await);
    let mut tasks = JoinSet::new();
    for turn in 0..8 {
        let storage = database.storage_at(clock.clone()).await;
        tasks.spawn(async move {
            for _ in 0..25 {
                let mut leases: Vec<_> = (0..20).map(|key| lease(&key.to_string())).collect();
                leases.rotate_left(turn * 2);
                if turn % 2 == 0 {
                    leases.reverse();
                }
                storage.acquire_leases(&leases, SHORT).await.unwrap();
                storage.release_leases(&leases).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
}
