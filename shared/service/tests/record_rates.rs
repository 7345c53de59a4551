//! Recording hero rates: ten kinds of games at a time, until today has all.

use fake::Fault;
use overwatch::rates::{page::Filters, record::Games};
use service::{
    admin::record_rates::{RatesRun, record_hero_rates},
    gate::Limits,
    resources::{HeroRates, RateFilters},
};
use storage::{Clock, RateRecords};

use crate::world::{DAY, HOUR, MINUTE, World};

const RATES: &str = "/en-us/rates/data";

fn all() -> Vec<Games> {
    Games::all(&Filters::default())
}

fn query(games: &Games) -> blizzard::RatesQuery {
    let Games { platform, gamemode, region, division } = games.clone();
    blizzard::RatesQuery { platform, gamemode, region, map: None, division }
}

/// A world at midnight that knows the forms of the rates page.
async fn world(limits: Limits) -> World {
    let world = World::with_limits(limits).await;
    world.request().get(&RateFilters).await.unwrap();
    world.clock.advance(16 * HOUR);
    world.requests();
    world
}

async fn run(world: &World) -> RatesRun {
    record_hero_rates(&world.cache).await.unwrap()
}

/// Days that are shown of games.
async fn days(world: &World, games: &Games) -> usize {
    world.storage.find_rate_records(games, None, None, 100).await.unwrap().len()
}

fn recorded(recorded: usize, unrecorded: usize) -> RatesRun {
    RatesRun { recorded, failed: 0, unrecorded }
}

#[tokio::test]
async fn ten_an_hour_until_the_day_is_whole() {
    let world = world(Limits::Off).await;
    for day in 0..2 {
        for hour in 0..6 {
            assert_eq!(days(&world, &all()[0]).await, day, "half a day is not shown");
            assert_eq!(run(&world).await, recorded(10, 50 - 10 * hour));
            let asked = world.requests();
            assert_eq!(asked.len(), 10, "{asked:?}");
            assert!(asked.iter().all(|path| path.contains("map=all-maps")), "{asked:?}");
            world.clock.advance(HOUR);
        }
        for games in all() {
            assert_eq!(days(&world, &games).await, day + 1);
        }
        assert_eq!(run(&world).await, recorded(0, 0));
        assert_eq!(world.requests(), Vec::<String>::new());
        world.clock.advance(18 * HOUR);
    }
}

#[tokio::test]
async fn what_somebody_asked_for_today_is_not_asked_for_again_while_it_is_fresh() {
    let world = world(Limits::Off).await;
    let [yesterday, old, fresh] = [0, 1, 2].map(|number| HeroRates(query(&all()[number])));
    // The last minutes of a day.
    world.clock.advance(23 * HOUR + 30 * MINUTE);
    world.request().get(&yesterday).await.unwrap();
    world.clock.advance(40 * MINUTE);
    world.request().get(&old).await.unwrap();
    world.clock.advance(HOUR);
    world.request().get(&fresh).await.unwrap();
    let asked_at = Clock::Manual(world.clock.clone()).now().as_secs();
    world.clock.advance(10 * MINUTE);
    world.requests();
    assert_eq!(run(&world).await, recorded(10, 50));
    assert_eq!(world.requests().len(), 9);

    world.storage.complete_rate_day(&all()[..3], DAY / 100).await.unwrap();
    let found = world.storage.find_rate_records(&all()[2], None, None, 1).await.unwrap();
    assert_eq!(found[0].taken_at.unsigned_abs(), asked_at, "when Blizzard was asked");
}

#[tokio::test]
async fn yesterdays_rates_are_not_todays_though_they_are_fresh() {
    let world = world(Limits::Off).await;
    world.clock.advance(23 * HOUR + 50 * MINUTE);
    world.request().get(&HeroRates(query(&all()[0]))).await.unwrap();
    world.clock.advance(20 * MINUTE);
    world.requests();
    assert_eq!(run(&world).await, recorded(10, 50));
    assert_eq!(world.requests().len(), 10);
}

#[tokio::test]
async fn what_was_recorded_is_what_clients_get() {
    let world = world(Limits::Off).await;
    run(&world).await;
    world.requests();
    world.request().get(&HeroRates(query(&all()[0]))).await.unwrap();
    assert_eq!(world.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn failures_lose_nothing_and_are_tried_again() {
    for fault in [
        Fault::Status(403),
        Fault::Status(500),
        Fault::TooManyRequests(1),
        Fault::Garbage("<html>".to_owned()),
        Fault::Garbage(r#"{"rates":{"selected":{"rq":"9","map":"x"},"rates":[]}}"#.to_owned()),
    ] {
        let world = world(Limits::Off).await;
        assert_eq!(run(&world).await, recorded(10, 50));
        world.fake.set_fault_under(RATES, fault.clone());
        for _ in 0..3 {
            world.clock.advance(HOUR);
            assert_eq!(run(&world).await, RatesRun { recorded: 0, failed: 10, unrecorded: 50 });
        }
        world.fake.set_fault(None);
        for _ in 0..5 {
            world.clock.advance(HOUR);
            assert_eq!(run(&world).await.recorded, 10, "{fault:?}");
        }
        assert_eq!(days(&world, &all()[0]).await, 1, "{fault:?}");
    }
}

#[tokio::test]
async fn those_that_always_fail_do_not_block_the_others() {
    let world = world(Limits::Off).await;
    world.fake.set_fault_under(RATES, Fault::Status(500));
    let failed = RatesRun { recorded: 0, failed: 10, unrecorded: 60 };
    assert_eq!(run(&world).await, failed);
    world.fake.set_fault(None);
    for hour in 0..5 {
        assert_eq!(run(&world).await, recorded(10, 50 - 10 * hour), "the others come first");
    }
    assert_eq!(run(&world).await, recorded(0, 10), "they are left alone for a while");
    world.clock.advance(3 * HOUR);
    assert_eq!(run(&world).await, recorded(10, 0));
}

#[tokio::test]
async fn a_division_that_the_page_does_not_offer_is_none_that_a_day_lacks() {
    let world = World::new().await;
    world.fake.with_site(|site| site.divisions = vec!["Gold".to_owned(), "Uranium".to_owned()]);
    world.request().get(&RateFilters).await.unwrap();
    assert_eq!(run(&world).await, recorded(10, 14));
    run(&world).await;
    assert_eq!(run(&world).await, recorded(4, 0));
    let uranium = Games { division: "uranium".parse().ok(), ..all()[1].clone() };
    assert_eq!(days(&world, &uranium).await, 1);
}

#[tokio::test]
async fn rates_of_another_division_are_not_recorded() {
    let world = world(Limits::Off).await;
    // Blizzard stops offering it, and the forms were not read since.
    world.fake.with_site(|site| site.divisions.retain(|division| division != "Gold"));
    for _ in 0..8 {
        run(&world).await;
        world.clock.advance(HOUR);
    }
    let all = all();
    let gold = |games: &Games| games.division_key() == "gold";
    let lacking = world.storage.find_unrecorded_games(&all).await.unwrap();
    assert!(lacking.len() == 6 && lacking.iter().all(gold), "{lacking:?}");
    assert_eq!(days(&world, &all[0]).await, 0);
    world.clock.advance(10 * HOUR);
    assert_eq!(run(&world).await.unrecorded, 0, "a day does not wait for them for ever");
    for games in &all {
        assert_eq!(days(&world, games).await, usize::from(!gold(games)), "{games:?}");
    }
}

#[tokio::test]
async fn two_runs_at_once_record_each_once() {
    let world = world(Limits::Off).await;
    let (one, other) = tokio::join!(run(&world), run(&world));
    assert_eq!((one.recorded, other.recorded), (10, 10));
    assert_eq!(world.storage.find_unrecorded_games(&all()).await.unwrap().len(), 40);
    let mut asked = world.requests();
    let all = asked.len();
    asked.sort();
    asked.dedup();
    assert_eq!(asked.len(), all, "{asked:?}");
}

#[tokio::test]
async fn a_run_ends_when_there_are_no_slots() {
    let world = world(Limits::Shared { share: None }).await;
    world.fake.set_fault_under(RATES, Fault::TooManyRequests(3600));
    let refused = run(&world).await;
    assert_eq!((refused.recorded, refused.failed), (0, 1), "Blizzard wants to be left alone");
    assert_eq!(world.requests().len(), 1);
    world.fake.set_fault(None);
    world.clock.advance(2 * HOUR);
    assert!(run(&world).await.recorded > 0);
}
