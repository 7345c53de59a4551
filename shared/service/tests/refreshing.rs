//! What a refresh asks Blizzard for, and what it stores.

use fake::{Fault, Player as FakePlayer};
use service::{
    Error,
    queue::{Message, Outcome},
    resources::Key,
};
use storage::{Leases, Owner, PlayerProfiles};
use tokio::join;

use crate::world::{HOUR, MINUTE, OTHER, PLAYER, World, player_id};

const SEARCH: &str = "/en-us/search/";

#[tokio::test(start_paused = true)]
async fn a_career_that_search_calls_unchanged_is_confirmed_without_its_page() {
    let world = World::new().await;
    world.make_due(PLAYER).await;
    assert_eq!(world.work_on_one().await.unwrap(), Outcome::Unchanged);
    assert_eq!(world.requests().len(), 1, "search alone");
    assert!(world.get(PLAYER).await.unwrap().freshness.age.is_zero());
}

#[tokio::test(start_paused = true)]
async fn new_pictures_and_titles_are_stored_although_the_career_is_unchanged() {
    let changes: [fn(&mut FakePlayer); 4] = [
        |player| player.career.summary.namecard = Some("https://images.example/new.png".to_owned()),
        |player| player.career.summary.avatar = Some("https://images.example/new.png".to_owned()),
        |player| player.career.summary.title = Some("New".to_owned()),
        |player| player.career.summary.title = None,
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let world = World::new().await;
        let before = world.get(PLAYER).await.unwrap();
        let on_page = before.value.part.read().unwrap().summary.title;
        world.make_due(PLAYER).await;
        world.change(PLAYER, change);
        assert_eq!(world.work_on_one().await.unwrap(), Outcome::Updated);
        assert_eq!(world.requests().len(), 1, "search alone");
        let entry = world.get(PLAYER).await.unwrap();
        assert!(entry.freshness.age.is_zero());
        assert_eq!(entry.last_modified, before.last_modified);
        let mut expected = before.value.part.read().unwrap();
        let shown =
            world.fake.with_site(|site| site.player_mut(PLAYER).unwrap().career.summary.clone());
        expected.summary.namecard = shown.namecard;
        expected.summary.avatar = shown.avatar;
        expected.summary.title = shown.title.or(on_page);
        assert_eq!(entry.value.part.read().unwrap(), expected, "change {number}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_career_that_changed_is_fetched() {
    let world = World::new().await;
    world.make_due(PLAYER).await;
    world.update(PLAYER, |player| player.career.stats = None);
    world.update(PLAYER, |player| player.career.summary.competitive = None);
    assert_eq!(world.work_on_one().await.unwrap(), Outcome::Updated);
    assert_eq!(world.career(PLAYER).await.stats, None, "it became private");
}

#[tokio::test(start_paused = true)]
async fn a_search_that_fails_keeps_no_profile_from_being_refreshed() {
    for fault in [
        Fault::Status(500),
        Fault::Status(404),
        Fault::Garbage("{\"another\": \"shape\"}".to_owned()),
        Fault::Cut,
        Fault::Hang,
    ] {
        let world = World::new().await;
        let before = world.career(PLAYER).await;
        world.make_due(PLAYER).await;
        world.update(PLAYER, |player| player.career.summary.endorsement = None);
        world.fake.set_fault_under(SEARCH, fault.clone());
        assert_eq!(world.work_on_one().await.unwrap(), Outcome::Updated, "{fault:?}");
        let entry = world.get(PLAYER).await.unwrap();
        let after = entry.value.part.read().unwrap();
        assert_ne!(after.summary.endorsement, before.summary.endorsement, "{fault:?}");
        assert_eq!(after.summary.namecard, before.summary.namecard, "the search entry stays");
        assert_eq!(entry.freshness.stale_after, HOUR, "and nothing is missing");
    }
}

#[tokio::test(start_paused = true)]
async fn who_never_had_a_search_entry_misses_none_when_search_fails() {
    let world = World::new().await;
    world.change(PLAYER, |player| player.is_public = false);
    world.make_due(PLAYER).await;
    world.fake.set_fault_under(SEARCH, Fault::Status(500));
    assert_eq!(world.work_on_one().await.unwrap(), Outcome::Updated);
    assert_eq!(world.get(PLAYER).await.unwrap().freshness.stale_after, HOUR);
}

#[tokio::test(start_paused = true)]
async fn what_lacks_its_search_entry_is_fresh_for_half_as_long_and_asked_for_again_once() {
    for id in [PLAYER.to_owned(), World::new().await.id_of(PLAYER).encoded()] {
        let world = World::new().await;
        world.fake.set_fault_under(SEARCH, Fault::Status(500));
        let first = world.get(&id).await.unwrap();
        assert_eq!(first.freshness.stale_after, HOUR / 2);
        assert_eq!(world.queue.len(), 1, "{id}: asked for again");
        let again = world.get(&id).await.unwrap();
        assert_eq!(again.freshness.stale_after, HOUR / 2);
        assert_eq!(world.queue.len(), 1, "{id}: but once");
        assert_eq!(world.work_on_one().await.unwrap(), Outcome::Updated);
        assert_eq!(world.get(&id).await.unwrap().freshness.stale_after, HOUR / 2, "still missing");

        world.clock.advance(HOUR / 2);
        assert!(world.get(&id).await.unwrap().freshness.is_stale());
        world.fake.set_fault(None);
        assert_eq!(world.work_on_one().await.unwrap(), Outcome::Updated);
        let entry = world.get(&id).await.unwrap();
        assert_eq!(entry.freshness.stale_after, HOUR);
        assert!(entry.value.part.read().unwrap().summary.namecard.is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_delivered_twice_is_worked_on_once() {
    let world = World::new().await;
    world.make_due(PLAYER).await;
    let message = world.queue.take().remove(0);
    let (one, two) = join!(world.cache.work(&message), world.cache.work(&message));
    let outcomes = [one.unwrap(), two.unwrap()];
    assert!(outcomes.contains(&Outcome::Duplicate), "{outcomes:?}");
    assert!(outcomes.contains(&Outcome::Unchanged), "{outcomes:?}");
    assert_eq!(world.cache.work(&message).await.unwrap(), Outcome::Duplicate, "nor later");
    assert_eq!(world.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn messages_of_the_version_before_are_worked_on() {
    let world = World::new().await;
    world.make_due(PLAYER).await;
    let refresh = world.queue.take().remove(0);
    let before = Message::Player(world.id_of(PLAYER));
    assert_eq!(world.cache.work(&before).await.unwrap(), Outcome::Duplicate, "it is being done");
    assert_eq!(world.cache.work(&refresh).await.unwrap(), Outcome::Unchanged);
    assert_eq!(world.cache.work(&before).await.unwrap(), Outcome::Unchanged, "it is done");
    assert_eq!(world.requests().len(), 1);
    world.clock.advance(HOUR);
    let (one, two) = join!(world.cache.work(&before), world.cache.work(&before));
    assert_eq!((one.unwrap(), two.unwrap()), (Outcome::Unchanged, Outcome::Duplicate));
    assert_eq!(world.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_an_operator_asks_for_waits_for_none_that_is_under_way() {
    let world = World::new().await;
    world.make_due(PLAYER).await;
    let refresh = world.queue.take().remove(0);
    let cache = world.cache.in_background();
    let now = cache.refresh_now(&refresh.key()).await;
    assert!(matches!(now, Err(Error::StillFetching(_))), "{now:?}");
    world.cache.work(&refresh).await.unwrap();
    assert_eq!(cache.refresh_now(&refresh.key()).await.unwrap(), Outcome::Unchanged);
    assert_eq!(world.requests().len(), 2, "whether it is due or not");
}

#[tokio::test(start_paused = true)]
async fn a_nul_in_a_title_is_left_out() {
    let world = World::new().await;
    let with_nul = Some("Fa\0ke".to_owned());
    world.change(PLAYER, |player| player.career.summary.title = with_nul);
    let career = world.career(PLAYER).await;
    assert_eq!(career.summary.title.as_deref(), Some("Fake"));
    let source = world.storage.find_player_source(&world.id_of(PLAYER)).await.unwrap().unwrap();
    let entry = serde_json::to_string(&source.search_entry).unwrap();
    assert!(entry.contains("Fake") && !entry.contains("\\u0000"), "{entry}");
}

#[tokio::test(start_paused = true)]
async fn whoever_lost_a_lease_stores_nothing() {
    let world = World::new().await;
    world.make_due(PLAYER).await;
    world.update(PLAYER, |player| player.career.summary.endorsement = None);
    let before = world.career(PLAYER).await;
    let message = world.queue.take().remove(0);
    // So slow that its lease runs out and somebody else has it.
    world.fake.set_fault(Some(Fault::Delay(MINUTE / 20)));
    let slow = world.cache.work(&message);
    let other = async {
        tokio::time::sleep(MINUTE / 60).await;
        world.clock.advance(6 * MINUTE);
        let lease = message.key().lease(Owner::random().unwrap());
        assert!(world.storage.acquire_lease(&lease, HOUR).await.unwrap());
    };
    let (outcome, ()) = join!(slow, other);
    assert_eq!(outcome.unwrap(), Outcome::Gone);
    assert_eq!(world.career(PLAYER).await, before);
    assert_eq!(message.key(), Key::Player(player_id(world.id_of(PLAYER).as_str())));
    assert_ne!(world.career(OTHER).await, before);
}
