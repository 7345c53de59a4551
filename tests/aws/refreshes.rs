//! What the queue asks for, through the `refresh` function, and the warm-up.

use std::time::Duration;

use fake::Fault;
use functions::{
    App, Config,
    events::{self, Event},
};
use overwatch::{Locale, PlayerId};
use service::{WarmUp, data::DataKey, refresh_queue::Refresh};
use storage::{Housekeeping, PlayerProfiles, player::CareerPart};

use crate::support::{
    events,
    world::{HOUR, PLAYER, World},
};

const HEROES: Refresh = Refresh::Data(DataKey::Heroes(Locale::EnUs));

#[tokio::test]
async fn what_is_asked_for_twice_is_refreshed_once() {
    let world = World::new().await;
    let player = stale_player(&world).await;
    deliver(&world, &[&player]).await;
    let requests = world.fake.requests().len();
    assert!(requests > 0);
    assert_eq!(deliver(&world, &[&player, &player]).await, NOTHING_FAILED);
    assert_eq!(world.fake.requests().len(), requests);

    assert_eq!(deliver(&world, &[&message(&HEROES)]).await, NOTHING_FAILED);
    assert_eq!(world.fake.requests().len(), requests + 1);
    assert_eq!(deliver(&world, &[&message(&HEROES)]).await, NOTHING_FAILED);
    assert_eq!(world.fake.requests().len(), requests + 1);
    world.clock.advance(HOUR * 24);
    deliver(&world, &[&message(&HEROES)]).await;
    assert_eq!(world.fake.requests().len(), requests + 2);
}

#[tokio::test]
async fn a_poison_message_fails_alone() {
    let world = World::new().await;
    let player = stale_player(&world).await;
    let failed = deliver(&world, &["", "poison", r#"{"Player":"a/b"}"#, &player]).await;
    assert_eq!(failed, [0, 1, 2]);
    assert!(!is_claimed(&world).await, "refreshed");
}

#[tokio::test]
async fn what_blizzard_refuses_is_not_tried_again_by_the_queue() {
    let world = World::new().await;
    let player = stale_player(&world).await;
    for fault in [Fault::Status(403), Fault::Status(500), Fault::Cut] {
        world.fake.set_fault(Some(fault.clone()));
        assert_eq!(deliver(&world, &[&player]).await, NOTHING_FAILED, "{fault:?}");
        assert!(is_claimed(&world).await, "{fault:?}");
    }
}

#[tokio::test]
async fn what_we_cannot_read_or_store_goes_back_to_the_queue() {
    let world = World::new().await;
    let player = stale_player(&world).await;
    world.fake.set_fault(Some(Fault::Garbage("<html>another page</html>".to_owned())));
    assert_eq!(deliver(&world, &[&player]).await, [0]);
    world.fake.set_fault(None);
    world.fake.clear_requests();
    world.storage.close().await;
    assert_eq!(deliver(&world, &[&player]).await, [0]);
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_warm_up_asks_once_for_all_that_is_missing() {
    let world = World::new().await;
    let (service, queue) = world.with_queue(true);
    let first = service.warm_up().await.unwrap();
    assert_eq!(first, WarmUp { asked: queue.asked().len(), left: 0 });
    assert!(first.asked > 60, "{first:?}");
    assert_eq!(service.warm_up().await.unwrap(), WarmUp { asked: 0, left: first.asked });

    let asked = queue.asked();
    assert!(asked.contains(&(HEROES, Duration::ZERO)));
    for (refresh, _) in &asked {
        deliver(&world, &[&message(refresh)]).await;
    }
    world.fake.clear_requests();
    for path in [
        "/heroes?locale=fr-fr",
        "/heroes/ana",
        "/roles?locale=ja-jp",
        "/heroes/stats?platform=pc&gamemode=competitive&region=europe",
    ] {
        assert_eq!(world.get(path).await.status, 200, "{path}");
    }
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn what_the_queue_refused_may_be_asked_for_at_once() {
    let world = World::new().await;
    stale_player_unclaimed(&world).await;
    let (service, queue) = world.with_queue(false);
    for times in 1..3 {
        service.player(PLAYER, CareerPart::Summary).await.unwrap();
        assert_eq!(queue.asked().len(), times);
    }
    let first = service.warm_up().await.unwrap();
    assert_eq!(first.asked, 0);
    assert_eq!(service.warm_up().await.unwrap(), first);
}

const NOTHING_FAILED: [usize; 0] = [];

/// Delivers messages to the function; the numbers of those that failed.
async fn deliver(world: &World, bodies: &[&str]) -> Vec<usize> {
    let config = Config::with_database(world.database.url.clone()).unwrap();
    let app = App { service: world.service.clone(), config };
    let event = events::messages(bodies.iter().copied());
    let event = serde_json::from_value(event).unwrap();
    events::failed(&RefreshFromQueue::handle(&app, event).await.unwrap())
}

fn message(refresh: &Refresh) -> String {
    serde_json::to_string(refresh).unwrap()
}

/// A stored player that was not refreshed for two hours, claimed; the message that asks for it.
async fn stale_player(world: &World) -> String {
    let id = stale_player_unclaimed(world).await;
    let Refresh::Player(player) = &id else { unreachable!() };
    assert!(world.storage.claim_refresh(player, HOUR).await.unwrap());
    message(&id)
}

async fn stale_player_unclaimed(world: &World) -> Refresh {
    world.get(&format!("/players/{PLAYER}")).await;
    world.clock.advance(HOUR * 2);
    world.fake.clear_requests();
    Refresh::Player(world.fake.with_site(|site| site.player_mut(PLAYER).unwrap().id.clone()))
}

async fn is_claimed(world: &World) -> bool {
    let id: PlayerId = PLAYER.parse().unwrap();
    let profile = world.storage.find_player_profile(&id, CareerPart::Summary).await.unwrap();
    profile.unwrap().refresh_claimed
}
