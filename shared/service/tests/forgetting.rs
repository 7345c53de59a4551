//! A player who is forgotten stays so, whatever is on its way.

use std::time::Duration;

use fake::Fault;
use overwatch::PlayerId;
use service::{queue::Outcome, resources::Search};
use storage::{Housekeeping, Leases, PlayerProfiles, player::CareerPart};
use tokio::{join, time::sleep};

use crate::world::{HOUR, PLAYER, World, player_id};

const SECOND: Duration = Duration::from_secs(1);

async fn forget(world: &World, id: &str) -> u64 {
    world.storage.forget_player(&player_id(id)).await.unwrap()
}

async fn is_stored(world: &World) -> bool {
    let id = PlayerId::BlizzardId(world.id_of(PLAYER));
    let by_id = world.storage.find_player_profile(&id, CareerPart::Summary).await.unwrap();
    let id = player_id(PLAYER);
    let by_battletag = world.storage.find_player_profile(&id, CareerPart::Summary).await.unwrap();
    assert_eq!(by_id.is_some(), by_battletag.is_some());
    by_id.is_some()
}

#[tokio::test(start_paused = true)]
async fn a_refresh_in_flight_does_not_bring_a_player_back() {
    for has_changed in [false, true] {
        let world = World::new().await;
        world.make_due(PLAYER).await;
        if has_changed {
            world.update(PLAYER, |player| player.career.summary.endorsement = None);
        }
        world.fake.set_fault(Some(Fault::Delay(SECOND)));
        let message = world.queue.take().remove(0);
        let forgotten = async {
            sleep(SECOND / 2).await;
            assert!(forget(&world, PLAYER).await > 0);
        };
        let (outcome, ()) = join!(world.cache.work(&message), forgotten);
        assert_eq!(outcome.unwrap(), Outcome::Gone);
        assert!(!is_stored(&world).await, "the career has changed: {has_changed}");
    }
}

#[tokio::test(start_paused = true)]
async fn nor_one_who_was_pruned_meanwhile() {
    let world = World::new().await;
    world.make_due(PLAYER).await;
    world.update(PLAYER, |player| player.career.summary.endorsement = None);
    world.fake.set_fault(Some(Fault::Delay(SECOND)));
    let message = world.queue.take().remove(0);
    let pruned = async {
        sleep(3 * SECOND / 2).await;
        world.storage.delete_oldest_players(None, 1).await.unwrap();
    };
    let (outcome, ()) = join!(world.cache.work(&message), pruned);
    assert_eq!(outcome.unwrap(), Outcome::Gone);
    assert!(!is_stored(&world).await);
}

#[tokio::test(start_paused = true)]
async fn a_first_fetch_in_flight_is_answered_and_not_stored() {
    let world = World::new().await;
    world.fake.set_fault(Some(Fault::Delay(SECOND)));
    let forgotten = async {
        sleep(SECOND / 2).await;
        forget(&world, PLAYER).await;
    };
    let (entry, ()) = join!(world.get(PLAYER), forgotten);
    entry.unwrap();
    assert!(!is_stored(&world).await);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_still_waits_does_nothing() {
    for is_first_fetch in [false, true] {
        let world = World::new().await;
        if is_first_fetch {
            world.fake.set_fault(Some(Fault::Hang));
            world.get(PLAYER).await.unwrap_err();
            world.fake.set_fault(None);
        } else {
            world.make_due(PLAYER).await;
        }
        forget(&world, PLAYER).await;
        world.fake.clear_requests();
        assert_eq!(world.work_on_one().await.unwrap(), Outcome::Duplicate);
        assert!(world.requests().is_empty());
        assert!(!is_stored(&world).await);
    }
}

#[tokio::test(start_paused = true)]
async fn all_that_is_stored_under_any_name_goes() {
    for by_id in [false, true] {
        let world = World::new().await;
        let search = Search("Cobalt".to_owned());
        world.request().get(&search).await.unwrap();
        world.get(PLAYER).await.unwrap();
        world.clock.advance(HOUR);
        world.get(PLAYER).await.unwrap();
        world.request().get(&search).await.unwrap();
        assert_eq!(world.queue.len(), 2, "both are to be refreshed");
        let id = if by_id { world.id_of(PLAYER).encoded() } else { PLAYER.to_owned() };
        // Profile, BattleTag, version, search and two leases.
        assert_eq!(forget(&world, &id).await, 6);
        assert!(!is_stored(&world).await);
        for message in world.queue.take() {
            let lease = world.storage.find_lease(&message.key().to_string()).await.unwrap();
            assert_eq!(lease, None, "{}", message.key());
        }
        assert_eq!(world.storage.delete_expired(Duration::ZERO, 100).await.unwrap(), 0);
        assert_eq!(forget(&world, &id).await, 0);
    }
}
