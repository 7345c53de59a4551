//! The pace towards Blizzard.

use std::time::Duration;

use storage::{
    Clock, Pacing,
    clock::ManualClock,
    pace::{Pace, Slot, Turn, Verdict},
};
use tokio::task::JoinSet;

use super::{AnyStorage, START, contract};
use crate::support::database::Database;

contract! {
    slots_are_a_delay_apart,
    a_slot_too_far_away_is_not_taken,
    answers_in_a_row_shorten_the_delay,
    a_refusal_makes_the_given_slots_void,
    a_refusal_blocks_the_recovery_for_a_minute,
    the_pace_is_cleared,
}

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);

async fn slot(storage: &AnyStorage, longest_wait: Duration) -> Slot {
    match storage.reserve_slot(longest_wait).await.unwrap() {
        Turn::Given(slot) => slot,
        Turn::TooFar(wait) => panic!("not before {wait:?}"),
    }
}

/// So many requests that end so, each in its slot.
async fn report(storage: &AnyStorage, clock: &ManualClock, times: u32, verdict: Verdict) {
    for _ in 0..times {
        let slot = slot(storage, HOUR).await;
        clock.advance(slot.wait);
        storage.report(&slot, verdict).await.unwrap();
    }
}

async fn slots_are_a_delay_apart(storage: &AnyStorage, clock: &ManualClock) {
    for wait in [0, 2, 4] {
        assert_eq!(slot(storage, HOUR).await.wait, SECOND * wait);
    }
    clock.advance(SECOND * 5);
    assert_eq!(slot(storage, HOUR).await.wait, SECOND);
    clock.advance(HOUR);
    assert_eq!(slot(storage, HOUR).await.wait, Duration::ZERO, "what was not used is gone");
    assert_eq!(slot(storage, HOUR).await.wait, SECOND * 2);
}

async fn a_slot_too_far_away_is_not_taken(storage: &AnyStorage, clock: &ManualClock) {
    slot(storage, Duration::ZERO).await;
    for _ in 0..3 {
        let turn = storage.reserve_slot(SECOND).await.unwrap();
        assert_eq!(turn, Turn::TooFar(SECOND * 2), "the true wait");
    }
    assert_eq!(slot(storage, SECOND * 2).await.wait, SECOND * 2);
    clock.advance(SECOND * 3);
    assert_eq!(storage.reserve_slot(Duration::ZERO).await.unwrap(), Turn::TooFar(SECOND));
    clock.advance(SECOND);
    assert_eq!(slot(storage, Duration::ZERO).await.wait, Duration::ZERO);
}

async fn answers_in_a_row_shorten_the_delay(storage: &AnyStorage, clock: &ManualClock) {
    assert_eq!(storage.find_pace().await.unwrap(), Pace::default());
    report(storage, clock, 9, Verdict::Answered).await;
    report(storage, clock, 1, Verdict::Failed).await;
    report(storage, clock, 9, Verdict::Answered).await;
    assert_eq!(storage.find_pace().await.unwrap().delay, SECOND * 2);
    report(storage, clock, 1, Verdict::Answered).await;
    assert_eq!(storage.find_pace().await.unwrap().delay, SECOND);
    slot(storage, HOUR).await;
    let first = slot(storage, HOUR).await.wait;
    assert_eq!(slot(storage, HOUR).await.wait, first + SECOND);
    report(storage, clock, 60, Verdict::Answered).await;
    assert_eq!(storage.find_pace().await.unwrap().delay, SECOND / 10);
}

async fn a_refusal_makes_the_given_slots_void(storage: &AnyStorage, clock: &ManualClock) {
    let [first, second, third] =
        [slot(storage, HOUR).await, slot(storage, HOUR).await, slot(storage, HOUR).await];
    clock.advance(SECOND);
    storage.report(&first, Verdict::Refused).await.unwrap();
    let pace = storage.find_pace().await.unwrap();
    assert!(!pace.keeps(&second));
    assert_eq!(pace.delay, SECOND * 10);
    let turn = storage.reserve_slot(SECOND).await.unwrap();
    assert_eq!(turn, Turn::TooFar(SECOND * 10), "from the refusal on, in nobody's place");
    for late in [second, third] {
        storage.report(&late, Verdict::Refused).await.unwrap();
    }
    assert_eq!(storage.find_pace().await.unwrap(), pace, "one refusal, not three");
    let after = slot(storage, HOUR).await;
    assert!(pace.keeps(&after));
    storage.report(&after, Verdict::Refused).await.unwrap();
    assert_eq!(storage.find_pace().await.unwrap().delay, SECOND * 20);
}

async fn a_refusal_blocks_the_recovery_for_a_minute(storage: &AnyStorage, clock: &ManualClock) {
    report(storage, clock, 1, Verdict::Refused).await;
    clock.advance(SECOND * 20);
    assert_eq!(storage.find_pace().await.unwrap().recovery_blocked_for, SECOND * 40);
    let slot = slot(storage, HOUR).await;
    for _ in 0..50 {
        storage.report(&slot, Verdict::Answered).await.unwrap();
    }
    assert_eq!(storage.find_pace().await.unwrap().delay, SECOND * 10);
    clock.advance(SECOND * 40);
    assert_eq!(storage.find_pace().await.unwrap().recovery_blocked_for, Duration::ZERO);
    for _ in 0..10 {
        storage.report(&slot, Verdict::Answered).await.unwrap();
    }
    assert_eq!(storage.find_pace().await.unwrap().delay, SECOND * 5);
}

async fn the_pace_is_cleared(storage: &AnyStorage, clock: &ManualClock) {
    report(storage, clock, 1, Verdict::Refused).await;
    let late = slot(storage, HOUR).await;
    storage.clear().await.unwrap();
    storage.report(&late, Verdict::Refused).await.unwrap();
    assert_eq!(storage.find_pace().await.unwrap(), Pace::default());
    assert_eq!(slot(storage, Duration::ZERO).await.wait, Duration::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_get_slots_that_are_a_delay_apart() {
    let database = Database::create().await;
    let clock = Clock::Manual(ManualClock::at(START));
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let storage = database.storage_at(clock.clone()).await;
        tasks.spawn(async move {
            let mut waits = Vec::new();
            for _ in 0..25 {
                waits.push(slot(&storage, HOUR).await.wait);
            }
            waits
        });
    }
    let mut waits = tasks.join_all().await.concat();
    waits.sort();
    let expected: Vec<_> = (0..200).map(|number| SECOND * 2 * number).collect();
    assert_eq!(waits, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_reports_at_once_each_counts_once() {
    let database = Database::create().await;
    let clock = Clock::Manual(ManualClock::at(START));
    let storage = database.storage_at(clock).await;
    let slot = slot(&storage, HOUR).await;
    let mut tasks = JoinSet::new();
    for _ in 0..29 {
        let storage = storage.clone();
        tasks.spawn(async move { storage.report(&slot, Verdict::Answered).await.unwrap() });
    }
    tasks.join_all().await;
    assert_eq!(storage.find_pace().await.unwrap().delay, SECOND / 2, "29: two halvings");
    storage.report(&slot, Verdict::Answered).await.unwrap();
    assert_eq!(storage.find_pace().await.unwrap().delay, SECOND / 4, "30: three");
}
