//! The rate limiter towards Blizzard.

use std::time::Duration;

use storage::{
    Clock, MemoryStorage, RateLimiting,
    clock::ManualClock,
    rate_limiter::{Outcome, RateLimiter, Reservation, Shares, Slot, Urgency},
};
use tokio::task::JoinSet;

use crate::{AnyStorage, contract, database::Database};

contract! {
    slots_are_a_delay_apart,
    a_slot_too_far_away_is_not_taken,
    answers_in_a_row_shorten_the_delay,
    a_refusal_makes_the_given_slots_void,
    a_refusal_blocks_the_recovery_for_a_minute,
    a_report_of_another_limiter_changes_nothing,
    repeated_failures_slow_down,
    a_refusal_lasts_as_long_as_blizzard_says,
    every_fourth_slot_is_for_refreshes,
    what_is_least_urgent_takes_slots_that_passed_unused,
    what_is_least_urgent_rests_after_a_refusal,
    what_blizzard_last_answered_is_known,
    a_client_has_a_share_of_each_minute,
}

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);

async fn slot(storage: &AnyStorage, longest_wait: Duration) -> Slot {
    match storage.reserve_slot(Urgency::Foreground, longest_wait).await.unwrap() {
        Reservation::Given(slot) => slot,
        Reservation::TooFar(wait) => panic!("not before {wait:?}"),
    }
}

/// So many requests that end so, each in its slot.
async fn report(storage: &AnyStorage, clock: &ManualClock, times: u32, outcome: Outcome) {
    for _ in 0..times {
        let slot = slot(storage, HOUR).await;
        clock.advance(slot.wait);
        storage.report(&slot, outcome).await.unwrap();
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
        let turn = storage.reserve_slot(Urgency::Foreground, SECOND).await.unwrap();
        assert_eq!(turn, Reservation::TooFar(SECOND * 2), "the true wait");
    }
    assert_eq!(slot(storage, SECOND * 2).await.wait, SECOND * 2);
    clock.advance(SECOND * 3);
    assert_eq!(
        storage.reserve_slot(Urgency::Foreground, Duration::ZERO).await.unwrap(),
        Reservation::TooFar(SECOND)
    );
    clock.advance(SECOND);
    assert_eq!(slot(storage, Duration::ZERO).await.wait, Duration::ZERO);
}

async fn answers_in_a_row_shorten_the_delay(storage: &AnyStorage, clock: &ManualClock) {
    assert_eq!(storage.find_rate_limiter().await.unwrap(), RateLimiter::default());
    report(storage, clock, 9, Outcome::Answered).await;
    report(storage, clock, 1, Outcome::Failed).await;
    report(storage, clock, 9, Outcome::Answered).await;
    assert_eq!(storage.find_rate_limiter().await.unwrap().delay, SECOND * 2);
    report(storage, clock, 1, Outcome::Answered).await;
    assert_eq!(storage.find_rate_limiter().await.unwrap().delay, SECOND);
    slot(storage, HOUR).await;
    let first = slot(storage, HOUR).await.wait;
    assert_eq!(slot(storage, HOUR).await.wait, first + SECOND);
    report(storage, clock, 60, Outcome::Answered).await;
    assert_eq!(storage.find_rate_limiter().await.unwrap().delay, SECOND / 10);
}

async fn a_refusal_makes_the_given_slots_void(storage: &AnyStorage, clock: &ManualClock) {
    let [first, second, third] =
        [slot(storage, HOUR).await, slot(storage, HOUR).await, slot(storage, HOUR).await];
    clock.advance(SECOND);
    storage.report(&first, Outcome::Refused(None)).await.unwrap();
    let limiter = storage.find_rate_limiter().await.unwrap();
    assert!(!limiter.honours(&second));
    assert_eq!(limiter.delay, SECOND * 10);
    let turn = storage.reserve_slot(Urgency::Foreground, SECOND).await.unwrap();
    assert_eq!(turn, Reservation::TooFar(SECOND * 10), "from the refusal on, in nobody's place");
    for late in [second, third] {
        storage.report(&late, Outcome::Refused(None)).await.unwrap();
    }
    assert_eq!(storage.find_rate_limiter().await.unwrap(), limiter, "one refusal, not three");
    let after = slot(storage, HOUR).await;
    assert!(limiter.honours(&after));
    storage.report(&after, Outcome::Refused(None)).await.unwrap();
    assert_eq!(storage.find_rate_limiter().await.unwrap().delay, SECOND * 20);
}

async fn a_refusal_blocks_the_recovery_for_a_minute(storage: &AnyStorage, clock: &ManualClock) {
    report(storage, clock, 1, Outcome::Refused(None)).await;
    clock.advance(SECOND * 20);
    assert_eq!(storage.find_rate_limiter().await.unwrap().recovery_blocked_for, SECOND * 40);
    let slot = slot(storage, HOUR).await;
    for _ in 0..50 {
        storage.report(&slot, Outcome::Answered).await.unwrap();
    }
    assert_eq!(storage.find_rate_limiter().await.unwrap().delay, SECOND * 10);
    clock.advance(SECOND * 40);
    assert_eq!(storage.find_rate_limiter().await.unwrap().recovery_blocked_for, Duration::ZERO);
    for _ in 0..10 {
        storage.report(&slot, Outcome::Answered).await.unwrap();
    }
    assert_eq!(storage.find_rate_limiter().await.unwrap().delay, SECOND * 5);
}

/// As after the table was emptied while a request was on its way.
async fn a_report_of_another_limiter_changes_nothing(storage: &AnyStorage, clock: &ManualClock) {
    let another = MemoryStorage::default();
    report(&another, clock, 1, Outcome::Refused(None)).await;
    let late = slot(&another, HOUR).await;
    storage.report(&late, Outcome::Refused(None)).await.unwrap();
    assert_eq!(storage.find_rate_limiter().await.unwrap(), RateLimiter::default());
    assert_eq!(slot(storage, Duration::ZERO).await.wait, Duration::ZERO);
}

async fn repeated_failures_slow_down(storage: &AnyStorage, clock: &ManualClock) {
    report(storage, clock, 50, Outcome::Answered).await;
    report(storage, clock, 2, Outcome::Failed).await;
    assert_eq!(storage.find_rate_limiter().await.unwrap().delay, SECOND / 10);
    report(storage, clock, 2, Outcome::Failed).await;
    assert_eq!(storage.find_rate_limiter().await.unwrap().delay, SECOND * 4 / 10);
}

async fn a_refusal_lasts_as_long_as_blizzard_says(storage: &AnyStorage, clock: &ManualClock) {
    report(storage, clock, 1, Outcome::Refused(Some(SECOND * 90))).await;
    let far = storage.reserve_slot(Urgency::Foreground, SECOND).await.unwrap();
    assert_eq!(far, Reservation::TooFar(SECOND * 90));
    clock.advance(SECOND * 90);
    assert_eq!(slot(storage, SECOND).await.wait, Duration::ZERO);
}

async fn spare(storage: &AnyStorage) -> Duration {
    match storage.reserve_slot(Urgency::Spare, Duration::ZERO).await.unwrap() {
        Reservation::Given(slot) => slot.wait,
        Reservation::TooFar(wait) => wait,
    }
}

async fn what_is_least_urgent_takes_slots_that_passed_unused(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    assert_eq!(spare(storage).await, SECOND * 2, "the first has not passed");
    clock.advance(SECOND * 2);
    assert_eq!(spare(storage).await, Duration::ZERO);
    assert_eq!(spare(storage).await, SECOND * 2, "one for each that passed");
    assert_eq!(slot(storage, HOUR).await.wait, Duration::ZERO, "nobody else waits for it");
    assert_eq!(spare(storage).await, SECOND * 4);
    clock.advance(SECOND * 3);
    assert_eq!(spare(storage).await, SECOND, "the next is still free");
    let refresh = storage.reserve_slot(Urgency::Background, HOUR).await.unwrap();
    assert!(matches!(refresh, Reservation::Given(slot) if slot.wait.is_zero()));
    clock.advance(HOUR);
    assert_eq!([spare(storage).await, spare(storage).await], [Duration::ZERO, SECOND * 2]);
}

async fn what_is_least_urgent_rests_after_a_refusal(storage: &AnyStorage, clock: &ManualClock) {
    report(storage, clock, 1, Outcome::Refused(None)).await;
    assert_eq!(spare(storage).await, SECOND * 60 * 11, "a minute, and ten");
    clock.advance(SECOND * 60 * 11);
    assert_eq!(spare(storage).await, Duration::ZERO);
}

async fn every_fourth_slot_is_for_refreshes(storage: &AnyStorage, clock: &ManualClock) {
    let refresh = async || storage.reserve_slot(Urgency::Background, HOUR).await.unwrap();
    let given = async || match refresh().await {
        Reservation::Given(slot) => slot.wait,
        Reservation::TooFar(wait) => panic!("not before {wait:?}"),
    };
    assert_eq!(given().await, Duration::ZERO, "it is free");
    assert_eq!(refresh().await, Reservation::TooFar(SECOND * 2), "others may want it");
    for _ in 0..3 {
        slot(storage, HOUR).await;
    }
    assert_eq!(given().await, SECOND * 8, "behind three others");
    assert_eq!(slot(storage, HOUR).await.wait, SECOND * 10);
    assert_eq!(refresh().await, Reservation::TooFar(SECOND * 12));
    clock.advance(SECOND * 12);
    assert_eq!(given().await, Duration::ZERO);
}

async fn what_blizzard_last_answered_is_known(storage: &AnyStorage, clock: &ManualClock) {
    let answered_ago = async || storage.find_rate_limiter().await.unwrap().answered_ago;
    report(storage, clock, 1, Outcome::Answered).await;
    clock.advance(HOUR);
    report(storage, clock, 1, Outcome::Failed).await;
    assert!(answered_ago().await >= HOUR);
    report(storage, clock, 1, Outcome::Answered).await;
    assert_eq!(answered_ago().await, Duration::ZERO);
}

async fn a_client_has_a_share_of_each_minute(storage: &AnyStorage, clock: &ManualClock) {
    let take = async |client, wanted| {
        let Shares { taken, renewed_in } = storage.take_shares(client, wanted, 4).await.unwrap();
        (taken, renewed_in)
    };
    assert_eq!(take("a", 1).await, (1, SECOND * 60));
    assert_eq!(take("a", 2).await, (2, SECOND * 60));
    clock.advance(SECOND * 20);
    assert_eq!(take("a", 5).await, (1, SECOND * 40), "what is left of it");
    assert_eq!(take("a", 1).await, (0, SECOND * 40), "until the minute is over");
    assert_eq!(take("b", 5).await, (4, SECOND * 40), "others have their own");
    clock.advance(SECOND * 40);
    assert_eq!(take("a", 1).await, (1, SECOND * 60));
}

/// Nobody who sees the row knows who asked, and a minute later nothing is left of it.
#[tokio::test]
async fn of_a_client_only_a_hash_is_kept_for_a_minute() {
    let database = Database::create().await;
    let clock = database.clock().await;
    let storage = database.storage_at(Clock::Manual(clock.clone())).await;
    let mut connection = database.connect().await;
    let mut shares = async || {
        let shares = "select shares::text || encode(share_key, 'hex') from blizzard_pace";
        sqlx::query_scalar::<_, String>(shares).fetch_one(&mut connection).await.unwrap()
    };
    storage.take_shares("203.0.113.7", 1, 2).await.unwrap();
    let first = shares().await;
    assert!(!first.contains("203.0.113.7") && first.len() > 60, "{first}");
    clock.advance(SECOND * 60);
    slot(&storage, HOUR).await;
    assert_eq!(shares().await, "{}");
    storage.take_shares("203.0.113.7", 1, 2).await.unwrap();
    assert_ne!(shares().await, first, "another key, another hash");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_get_slots_that_are_a_delay_apart() {
    let database = Database::create().await;
    let clock = Clock::Manual(database.clock().await);
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
    let clock = Clock::Manual(database.clock().await);
    let storage = database.storage_at(clock).await;
    let slot = slot(&storage, HOUR).await;
    let mut tasks = JoinSet::new();
    for _ in 0..29 {
        let storage = storage.clone();
        tasks.spawn(async move { storage.report(&slot, Outcome::Answered).await.unwrap() });
    }
    tasks.join_all().await;
    assert_eq!(storage.find_rate_limiter().await.unwrap().delay, SECOND / 2, "29: two halvings");
    storage.report(&slot, Outcome::Answered).await.unwrap();
    assert_eq!(storage.find_rate_limiter().await.unwrap().delay, SECOND / 4, "30: three");
}
