//! Which player a BattleTag leads to.

use std::time::Duration;

use fake::{Fault, Player as FakePlayer};
use service::resources::Key;
use storage::{Leases, Owner, PlayerProfiles};
use tokio::{join, time::sleep};

use crate::world::{HOUR, PLAYER, World, player_id};

/// Whom the BattleTag leads to later.
const HEIR: &str = "beef|cafe";

fn heir() -> Key {
    Key::Player(player_id(HEIR))
}

/// Gives the BattleTag to another player of that name.
fn move_battletag(world: &World) {
    world.fake.with_site(|site| {
        let player = site.player_mut(PLAYER).unwrap();
        let mut former = FakePlayer { battletag: "Cobalt-1".parse().unwrap(), ..player.clone() };
        former.career.summary.last_updated_at = Some(1_799_000_000);
        player.id = HEIR.parse().unwrap();
        player.career.summary.title = Some("Another".to_owned());
        site.players.push(former);
    });
}

#[tokio::test(start_paused = true)]
async fn a_battletag_moves_to_the_player_whom_it_leads_to_now() {
    for is_heir_stored in [false, true] {
        let world = World::new().await;
        let former = world.id_of(PLAYER).encoded();
        world.make_due(PLAYER).await;
        move_battletag(&world);
        if is_heir_stored {
            world.get(HEIR).await.unwrap();
        }
        world.work_on_one().await.unwrap();
        let entry = world.get(PLAYER).await.unwrap();
        assert_eq!(entry.key, heir());
        assert_eq!(entry.value.part.read().unwrap().summary.title.as_deref(), Some("Another"));

        // Who had it before is refreshed under the Blizzard ID from now on.
        assert_ne!(world.career(&former).await.summary.title.as_deref(), Some("Another"));
        world.work_on_one().await.unwrap();
        assert!(world.get(&former).await.unwrap().freshness.age.is_zero());
    }
}

#[tokio::test(start_paused = true)]
async fn it_moves_also_when_that_player_was_confirmed_meanwhile() {
    let world = World::new().await;
    world.let_time_pass();
    world.make_due(PLAYER).await;
    move_battletag(&world);
    world.get(HEIR).await.unwrap();
    // Search, the redirect and the page take a second each.
    world.fake.set_fault(Some(Fault::Delay(Duration::from_secs(1))));
    let confirmed = async {
        sleep(Duration::from_secs(2)).await;
        let (id, lease) = (HEIR.parse().unwrap(), heir().lease(Owner::random().unwrap()));
        assert!(world.storage.acquire_lease(&lease, HOUR).await.unwrap());
        assert!(world.storage.touch_player_profile(&id, &lease).await.unwrap());
    };
    let (result, ()) = join!(world.work_on_one(), confirmed);
    result.unwrap();
    assert_eq!(world.get(PLAYER).await.unwrap().key, heir());
}

#[tokio::test(start_paused = true)]
async fn two_spellings_that_lead_to_one_player_are_both_kept() {
    let world = World::new().await;
    let spellings = [PLAYER, "cobalt-1014"];
    world.fake.with_site(|site| {
        let battletag = spellings[1].parse().unwrap();
        let player = site.player_mut(PLAYER).unwrap().clone();
        site.players.push(FakePlayer { battletag, ..player });
    });
    for spelling in spellings {
        world.get(spelling).await.unwrap();
    }
    world.fake.clear_requests();
    for spelling in spellings.repeat(2) {
        assert_eq!(world.career(spelling).await.summary.username, "Cobalt");
    }
    assert!(world.requests().is_empty(), "neither takes it from the other");
}
