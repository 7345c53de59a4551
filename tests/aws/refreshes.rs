//! What the queue asks for, through the `refresh` function, and the warm-up.

use std::time::{Duration, SystemTime};

use fake::Fault;
use functions::{
    App, Config, Store,
    events::{Event, Refresh},
};
use overwatch::{Locale, PlayerId};
use service::{
    admin::warm_up::{WarmUp, warm_up},
    queue::Message,
    resources::{Key, Player},
};
use storage::{Housekeeping, Leases, Owner, PlayerProfiles, player::CareerPart};

use crate::support::{
    events,
    world::{HOUR, PLAYER, World},
};

const HEROES: Key = Key::Heroes(Locale::EnUs);

#[tokio::test]
async fn what_is_asked_for_twice_is_refreshed_once() {
    let world = World::new().await;
    let player = stale_player(&world).await;
    deliver(&world, &[&player]).await;
    let requests = world.fake.requests().len();
    assert!(requests > 0);
    assert_eq!(deliver(&world, &[&player, &player]).await, NOTHING_FAILED);
    assert_eq!(world.fake.requests().len(), requests);

    assert_eq!(deliver(&world, &[&message(&Message::Data(HEROES))]).await, NOTHING_FAILED);
    assert_eq!(world.fake.requests().len(), requests + 1);
    assert_eq!(deliver(&world, &[&message(&Message::Data(HEROES))]).await, NOTHING_FAILED);
    assert_eq!(world.fake.requests().len(), requests + 1);
    world.clock.advance(HOUR * 24);
    deliver(&world, &[&message(&Message::Data(HEROES))]).await;
    assert_eq!(world.fake.requests().len(), requests + 2);
}

#[tokio::test]
async fn a_poison_message_fails_alone() {
    let world = World::new().await;
    let player = stale_player(&world).await;
    let failed = deliver(&world, &["", "poison", r#"{"Player":"a/b"}"#, &player]).await;
    assert_eq!(failed, [0, 1, 2]);
    assert!(!is_leased(&world).await, "refreshed");
}

#[tokio::test]
async fn what_blizzard_refuses_is_not_tried_again_by_the_queue() {
    let world = World::new().await;
    let key = stale_player_nobody_refreshes(&world).await;
    for fault in [Fault::Status(403), Fault::Status(500), Fault::Cut] {
        let player = request_refresh(&world, &key).await;
        world.fake.set_fault(Some(fault.clone()));
        assert_eq!(deliver(&world, &[&player]).await, NOTHING_FAILED, "{fault:?}");
        assert!(is_leased(&world).await, "{fault:?}");
        world.clock.advance(HOUR);
    }
}

#[tokio::test]
async fn what_we_cannot_read_or_store_goes_back_to_the_queue() {
    let world = World::new().await;
    let player = stale_player(&world).await;
    let id = world.fake.with_site(|site| {
        let player = site.player_mut(PLAYER).unwrap();
        player.career.summary.last_updated_at = Some(1_799_000_000);
        player.id.encoded()
    });
    let page = format!("/en-us/career/{id}");
    world.fake.set_fault_under(&page, Fault::Garbage("<html>another page</html>".to_owned()));
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
    let (cache, queue) = world.with_queue(true);
    let first = warm_up(&cache).await.unwrap();
    assert_eq!(first, WarmUp { asked: queue.sent().len(), left: 0 });
    assert!(first.asked > 60, "{first:?}");
    assert_eq!(warm_up(&cache).await.unwrap(), WarmUp { asked: 0, left: first.asked });

    let asked = queue.sent();
    assert!(asked.contains(&(Message::Data(HEROES), Duration::ZERO)));
    for (asked, _) in &asked {
        deliver(&world, &[&message(asked)]).await;
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
    stale_player_nobody_refreshes(&world).await;
    let (cache, queue) = world.with_queue(false);
    for times in 1..3 {
        Player::get(&cache, PLAYER, Player::summary).await.unwrap();
        assert_eq!(queue.sent().len(), times);
    }
    queue.take();
    let first = warm_up(&cache).await.unwrap();
    assert_eq!((first.asked, queue.take().len()), (0, first.left));
    assert_eq!(warm_up(&cache).await.unwrap(), first);
    assert_eq!(queue.take().len(), first.left, "asked for once more");
}

const NOTHING_FAILED: [usize; 0] = [];

/// Delivers messages to the function; the numbers of those that failed.
async fn deliver(world: &World, bodies: &[&str]) -> Vec<usize> {
    let config = Config::with_database(world.database.url.clone()).unwrap();
    let store = Store { storage: world.storage.clone(), config };
    let app = App { cache: world.cache.clone(), store };
    let event = events::messages(bodies.iter().copied());
    let event = serde_json::from_value(event).unwrap();
    events::failed(&Refresh::handle(&app, event, SystemTime::now()).await.unwrap())
}

fn message(message: &Message) -> String {
    serde_json::to_string(message).unwrap()
}

/// A message that requests a refresh of a stored player who was not refreshed for two hours.
async fn stale_player(world: &World) -> String {
    let key = stale_player_nobody_refreshes(world).await;
    request_refresh(world, &key).await
}

async fn stale_player_nobody_refreshes(world: &World) -> Key {
    world.get(&format!("/players/{PLAYER}")).await;
    world.clock.advance(HOUR * 2);
    world.fake.clear_requests();
    let id = world.fake.with_site(|site| site.player_mut(PLAYER).unwrap().id.clone());
    Key::Player(PlayerId::BlizzardId(id))
}

/// Acquires the lease of a refresh, and gives the message that hands it over.
async fn request_refresh(world: &World, key: &Key) -> String {
    let owner = Owner::random().unwrap();
    assert!(world.storage.acquire_lease(&key.lease(owner), HOUR).await.unwrap());
    message(&Message::Refresh(key.clone(), owner))
}

async fn is_leased(world: &World) -> bool {
    let id: PlayerId = PLAYER.parse().unwrap();
    let profile = world.storage.find_player_profile(&id, CareerPart::Summary).await.unwrap();
    profile.unwrap().is_leased
}
