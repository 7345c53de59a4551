//! The pace towards Blizzard, as clients and refreshes meet it.

use std::time::Duration;

use fake::Fault;
use overwatch::PlayerId;
use serde_json::json;
use service::refresh_queue::Refresh;
use storage::{
    Clock, Pacing, PlayerProfiles,
    clock::ManualClock,
    pace::{Turn, Verdict},
    player::CareerPart,
};

use crate::support::{
    database::Database,
    world::{HOUR, PLAYER, World, service_on},
};

const SECOND: Duration = Duration::from_secs(1);
const OTHER: &str = "/players/Basalt-1013/summary";

/// Takes the next slot, wherever it is.
async fn take_slot(world: &World) -> Duration {
    match world.storage.reserve_slot(HOUR).await.unwrap() {
        Turn::Given(slot) => slot.wait,
        Turn::TooFar(wait) => panic!("not before {wait:?}"),
    }
}

async fn delay(world: &World) -> Duration {
    world.storage.find_pace().await.unwrap().delay
}

/// A stored player whose refresh is due.
async fn stale_player(world: &World) -> Refresh {
    assert_eq!(world.get(&format!("/players/{PLAYER}")).await.status, 200);
    world.clock.advance(HOUR * 2);
    world.fake.clear_requests();
    Refresh::Player(world.fake.with_site(|site| site.player_mut(PLAYER).unwrap().id.clone()))
}

#[tokio::test]
async fn a_redirect_belongs_to_its_requests_slot() {
    let world = World::paced(SECOND * 5).await;
    let start = world.now();
    assert_eq!(world.get(OTHER).await.status, 200);
    assert_eq!(world.fake.requests().len(), 3, "a redirect, a page, a search");
    assert_eq!(world.now().abs_diff(start), SECOND * 2, "two slots");
    assert_eq!(world.get(&format!("/players/{PLAYER}")).await.status, 200);
    assert_eq!(world.now().abs_diff(start), SECOND * 6);
}

#[tokio::test]
async fn who_would_wait_too_long_is_told_when_to_come() {
    let world = World::paced(SECOND * 3).await;
    take_slot(&world).await;
    take_slot(&world).await;
    world.clock.advance(Duration::from_millis(500));
    for _ in 0..2 {
        let reply = world.get(OTHER).await;
        assert_eq!((reply.status, reply.header("retry-after")), (503, "4"), "3.5 s, rounded up");
        assert!(reply.json()["error"].as_str().unwrap().contains("try again later"));
        assert_eq!(world.fake.requests(), Vec::<String>::new());
    }
    world.clock.advance(SECOND * 4);
    let before = world.now();
    assert_eq!(world.get(OTHER).await.status, 200);
    assert_eq!(world.now().abs_diff(before), SECOND * 2, "the page at once, and the search");
}

#[tokio::test]
async fn a_stored_answer_never_touches_the_pace() {
    let world = World::paced(SECOND * 5).await;
    let first = world.get(OTHER).await;
    while take_slot(&world).await < HOUR {}
    let before = world.database.statements().await.len();
    for _ in 0..10 {
        let reply = world.get(OTHER).await;
        assert_eq!((reply.status, &reply.body), (200, &first.body));
    }
    world.until(async |world| world.database.statements().await.len() >= before + 10).await;
    let statements = world.database.statements().await;
    assert!(!statements[before..].iter().any(|line| line.contains("blizzard_pace")));
}

#[tokio::test]
async fn status_codes_alone_change_the_pace() {
    let world = World::paced(SECOND * 5).await;
    for (fault, status) in [(Fault::Cut, 504), (Fault::Status(500), 504), (Fault::Status(503), 504)]
    {
        world.fake.set_fault(Some(fault));
        world.clock.advance(SECOND * 2);
        assert_eq!(world.get(OTHER).await.status, status);
        assert_eq!(delay(&world).await, SECOND * 2);
    }
    world.clock.advance(SECOND * 2);
    world.fake.set_fault(Some(Fault::Status(403)));
    assert_eq!(world.get(OTHER).await.status, 503);
    assert_eq!(delay(&world).await, SECOND * 10);

    world.fake.set_fault(None);
    world.fake.clear_requests();
    let reply = world.get(OTHER).await;
    assert_eq!((reply.status, reply.header("retry-after")), (503, "10"));
    assert_eq!(world.fake.requests(), Vec::<String>::new());
    world.clock.advance(SECOND * 10);
    assert_eq!(world.get(OTHER).await.status, 200, "as it was told");
}

#[tokio::test]
async fn an_unknown_player_is_an_answer_like_any_other() {
    let world = World::paced(SECOND * 5).await;
    for number in 1..=10 {
        world.clock.advance(SECOND * 2);
        assert_eq!(world.get(&format!("/players/Nobody-{number}")).await.status, 404);
    }
    assert_eq!(delay(&world).await, SECOND);
}

#[tokio::test]
async fn a_slot_that_a_refusal_made_void_is_not_used() {
    let world = World::paced(SECOND * 5).await;
    let Turn::Given(slot) = world.storage.reserve_slot(HOUR).await.unwrap() else { panic!() };
    // Real time passes for this instance, so that there is time to refuse it.
    let service = world.service.clone().with_clock(Clock::System);
    let waiting =
        tokio::spawn(async move { service.player("Basalt-1013", CareerPart::Summary).await });
    world.until(async |world| {
        matches!(world.storage.reserve_slot(Duration::ZERO).await, Ok(Turn::TooFar(wait)) if wait > SECOND * 2)
    })
    .await;
    world.storage.report(&slot, Verdict::Refused).await.unwrap();
    let error = waiting.await.unwrap().unwrap_err();
    assert!(matches!(error, service::Error::NotYet(wait) if wait == SECOND * 10), "{error}");
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_refresh_lets_those_go_first_who_line_up() {
    let world = World::paced(SECOND * 5).await;
    let refresh = stale_player(&world).await;
    let (service, queue) = world.with_queue(true);
    take_slot(&world).await;
    take_slot(&world).await;
    assert_eq!(service.refresh_if_due(&refresh).await.unwrap().to_string(), "postponed");
    assert_eq!(queue.take(), [(refresh.clone(), SECOND * 4)]);
    assert_eq!(world.fake.requests(), Vec::<String>::new());
    assert_eq!(world.get("/players?name=Basalt").await.status, 200, "a client gets the next one");

    world.clock.advance(SECOND * 2);
    assert_eq!(service.refresh_if_due(&refresh).await.unwrap().to_string(), "unchanged");
    assert_eq!(queue.take(), []);
}

#[tokio::test]
async fn a_postponed_refresh_stays_claimed() {
    let world = World::paced(SECOND * 5).await;
    let refresh = stale_player(&world).await;
    let (service, queue) = world.with_queue(true);
    let Turn::Given(slot) = world.storage.reserve_slot(HOUR).await.unwrap() else { panic!() };
    world.storage.report(&slot, Verdict::Refused).await.unwrap();
    for _ in 0..40 {
        service.player(PLAYER, CareerPart::Summary).await.unwrap();
        for (refresh, delay) in queue.take() {
            if delay.is_zero() {
                assert_eq!(
                    service.refresh_if_due(&refresh).await.unwrap().to_string(),
                    "postponed"
                );
            } else {
                // Whoever comes first has the slot, each time.
                world.clock.advance(delay);
                take_slot(&world).await;
                service.refresh_if_due(&refresh).await.unwrap();
            }
        }
        assert_eq!(queue.asked(), [(refresh.clone(), SECOND * 10)], "one, and nobody asks again");
    }
    world.clock.advance(SECOND * 10);
    assert_eq!(service.refresh_if_due(&refresh).await.unwrap().to_string(), "unchanged");
}

#[tokio::test]
async fn a_refresh_that_has_begun_is_brought_to_its_end() {
    let world = World::paced(SECOND * 5).await;
    let refresh = stale_player(&world).await;
    let (service, queue) = world.with_queue(true);
    let Turn::Given(slot) = world.storage.reserve_slot(HOUR).await.unwrap() else { panic!() };
    world.storage.report(&slot, Verdict::Refused).await.unwrap();
    world.clock.advance(SECOND * 10);
    world.fake.with_site(|site| {
        site.player_mut(PLAYER).unwrap().career.summary.last_updated_at = Some(1_799_000_000);
    });
    let before = world.now();
    assert_eq!(service.refresh_if_due(&refresh).await.unwrap().to_string(), "updated");
    assert_eq!(
        world.now().abs_diff(before),
        SECOND * 10,
        "the search at once, the page ten seconds later"
    );
    assert_eq!(queue.take(), []);
}

#[tokio::test]
async fn the_queue_inside_the_process_brings_a_postponed_refresh_again() {
    let world = World::paced(SECOND * 5).await;
    stale_player(&world).await;
    take_slot(&world).await;
    take_slot(&world).await;
    world.get(&format!("/players/{PLAYER}")).await;
    world.until(async |world| is_claimed(world).await).await;
    assert_eq!(world.fake.requests(), Vec::<String>::new());
    world.clock.advance(SECOND * 4);
    world.until(async |world| !is_claimed(world).await).await;
    assert_eq!(world.fake.requests().len(), 1);
}

async fn is_claimed(world: &World) -> bool {
    let id: PlayerId = PLAYER.parse().unwrap();
    let profile = world.storage.find_player_profile(&id, CareerPart::Summary).await.unwrap();
    profile.unwrap().refresh_claimed
}

#[tokio::test]
async fn the_status_shows_the_pace() {
    let world = World::new().await;
    assert_eq!(world.get("/status").await.json()["pace"], json!(null), "it keeps none");
    let world = World::paced(SECOND * 5).await;
    let pace = async || world.get("/status").await.json()["pace"].clone();
    assert_eq!(pace().await, json!({"delay": 2.0, "recovery_blocked_for": 0}));
    world.fake.set_fault(Some(Fault::Status(403)));
    world.get(OTHER).await;
    world.clock.advance(SECOND * 20);
    assert_eq!(pace().await, json!({"delay": 10.0, "recovery_blocked_for": 40}));
    let metrics = String::from_utf8(world.get("/metrics").await.body).unwrap();
    for line in
        ["overfast_blizzard_delay_seconds 10.0", "overfast_blizzard_recovery_blocked_seconds 40.0"]
    {
        assert!(metrics.lines().any(|other| other == line), "{line} is not in {metrics}");
    }
}

/// Storage lives by the database's clock here; the machines' own are two minutes apart.
#[tokio::test]
async fn instances_with_clocks_apart_agree() {
    let world = World::on(fake::Site::generated(), Database::create().await).await;
    let now = Clock::System.now();
    let instance = async |clock| {
        let storage = world.database.storage(2).await;
        service_on(&storage, &world.fake.url())
            .with_clock(Clock::Manual(ManualClock::at(clock)))
            .paced(Duration::ZERO)
    };
    let (early, late) = (
        instance(now.saturating_sub(Duration::from_mins(1))).await,
        instance(now + Duration::from_mins(1)).await,
    );

    early.player(PLAYER, CareerPart::Summary).await.unwrap();
    for instance in [&late, &early] {
        let error = instance.player("Basalt-1013", CareerPart::Summary).await.unwrap_err();
        let service::Error::NotYet(wait) = error else { panic!("{error}") };
        assert!(!wait.is_zero() && wait <= SECOND * 2, "{wait:?}");
    }
    let age = "update player_profiles set updated_at = now() - make_interval(mins => $1)";
    for (minutes, is_stale) in [(0, false), (59, false), (60, true), (61, true)] {
        sqlx::query(age).bind(minutes).execute(&mut world.database.connect().await).await.unwrap();
        for instance in [&late, &early] {
            let freshness = instance.player(PLAYER, CareerPart::Summary).await.unwrap().freshness;
            assert_eq!(freshness.is_stale(), is_stale, "{minutes} minutes: {:?}", freshness.age);
        }
    }
}
