//! Many at once: what is stored is answered at once, and the rest is fetched together, as politely as one by one.

use std::{net::IpAddr, time::Duration};

use fake::{Fault, Site};
use overwatch::{HeroKey, Locale};
use service::{
    Error,
    batch::Got,
    gate::{Client, Limits},
    queue::{Message, Outcome},
    resources::{Hero, Heroes, Key, Player},
};
use storage::{
    Leases, RateLimiting,
    rate_limiter::{Outcome as Answer, Reservation, Urgency},
};
use tokio::time::sleep;

use crate::world::{HOUR, MINUTE, OTHER, PLAYER, World, timed};

const SECOND: Duration = Duration::from_secs(1);
const RATE_LIMITED: Limits = Limits::Shared { share: None };

/// What the delay between requests is at least.
const FLOOR: Duration = Duration::from_millis(100);

/// Fifty players whom Blizzard knows.
fn crowd(world: &World) -> Vec<String> {
    let site = Site::with_players(50);
    let battletags = site.battletags().iter().map(|tag| tag.as_str().to_owned()).collect();
    world.fake.with_site(|old| *old = site);
    battletags
}

fn pending(results: &[Got<Player>]) -> usize {
    results.iter().filter(|result| result.as_ref().is_err_and(Error::is_pending)).count()
}

/// Lets Blizzard answer until it may be asked as often as it ever may.
async fn reach_the_floor(world: &World) {
    reach(world, FLOOR).await;
}

/// The same up to a delay between requests.
async fn reach(world: &World, delay: Duration) {
    while world.storage.find_rate_limiter().await.unwrap().delay > delay {
        match world.storage.reserve_slot(Urgency::Foreground, HOUR).await.unwrap() {
            Reservation::Given(slot) => {
                world.clock.advance(slot.wait);
                world.storage.report(&slot, Answer::Answered).await.unwrap();
            }
            Reservation::TooFar(wait) => panic!("not before {wait:?}"),
        }
    }
}

/// Works on all messages until none is left.
async fn work_on_all(world: &World) {
    while world.queue.len() > 0 {
        for result in world.work().await {
            result.unwrap();
        }
        world.clock.advance(SECOND);
    }
}

#[tokio::test(start_paused = true)]
async fn each_of_many_is_what_it_would_be_alone() {
    let world = World::new().await;
    let ids = [PLAYER, "Nobody-1", "a/b", OTHER, &world.id_of(PLAYER).encoded(), ""];
    let ids = ids.map(str::to_owned);
    world.get(PLAYER).await.unwrap();
    for _ in ["new", "stored"] {
        let many = world.get_many(&ids).await;
        assert_eq!(many.len(), ids.len());
        for (id, result) in ids.iter().zip(many) {
            let alone = Player::get(&world.request(), id, Player::summary).await;
            match (result, alone) {
                (Ok(result), Ok(alone)) => assert_eq!(result, alone, "{id}"),
                (Err(Error::UnknownPlayer(result)), Err(Error::UnknownPlayer(alone))) => {
                    assert_eq!(result, alone, "{id}");
                }
                other => panic!("{id}: {other:?}"),
            }
        }
        world.fake.clear_requests();
    }
    world.get_many(&ids).await;
    assert!(world.requests().is_empty(), "all of it is known");
}

#[tokio::test(start_paused = true)]
async fn one_failure_is_no_failure_of_the_others() {
    let world = World::new().await;
    let fault = Fault::Status(500);
    world.fake.set_fault_under(&format!("/en-us/career/{OTHER}"), fault);
    let results = world.get_many(&[OTHER, PLAYER].map(str::to_owned)).await;
    assert!(matches!(results[0], Err(Error::Blizzard(_))), "{:?}", results[0]);
    results[1].as_ref().unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_is_due_is_asked_for_once() {
    let world = World::new().await;
    let mut ids = crowd(&world);
    world.get_many(&ids).await;
    world.clock.advance(2 * HOUR);
    ids.push(world.id_of(PLAYER).encoded());
    world.fake.clear_requests();
    for _ in 0..3 {
        let results = world.get_many(&ids).await;
        assert!(results.iter().flatten().all(|player| player.freshness.is_stale()));
        assert_eq!(world.queue.len(), 50, "one for each player, by whatever name");
    }
    assert!(world.requests().is_empty(), "the answer waits for nobody");
    for result in world.work().await {
        result.unwrap();
    }
    assert!(world.get_many(&ids).await.iter().flatten().all(|player| !player.freshness.is_stale()));
}

#[tokio::test(start_paused = true)]
async fn ten_new_ones_among_fifty_are_there_in_time() {
    let world = World::with_limits(RATE_LIMITED).await;
    let ids = crowd(&world);
    reach_the_floor(&world).await;
    for some in ids[..40].chunks(10) {
        assert_eq!(pending(&world.get_many(some).await), 0);
    }
    world.let_time_pass();
    world.fake.set_fault(Some(Fault::Delay(2 * SECOND)));
    let (results, elapsed) = timed(world.get_many(&ids)).await;
    assert!(elapsed < 8 * SECOND, "{elapsed:?}");
    assert!(results.iter().all(Result::is_ok), "{} pending", pending(&results));
    assert_eq!(world.queue.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_there_is_no_time_for_is_left_to_the_queue_and_nothing_is_asked_in_vain() {
    let world = World::with_limits(RATE_LIMITED).await;
    let ids = crowd(&world)[..10].to_vec();
    reach(&world, SECOND / 2).await;
    let results = world.get_many(&ids).await;
    let begun = ids.len() - pending(&results);
    assert!((3..=5).contains(&begun), "half a second lies between two requests: {begun}");
    assert!(results[..begun].iter().all(Result::is_ok), "in the order asked");
    let asked = world.requests();
    let pages = asked.iter().filter(|path| path.contains("%7C")).count();
    let searches = asked.iter().filter(|path| path.contains("/search/")).count();
    assert_eq!((pages, searches), (begun, begun), "{asked:?}");
    assert_eq!(world.queue.len(), ids.len() - begun);

    // Who asks again in the meantime sends no message and no request.
    world.let_time_pass();
    for _ in 0..5 {
        assert_eq!(pending(&world.get_many(&ids).await), ids.len() - begun);
    }
    assert_eq!(world.queue.len(), ids.len() - begun);
    assert!(world.requests().is_empty());

    work_on_all(&world).await;
    world.fake.clear_requests();
    assert!(world.get_many(&ids).await.iter().all(Result::is_ok));
    assert!(world.requests().is_empty(), "it is stored");
}

#[tokio::test(start_paused = true)]
async fn a_batch_whose_answers_never_come_goes_on_behind_the_response() {
    let world = World::new().await;
    world.let_time_pass();
    world.fake.set_fault(Some(Fault::Hang));
    let ids = [PLAYER, OTHER].map(str::to_owned);
    let (results, elapsed) = timed(world.get_many(&ids)).await;
    assert_eq!(pending(&results), 2);
    assert!(elapsed < 9 * SECOND, "{elapsed:?}");
    let messages = world.queue.take();
    assert!(messages.iter().all(|message| matches!(message, Message::FirstFetch(..))));
    world.fake.set_fault(None);
    for message in messages {
        assert_eq!(world.cache.work(&message).await.unwrap(), Outcome::Updated);
    }
    assert!(world.get_many(&ids).await.iter().all(Result::is_ok));
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_takes_nothing_leaves_no_lease() {
    let world = World::new().await;
    world.let_time_pass();
    world.fake.set_fault(Some(Fault::Hang));
    world.queue.set_full(true);
    let ids = [PLAYER, OTHER].map(str::to_owned);
    assert_eq!(pending(&world.get_many(&ids).await), 2);
    for id in ids {
        let lease = world.storage.find_lease(&format!("player:{id}")).await.unwrap();
        assert_eq!(lease, None, "{id} can be fetched at once");
    }
}

/// Who asks for one player does not stand behind fifty of another client.
#[tokio::test(start_paused = true)]
async fn a_batch_reserves_one_slot_at_a_time() {
    let world = World::with_slots_that_take_time().await;
    let ids = crowd(&world);
    let another = async {
        sleep(SECOND).await;
        match world.storage.reserve_slot(Urgency::Foreground, HOUR).await.unwrap() {
            Reservation::Given(slot) => slot.wait,
            Reservation::TooFar(wait) => panic!("not before {wait:?}"),
        }
    };
    let (_, wait) = tokio::join!(world.get_many(&ids), another);
    assert!(wait <= 4 * SECOND, "one is the batch's: {wait:?}");
}

#[tokio::test(start_paused = true)]
async fn each_new_one_counts_towards_the_clients_share() {
    let world = World::with_limits(Limits::Shared { share: Some(3) }).await;
    let ids = crowd(&world);
    reach_the_floor(&world).await;
    let ids: Vec<&str> = ids[..5].iter().map(String::as_str).collect();
    let client = Client::from("192.0.2.1".parse::<IpAddr>().unwrap());
    let get = async || {
        let cache = world.cache.for_client(Some(client));
        Player::get_many(&cache, &ids, Player::summary).await.unwrap()
    };
    for _ in 0..3 {
        let results = get().await;
        assert!(results[..3].iter().all(Result::is_ok), "the first of them");
        for result in &results[3..] {
            assert!(matches!(result, Err(Error::TooManyRequests(wait)) if *wait <= MINUTE));
        }
    }
    let asked = world.requests();
    let pages = asked.iter().filter(|path| path.contains("%7C")).count();
    assert_eq!((pages, world.queue.len()), (3, 0), "nor is the rest fetched behind the answer");
    for id in &ids[3..] {
        let lease = world.storage.find_lease(&format!("player:{id}")).await.unwrap();
        assert_eq!(lease, None, "another client may fetch {id}");
    }
    world.clock.advance(MINUTE);
    assert!(get().await.iter().all(Result::is_ok));
}

#[tokio::test(start_paused = true)]
async fn two_batches_at_once_make_one_fetch_of_each() {
    let world = World::new().await;
    world.let_time_pass();
    world.fake.set_fault(Some(Fault::Delay(SECOND)));
    let ids = crowd(&world)[..10].to_vec();
    let (one, other) = tokio::join!(world.get_many(&ids), world.get_many(&ids));
    assert!(one.iter().chain(&other).all(Result::is_ok));
    let asked = world.requests();
    let pages = asked.iter().filter(|path| path.contains("%7C")).count();
    assert_eq!(pages, ids.len(), "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn unknown_players_are_not_asked_for_again_and_again() {
    let world = World::new().await;
    let ids: Vec<String> = (0..50).map(|number| format!("Nobody-{number}")).collect();
    for requests in [50, 0, 0] {
        let results = world.get_many(&ids).await;
        assert!(results.iter().all(|result| matches!(result, Err(Error::UnknownPlayer(_)))));
        let asked = world.requests();
        let pages = asked.iter().filter(|path| path.contains("/career/")).count();
        assert_eq!((pages, world.queue.len()), (requests, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn heroes_that_are_missing_are_asked_for_once() {
    let world = World::new().await;
    let locale = Locale::default();
    let list = world.request().get(&Heroes(locale)).await.unwrap();
    let all = list.value.into_content().unwrap().len();
    let ana: HeroKey = "ana".parse().unwrap();
    world.request().get(&Hero(ana.clone(), locale)).await.unwrap();
    world.fake.clear_requests();
    for _ in 0..3 {
        let stored = Hero::all_stored(&world.request(), locale).await.unwrap();
        assert_eq!(stored.heroes.iter().map(|(key, _)| key).collect::<Vec<_>>(), [&ana]);
        assert!(!stored.is_complete);
        assert_eq!(world.queue.len(), all - 1);
    }
    assert!(world.requests().is_empty(), "the answer waits for nobody");
    for result in world.work().await {
        result.unwrap();
    }
    let stored = Hero::all_stored(&world.request(), locale).await.unwrap();
    assert_eq!((stored.heroes.len(), stored.is_complete), (all, true));
    assert!(stored.heroes.is_sorted_by_key(|(key, _)| key.clone()));

    world.clock.advance(25 * HOUR);
    Hero::all_stored(&world.request(), locale).await.unwrap();
    let messages = world.queue.take();
    let refreshes =
        messages.iter().filter(|message| matches!(message, Message::Refresh(Key::Hero(..), _)));
    assert_eq!(refreshes.count(), all, "stale ones are answered, and refreshed");
}
