//! What is stored is answered at any age, and refreshed behind the response.

use std::time::Duration;

use blizzard::RatesQuery;
use fake::Fault;
use overwatch::{Gamemode, Locale, Platform, rates::Region};
use service::{
    cache::Resource,
    queue::Worker,
    resources::{Hero, HeroRates, Heroes, Key, Player, RateFilters, Roles, Search},
};
use storage::Leases;

use crate::world::{DAY, HOUR, MINUTE, PLAYER, World, player_id};

#[tokio::test(start_paused = true)]
async fn a_stored_player_is_answered_at_any_age_and_asks_for_one_refresh() {
    for (age, is_stale, refreshes) in [
        (Duration::ZERO, false, 0),
        (29 * MINUTE, false, 0),
        (30 * MINUTE, false, 1),
        (59 * MINUTE, false, 1),
        (HOUR, true, 1),
        (30 * DAY, true, 1),
    ] {
        let world = World::new().await;
        world.get(PLAYER).await.unwrap();
        world.fake.clear_requests();
        world.clock.advance(age);
        for id in [PLAYER.to_owned(), world.id_of(PLAYER).encoded()] {
            let entry = world.get(&id).await.unwrap();
            assert_eq!((entry.freshness.age, entry.freshness.is_stale()), (age, is_stale));
            assert_eq!(world.queue.len(), refreshes, "{age:?}");
        }
        assert!(world.requests().is_empty(), "{age:?}: Blizzard is not asked");
    }
}

#[tokio::test(start_paused = true)]
async fn a_look_up_has_no_side_effects() {
    let world = World::new().await;
    world.get(PLAYER).await.unwrap();
    world.fake.clear_requests();
    world.clock.advance(2 * HOUR);
    for id in [PLAYER, "Nobody-1"] {
        let player = Player::summary(player_id(id));
        let entry = player.load(&*world.storage).await.unwrap();
        assert_eq!(entry.is_some_and(|entry| entry.is_due), id == PLAYER);
        assert_eq!(world.storage.find_lease(&player.key().to_string()).await.unwrap(), None);
    }
    let key = Key::Player(player_id(world.id_of(PLAYER).as_str()));
    assert_eq!(world.storage.find_lease(&key.to_string()).await.unwrap(), None);
    assert!(world.requests().is_empty() && world.queue.len() == 0);
}

#[tokio::test(start_paused = true)]
async fn what_is_the_same_for_everybody_is_refreshed_when_it_is_stale() {
    let locale = Locale::default();
    data_is_stale_after(&Heroes(locale), DAY).await;
    data_is_stale_after(&Roles(locale), DAY).await;
    data_is_stale_after(&Hero("ana".parse().unwrap(), locale), DAY).await;
    data_is_stale_after(&RateFilters, DAY).await;
    data_is_stale_after(&Search("Cobalt".to_owned()), 10 * MINUTE).await;
    let rates = RatesQuery {
        platform: Platform::Pc,
        gamemode: Gamemode::Competitive,
        region: Region::Europe,
        map: None,
        division: None,
    };
    data_is_stale_after(&HeroRates(rates), HOUR).await;
}

async fn data_is_stale_after<R: Resource>(resource: &R, stale_after: Duration) {
    let world = World::new().await;
    world.request().get(resource).await.unwrap();
    world.fake.clear_requests();
    world.queue.take();
    for (age, is_stale) in
        [(stale_after.saturating_sub(MINUTE), false), (MINUTE, true), (30 * DAY, true)]
    {
        world.clock.advance(age);
        let entry = world.request().get(resource).await.unwrap();
        assert_eq!(entry.freshness.is_stale(), is_stale);
        assert_eq!(world.queue.take().len(), usize::from(is_stale), "{}", resource.key());
    }
    assert!(world.requests().is_empty(), "Blizzard is not asked for {}", resource.key());
}

#[tokio::test(start_paused = true)]
async fn when_blizzard_fails_what_is_stored_is_answered_at_any_age() {
    for fault in [
        Fault::Status(403),
        Fault::TooManyRequests(60),
        Fault::Status(500),
        Fault::Status(503),
        Fault::Garbage("<html>another page</html>".to_owned()),
        Fault::Cut,
        Fault::Hang,
    ] {
        let world = World::new().await;
        let stored = world.career(PLAYER).await;
        world.clock.advance(30 * DAY);
        world.fake.set_fault(Some(fault.clone()));
        assert_eq!(world.career(PLAYER).await, stored);
        assert!(world.work_on_one().await.is_err(), "{fault:?}");
        let entry = world.get(PLAYER).await.unwrap();
        assert_eq!(entry.freshness.age, 30 * DAY, "{fault:?}");
        assert_eq!(entry.value.part.read().unwrap(), stored, "{fault:?}");
        assert!(world.get("Dune-1015").await.is_err(), "{fault:?}: nothing is stored of this one");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_nobody_works_on_blocks_the_next_for_its_lease_alone() {
    let world = World::new().await;
    world.make_due(PLAYER).await;
    world.queue.take();
    for (time, messages) in [(299, 0), (1, 1)] {
        world.clock.advance(Duration::from_secs(time));
        world.get(PLAYER).await.unwrap();
        assert_eq!(world.queue.len(), messages);
    }
}

#[tokio::test(start_paused = true)]
async fn of_those_who_ask_for_one_refresh_at_once_one_is_heard() {
    let world = World::new().await;
    let key = Heroes(Locale::default()).key();
    for sent in [1, 0] {
        let asked = world.cache.ask_for_refreshes([key.clone(), key.clone()], Worker::all()).await;
        assert_eq!(asked.unwrap(), sent);
    }
    assert_eq!(world.queue.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn who_only_looks_at_what_is_stored_asks_blizzard_for_nothing() {
    let world = World::new().await;
    let heroes = || async { Player::stored_heroes(&world.request(), PLAYER).await.unwrap() };
    assert!(heroes().await.is_empty());
    assert!(world.requests().is_empty() && world.queue.len() == 0);
    world.get(PLAYER).await.unwrap();
    assert!(!heroes().await.is_empty());
    world.get("Nobody-1").await.unwrap_err();
    assert!(Player::stored_heroes(&world.request(), "Nobody-1").await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_the_queue_does_not_take_blocks_nobody() {
    let world = World::new().await;
    world.get(PLAYER).await.unwrap();
    world.clock.advance(HOUR);
    world.queue.set_full(true);
    world.get(PLAYER).await.unwrap();
    world.queue.set_full(false);
    world.get(PLAYER).await.unwrap();
    assert_eq!(world.queue.len(), 1);
}
