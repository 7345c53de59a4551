//! Hero rates over time.

use std::time::Duration;

use overwatch::rates::{
    HeroRate,
    page::Filters,
    record::{Games, RateRecord, RecordedRate},
};
use storage::{Clock, RateRecords, clock::ManualClock};

use crate::{AnyStorage, contract, database::Database};

contract! {
    a_day_is_shown_when_it_is_whole,
    the_first_record_of_a_day_stays,
    a_record_is_of_the_day_when_blizzard_was_asked,
    what_blizzard_had_not_is_recorded_and_not_shown,
    records_are_found_by_time_newest_first,
}

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

fn all() -> Vec<Games> {
    Games::all(&Filters::default())
}

/// Rates of two heroes that say a number.
fn rates(number: u8) -> Vec<RecordedRate> {
    let rate = |hero: &str, banrate| HeroRate {
        hero: hero.parse().unwrap(),
        role: None,
        pickrate: f64::from(number) / 10.0,
        winrate: 50.0,
        banrate,
    };
    RecordedRate::of(&[rate("mei", Some(1.5)), rate("ana", None)])
}

async fn add(storage: &AnyStorage, games: &Games, number: u8, age: Duration) -> bool {
    storage.add_rate_record(games, Some(&rates(number)), age).await.unwrap()
}

/// Records all games of a day, and notes that it is whole.
async fn add_day(storage: &AnyStorage, number: u8, age: Duration) {
    for games in all() {
        assert!(add(storage, &games, number, age).await);
    }
    assert!(storage.complete_rate_day(&all(), age).await.unwrap());
}

async fn find(storage: &AnyStorage, games: &Games) -> Vec<RateRecord> {
    storage.find_rate_records(games, None, None, 100).await.unwrap()
}

fn now(clock: &ManualClock) -> i64 {
    i64::try_from(Clock::Manual(clock.clone()).now().as_secs()).unwrap()
}

async fn a_day_is_shown_when_it_is_whole(storage: &AnyStorage, clock: &ManualClock) {
    let all = all();
    assert_eq!(storage.find_unrecorded_games(&all).await.unwrap(), all);
    for (number, games) in (0..).zip(&all) {
        assert!(!storage.complete_rate_day(&all, Duration::ZERO).await.unwrap());
        assert_eq!(find(storage, &all[0]).await, []);
        assert!(add(storage, games, number, Duration::ZERO).await);
        let unrecorded = storage.find_unrecorded_games(&all).await.unwrap();
        assert_eq!(unrecorded, all[usize::from(number) + 1..]);
    }
    assert_eq!(find(storage, &all[0]).await, [], "nobody has noted it");
    for _ in 0..2 {
        assert!(storage.complete_rate_day(&all, Duration::ZERO).await.unwrap());
    }
    for (number, games) in (0..).zip(&all) {
        let record = RateRecord { taken_at: now(clock), rates: rates(number) };
        assert_eq!(find(storage, games).await, [record]);
    }
    clock.advance(DAY);
    assert_eq!(storage.find_unrecorded_games(&all).await.unwrap(), all);
    assert!(!storage.complete_rate_day(&all, Duration::ZERO).await.unwrap());
    assert_eq!(find(storage, &all[0]).await.len(), 1);
}

async fn the_first_record_of_a_day_stays(storage: &AnyStorage, clock: &ManualClock) {
    let games = &all()[3];
    assert!(add(storage, games, 1, Duration::ZERO).await);
    clock.advance(HOUR);
    assert!(!add(storage, games, 2, Duration::ZERO).await);
    assert!(!storage.add_rate_record(games, None, Duration::ZERO).await.unwrap());
    assert!(storage.complete_rate_day(std::slice::from_ref(games), HOUR).await.unwrap());
    assert_eq!(find(storage, games).await[0].rates, rates(1));
}

async fn a_record_is_of_the_day_when_blizzard_was_asked(storage: &AnyStorage, clock: &ManualClock) {
    let games = std::slice::from_ref(&all()[5]).to_vec();
    let until_midnight = DAY.as_secs() - now(clock).unsigned_abs() % DAY.as_secs();
    clock.advance(Duration::from_secs(until_midnight));
    assert!(add(storage, &games[0], 1, Duration::from_secs(1)).await);
    assert_eq!(storage.find_unrecorded_games(&games).await.unwrap(), games, "it was yesterday");
    assert!(!storage.complete_rate_day(&games, Duration::ZERO).await.unwrap());
    assert!(storage.complete_rate_day(&games, Duration::from_secs(1)).await.unwrap());
    assert!(add(storage, &games[0], 2, Duration::ZERO).await);
    let found = find(storage, &games[0]).await;
    assert_eq!(found, [RateRecord { taken_at: now(clock) - 1, rates: rates(1) }]);
}

async fn what_blizzard_had_not_is_recorded_and_not_shown(storage: &AnyStorage, _: &ManualClock) {
    let [first, second] = [&all()[0], &all()[1]];
    let games = [first.clone(), second.clone()];
    assert!(storage.add_rate_record(first, None, Duration::ZERO).await.unwrap());
    assert_eq!(storage.find_unrecorded_games(&games).await.unwrap(), games[1..]);
    assert!(add(storage, second, 1, Duration::ZERO).await);
    assert!(storage.complete_rate_day(&games, Duration::ZERO).await.unwrap());
    assert_eq!(find(storage, first).await, []);
    assert_eq!(find(storage, second).await.len(), 1);
}

async fn records_are_found_by_time_newest_first(storage: &AnyStorage, clock: &ManualClock) {
    for number in 0..4 {
        add_day(storage, number, DAY * u32::from(3 - number)).await;
    }
    let days = i64::try_from(DAY.as_secs()).unwrap();
    let games = &all()[7];
    let found = async |since, until, limit| {
        let found = storage.find_rate_records(games, since, until, limit).await.unwrap();
        found.iter().map(|record| (now(clock) - record.taken_at) / days).collect::<Vec<_>>()
    };
    assert_eq!(found(None, None, 100).await, [0, 1, 2, 3]);
    assert_eq!(found(None, None, 2).await, [0, 1]);
    let (since, until) = (now(clock) - 2 * days, now(clock) - days);
    assert_eq!(found(Some(since), Some(until), 100).await, [1, 2]);
    assert_eq!(found(Some(since + 1), Some(until), 100).await, [1]);
    assert_eq!(found(Some(since), Some(until - 1), 100).await, [2]);
}

#[tokio::test]
async fn damage_costs_a_record() {
    let database = Database::create().await;
    let storage = database.storage(2).await;
    add_day(&storage, 1, DAY).await;
    add_day(&storage, 2, Duration::ZERO).await;
    let damage =
        "update hero_rates set rates = 'damaged' where day = (select max(day) from hero_rates)";
    sqlx::query(damage).execute(&mut database.connect().await).await.unwrap();
    let found = find(&storage, &all()[0]).await;
    assert_eq!(found.iter().map(|record| record.rates.clone()).collect::<Vec<_>>(), [rates(1)]);
}

#[tokio::test]
async fn two_at_once_record_once() {
    let database = Database::create().await;
    let storage = database.storage(4).await;
    for games in all() {
        let (one, other) =
            tokio::join!(add(&storage, &games, 1, HOUR / 60), add(&storage, &games, 2, HOUR / 60));
        assert!(one != other);
    }
}

/// With as many heroes as there are, whose rates have a digit behind the point.
#[tokio::test]
#[ignore = "prints a number"]
async fn bytes_of_a_day() {
    let database = Database::create().await;
    let storage = database.storage(2).await;
    let mut random = 1_u32;
    let mut rate = |most: u32| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from((random >> 8) % (most * 10)) / 10.0
    };
    for day in 0..365 {
        for games in all() {
            let heroes = overwatch::hero::known_heroes().iter();
            let rates: Vec<_> = heroes
                .map(|hero| HeroRate {
                    hero: hero.key.parse().unwrap(),
                    role: None,
                    pickrate: rate(40),
                    winrate: 40.0 + rate(20),
                    banrate: Some(rate(50))
                        .filter(|_| games.gamemode == overwatch::Gamemode::Competitive),
                })
                .collect();
            let rates = RecordedRate::of(&rates);
            storage.add_rate_record(&games, Some(&rates), DAY * day).await.unwrap();
        }
    }
    let bytes: i64 = sqlx::query_scalar("select pg_total_relation_size('hero_rates')")
        .fetch_one(&mut database.connect().await)
        .await
        .unwrap();
    eprintln!("{} bytes a day", bytes / 365);
}
