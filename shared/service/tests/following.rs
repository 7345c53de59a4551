//! Who was asked for, and is refreshed because of it, in slots that nobody else wants.

use std::time::Duration;

use fake::Fault;
use overwatch::PlayerId;
use service::{
    Error,
    admin::follow::{Followed, Following, follow_players},
    gate::Limits,
    queue::{Message, Outcome},
    resources::{Key, Player, player::Part},
};
use storage::{
    Housekeeping, Leases, Owner, PlayerProfiles, RateLimiting,
    player::CareerPart,
    rate_limiter::{Reservation, Urgency},
};

use crate::world::{DAY, HOUR, MINUTE, OTHER, PLAYER, World, player_id};

const SECOND: Duration = Duration::from_secs(1);
const RATE_LIMITED: Limits = Limits::Shared { share: None };

async fn is_noted(world: &World, id: &str) -> Option<bool> {
    let found = world.storage.find_player_profile(&player_id(id), CareerPart::Summary).await;
    found.unwrap().map(|profile| profile.is_noted)
}

async fn age(world: &World, id: &str) -> Duration {
    let found = world.storage.find_player_profile(&player_id(id), CareerPart::Summary).await;
    found.unwrap().unwrap().age
}

fn daily() -> Following {
    Following { asked_within: Some(30 * DAY), always: Vec::new() }
}

async fn follow(world: &World, following: &Following) -> (usize, usize) {
    let Followed { hourly, daily } = follow_players(&world.cache, following).await.unwrap();
    (hourly, daily)
}

#[tokio::test(start_paused = true)]
async fn whatever_a_client_asks_for_of_a_player_is_noted() {
    asking_is_noted(Player::summary).await;
    asking_is_noted(Player::whole).await;
    asking_is_noted(Player::values).await;
    asking_is_noted(Player::snapshot).await;
}

async fn asking_is_noted<P: Part>(part: fn(PlayerId) -> Player<P>) {
    let world = World::new().await;
    let get = async || {
        Player::get(&world.request(), PLAYER, part).await.unwrap();
        is_noted(&world, PLAYER).await
    };
    assert_eq!(get().await, Some(true), "a first fetch");
    world.clock.advance(DAY);
    assert_eq!(is_noted(&world, PLAYER).await, Some(false));
    assert_eq!(get().await, Some(true), "a stale one");
    world.clock.advance(DAY);
    world.cache.in_background().refresh_now(&by_id(&world)).await.unwrap();
    assert_eq!(is_noted(&world, PLAYER).await, Some(false), "nobody asked");
    assert_eq!(get().await, Some(true), "a fresh one");
}

#[tokio::test(start_paused = true)]
async fn so_is_a_first_fetch_that_goes_on_behind_the_response() {
    let world = World::new().await;
    world.fake.set_fault(Some(Fault::Hang));
    world.get(PLAYER).await.unwrap_err();
    world.fake.set_fault(None);
    assert_eq!(world.work_on_one().await.unwrap(), Outcome::Updated);
    assert_eq!(is_noted(&world, PLAYER).await, Some(true));
}

#[tokio::test(start_paused = true)]
async fn so_are_many_at_once() {
    let world = World::new().await;
    for _ in 0..2 {
        let got = Player::get_many(&world.request(), &[PLAYER, OTHER], Player::summary).await;
        assert!(got.unwrap().iter().all(Result::is_ok));
        for id in [PLAYER, OTHER] {
            assert_eq!(is_noted(&world, id).await, Some(true), "fetched, or stored");
        }
        world.clock.advance(DAY);
    }
}

fn by_id(world: &World) -> Key {
    Key::Player(PlayerId::BlizzardId(world.id_of(PLAYER)))
}

#[tokio::test(start_paused = true)]
async fn who_was_asked_for_is_refreshed_daily_and_nobody_once_that_is_long_ago() {
    let world = World::new().await;
    world.get(PLAYER).await.unwrap();
    let mut days = 0;
    for _ in 0..24 * 40 {
        world.clock.advance(HOUR);
        follow(&world, &daily()).await;
        days += world.work().await.len();
        assert!(days >= 29 || age(&world, PLAYER).await < DAY);
    }
    assert_eq!(days, 29, "and then nobody was followed any more");
    assert_eq!(follow(&world, &Following::default()).await, (0, 0));
}

#[tokio::test(start_paused = true)]
async fn those_named_are_refreshed_every_hour_also_before_anybody_asked() {
    let world = World::new().await;
    let always = vec![player_id(PLAYER), player_id("Nobody-1")];
    let following = Following { asked_within: None, always };
    assert_eq!(follow(&world, &following).await, (2, 0));
    let outcomes = world.work().await;
    assert!(
        matches!(&outcomes[..], [Ok(Outcome::Updated), Err(Error::UnknownPlayer(_))]),
        "{outcomes:?}"
    );
    assert_eq!(is_noted(&world, PLAYER).await, Some(false), "no client asked");
    assert_eq!(follow(&world, &following).await, (0, 0), "one is fresh, one is unknown");
    for _ in 0..3 {
        world.clock.advance(HOUR);
        follow(&world, &following).await;
        world.work().await;
        assert!(age(&world, PLAYER).await.is_zero());
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_who_asks_sooner_does_not_wait_for_it() {
    let world = World::new().await;
    world.get(PLAYER).await.unwrap();
    world.clock.advance(DAY);
    assert_eq!(follow(&world, &daily()).await, (0, 1));
    let message = world.queue.take().remove(0);
    assert!(matches!(message, Message::Follow(..)));
    world.get(PLAYER).await.unwrap();
    assert_eq!(world.queue.len(), 1, "its own refresh is asked for");
    assert_eq!(world.cache.work(&message).await.unwrap(), Outcome::Duplicate);
    assert_eq!(world.work_on_one().await.unwrap(), Outcome::Unchanged);
    world.fake.clear_requests();
    assert_eq!(world.cache.work(&message).await.unwrap(), Outcome::Unchanged);
    assert!(world.requests().is_empty(), "it is fresh");
}

#[tokio::test(start_paused = true)]
async fn a_player_who_was_forgotten_meanwhile_stays_so() {
    let world = World::new().await;
    world.get(PLAYER).await.unwrap();
    world.clock.advance(DAY);
    follow(&world, &daily()).await;
    world.storage.forget_player(&player_id(PLAYER)).await.unwrap();
    assert_eq!(world.work_on_one().await.unwrap(), Outcome::Gone);
    assert_eq!(is_noted(&world, PLAYER).await, None);
}

#[tokio::test(start_paused = true)]
async fn clients_and_other_refreshes_go_first() {
    let world = World::with_limits(RATE_LIMITED).await;
    world.get(PLAYER).await.unwrap();
    world.get(OTHER).await.unwrap();
    world.clock.advance(DAY);
    follow(&world, &daily()).await;
    let message = world.queue.take().remove(0);
    for _ in 0..3 {
        world.storage.reserve_slot(Urgency::Foreground, HOUR).await.unwrap();
    }
    world.fake.clear_requests();
    assert_eq!(world.cache.work(&message).await.unwrap(), Outcome::Postponed);
    assert!(world.requests().is_empty());
    world.clock.advance(6 * SECOND);
    world.get(OTHER).await.unwrap();
    let refresh = world.queue.take().pop().unwrap();
    assert!(matches!(refresh, Message::Refresh(..)));
    assert_eq!(world.cache.work(&refresh).await.unwrap(), Outcome::Unchanged);
    world.clock.advance(MINUTE);
    assert_eq!(world.cache.work(&message).await.unwrap(), Outcome::Unchanged);
    let next = world.storage.reserve_slot(Urgency::Foreground, HOUR).await.unwrap();
    assert!(
        matches!(next, Reservation::Given(slot) if slot.wait.is_zero()),
        "nobody waits because of it: {next:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_refusal_postpones_it_and_what_came_to_nothing_is_asked_for_again() {
    let world = World::with_limits(RATE_LIMITED).await;
    world.get(PLAYER).await.unwrap();
    world.clock.advance(DAY);
    follow(&world, &daily()).await;
    let message = world.queue.take().remove(0);
    world.fake.set_fault(Some(Fault::Status(403)));
    world.get(OTHER).await.unwrap_err();
    world.queue.take();
    world.fake.set_fault(None);
    world.clock.advance(5 * MINUTE);
    world.fake.clear_requests();
    assert_eq!(world.cache.work(&message).await.unwrap(), Outcome::Postponed);
    assert_eq!(world.queue.take(), std::slice::from_ref(&message));
    assert!(world.requests().is_empty(), "for ten minutes more");
    world.clock.advance(50 * MINUTE);
    let slot = world.storage.reserve_slot(Urgency::Foreground, HOUR).await.unwrap();
    assert!(matches!(slot, Reservation::Given(_)));
    assert_eq!(world.cache.work(&message).await.unwrap(), Outcome::Dropped);
    world.clock.advance(10 * MINUTE);
    assert_eq!(world.queue.len(), 0);
    assert_eq!(follow(&world, &daily()).await, (0, 1), "the next run asks again");
    assert_eq!(world.work_on_one().await.unwrap(), Outcome::Unchanged);
}

#[tokio::test(start_paused = true)]
async fn somebody_elses_refresh_makes_it_superfluous() {
    let world = World::new().await;
    world.get(PLAYER).await.unwrap();
    world.clock.advance(DAY);
    follow(&world, &daily()).await;
    let lease = by_id(&world).lease(Owner::random().unwrap());
    assert!(world.storage.acquire_lease(&lease, HOUR).await.unwrap());
    assert_eq!(world.work_on_one().await.unwrap(), Outcome::Duplicate);
}

#[tokio::test(start_paused = true)]
async fn what_the_queue_does_not_take_is_not_counted() {
    let world = World::new().await;
    world.get(PLAYER).await.unwrap();
    world.clock.advance(DAY);
    world.queue.set_full(true);
    assert_eq!(follow(&world, &daily()).await, (0, 0));
    world.queue.set_full(false);
    assert_eq!(follow(&world, &daily()).await, (0, 1));
}
