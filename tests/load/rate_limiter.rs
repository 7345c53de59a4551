//! The rate limiter towards Blizzard, as clients and refreshes meet it.

use std::{net::IpAddr, time::Duration};

use fake::{Fake, Fault, Site};
use overwatch::PlayerId;
use serde_json::json;
use service::{
    Cache, Error,
    gate::Limits,
    queue::Message,
    resources::{Key, Player},
};
use storage::{
    Clock, Leases, Owner, PlayerProfiles, RateLimiting,
    clock::ManualClock,
    player::CareerPart,
    rate_limiter::{Outcome, Reservation, Slot, Urgency},
};

use crate::support::{
    database::Database,
    world::{HOUR, PLAYER, World, cache_on},
};

const SECOND: Duration = Duration::from_secs(1);
const BASALT: &str = "Basalt-1013";
const OTHER: &str = "/players/Basalt-1013/summary";

/// The next slot, wherever it is.
async fn reserve_slot(world: &World) -> Slot {
    match world.storage.reserve_slot(Urgency::Foreground, HOUR).await.unwrap() {
        Reservation::Given(slot) => slot,
        Reservation::TooFar(wait) => panic!("not before {wait:?}"),
    }
}

/// Takes the next slot, wherever it is.
async fn take_slot(world: &World) -> Duration {
    reserve_slot(world).await.wait
}

/// Blizzard refuses a request: for ten seconds nobody may ask.
async fn refuse(world: &World) {
    let slot = reserve_slot(world).await;
    world.storage.report(&slot, Outcome::Refused(None)).await.unwrap();
}

async fn delay(world: &World) -> Duration {
    world.storage.find_rate_limiter().await.unwrap().delay
}

/// Asks for a player as a client that comes now.
async fn ask(cache: &Cache, id: &str) -> Result<(), Error> {
    Player::get(&cache.for_client(None), id, Player::summary).await.map(drop)
}

/// What Blizzard calls a player of the generated site, whose page and search are asked for one by one.
fn blizzard_id(world: &World, battletag: &str) -> String {
    world.fake.with_site(|site| site.player_mut(battletag).unwrap().id.as_str().to_owned())
}

/// The request for the refresh of a stored player, whose refresh is due.
async fn stale_player(world: &World) -> Message {
    assert_eq!(world.get(&format!("/players/{PLAYER}")).await.status, 200);
    world.clock.advance(HOUR * 2);
    world.fake.clear_requests();
    leave_no_slot_to_refreshes(world).await;
    let key = Key::Player(blizzard_id(world, PLAYER).parse().unwrap());
    let owner = Owner::random().unwrap();
    assert!(world.storage.acquire_lease(&key.lease(owner), HOUR).await.unwrap());
    Message::Refresh(key, owner)
}

/// The last slot was a refresh's: the next three are the clients'.
async fn leave_no_slot_to_refreshes(world: &World) {
    world.storage.reserve_slot(Urgency::Background, HOUR).await.unwrap();
    world.clock.advance(SECOND * 2);
}

async fn work(cache: &Cache, message: &Message) -> String {
    cache.work(message).await.unwrap().to_string()
}

#[tokio::test]
async fn a_redirect_belongs_to_its_requests_slot() {
    let world = World::rate_limited().await;
    let start = world.now();
    assert_eq!(world.get(OTHER).await.status, 200);
    assert_eq!(world.fake.requests().len(), 3, "a redirect, a page, a search");
    assert_eq!(world.now().abs_diff(start), SECOND * 2, "two slots");
    assert_eq!(world.get(&format!("/players/{PLAYER}")).await.status, 200);
    assert!(
        world.now().abs_diff(start) >= SECOND * 6,
        "a slot for the page and one for the search"
    );
}

#[tokio::test]
async fn who_would_wait_too_long_is_told_when_to_come() {
    let world = World::rate_limited().await;
    let (cache, queue) = world.with_queue(true);
    for _ in 0..5 {
        take_slot(&world).await;
    }
    world.clock.advance(Duration::from_millis(500));
    let wait = Duration::from_millis(9500);
    let error = ask(&cache, BASALT).await.unwrap_err();
    assert!(matches!(error, Error::NotYet(until) if until == wait), "{error}");
    let reply = world.get("/players/Cedar-1015/summary").await;
    assert_eq!((reply.status, reply.header("retry-after")), (503, "10"), "9.5 s, rounded up");
    assert!(reply.json()["error"].as_str().unwrap().contains("try again later"));
    assert_eq!(world.fake.requests(), Vec::<String>::new());

    let [(message, delay)] = queue.take().try_into().unwrap();
    assert!(matches!(message, Message::FirstFetch(..)) && delay == wait, "{message:?} {delay:?}");
    world.clock.advance(delay);
    assert_eq!(work(&cache, &message).await, "updated", "the fetch goes on");
    world.fake.clear_requests();
    assert_eq!(world.get(OTHER).await.status, 200);
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_stored_answer_never_touches_the_rate_limiter() {
    let world = World::rate_limited().await;
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
async fn refusals_and_repeated_failures_slow_down() {
    let world = World::rate_limited().await;
    world.fake.set_fault(Some(Fault::Cut));
    for _ in 0..3 {
        world.clock.advance(SECOND * 2);
        assert_eq!(world.get(OTHER).await.status, 504);
        assert_eq!(delay(&world).await, SECOND * 2, "a connection that broke says nothing");
    }
    let path = format!("/players/{}", blizzard_id(&world, BASALT).replace('|', "%7C"));
    world.fake.set_fault(Some(Fault::Status(500)));
    for seconds in [2, 2, 4, 8] {
        world.clock.advance(SECOND * 10);
        assert_eq!(world.get(&path).await.status, 504);
        assert_eq!(delay(&world).await, SECOND * seconds);
    }
}

#[tokio::test]
async fn after_a_refusal_nobody_asks_for_ten_seconds() {
    for status in [403, 429] {
        let world = World::rate_limited().await;
        let (cache, queue) = world.with_queue(true);
        let id = blizzard_id(&world, BASALT);
        world.fake.set_fault(Some(Fault::Status(status)));
        assert_eq!(world.get(&format!("/players/{}", id.replace('|', "%7C"))).await.status, 503);
        assert_eq!(delay(&world).await, SECOND * 10);

        world.fake.set_fault(None);
        world.fake.clear_requests();
        let error = ask(&cache, &id).await.unwrap_err();
        assert!(matches!(error, Error::NotYet(wait) if wait == SECOND * 10), "{status}: {error}");
        assert_eq!(world.fake.requests(), Vec::<String>::new());
        world.clock.advance(SECOND * 10);
        let (message, _) = queue.take().remove(0);
        assert_eq!(work(&cache, &message).await, "updated", "as the client was told");
    }
}

#[tokio::test]
async fn an_unknown_player_is_an_answer_like_any_other() {
    let world = World::rate_limited().await;
    for number in 1..=10 {
        world.clock.advance(SECOND * 2);
        assert_eq!(world.get(&format!("/players/ab%7Cc{number}")).await.status, 404);
    }
    assert_eq!(delay(&world).await, SECOND);
}

#[tokio::test]
async fn a_slot_that_a_refusal_made_void_is_not_used() {
    let world = World::rate_limited().await;
    let slot = reserve_slot(&world).await;
    // Real time passes for this instance, so that there is time to refuse it.
    let limits = Limits::Shared { share: None };
    let cache = cache_on(&world.storage, &world.fake.url(), limits, Clock::System);
    let id = blizzard_id(&world, BASALT);
    let waiting = tokio::spawn(async move { ask(&cache, &id).await });
    world
        .until(async |world| {
            let next = world.storage.reserve_slot(Urgency::Foreground, Duration::ZERO).await;
            matches!(next, Ok(Reservation::TooFar(wait)) if wait > SECOND * 2)
        })
        .await;
    world.storage.report(&slot, Outcome::Refused(None)).await.unwrap();
    let error = waiting.await.unwrap().unwrap_err();
    assert!(matches!(error, Error::NotYet(wait) if wait == SECOND * 10), "{error}");
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_refresh_lets_those_go_first_who_line_up() {
    let world = World::rate_limited().await;
    let refresh = stale_player(&world).await;
    let (cache, queue) = world.with_queue(true);
    take_slot(&world).await;
    take_slot(&world).await;
    assert_eq!(work(&cache, &refresh).await, "postponed");
    assert_eq!(queue.take(), [(refresh.clone(), SECOND * 4)]);
    assert_eq!(world.fake.requests(), Vec::<String>::new());
    assert_eq!(world.get("/players?name=Basalt").await.status, 200, "a client gets the next one");

    world.clock.advance(SECOND * 2);
    assert_eq!(work(&cache, &refresh).await, "unchanged");
    assert_eq!(queue.take(), []);
}

#[tokio::test]
async fn every_fourth_slot_is_for_a_refresh_that_waits() {
    let world = World::rate_limited().await;
    let refresh = stale_player(&world).await;
    let (cache, queue) = world.with_queue(true);
    refuse(&world).await;
    let mut message = refresh;
    let mut lost = 0;
    while work(&cache, &message).await == "postponed" {
        let [(again, delay)] = queue.take().try_into().unwrap();
        ask(&cache, PLAYER).await.unwrap();
        assert_eq!(queue.take(), [], "it is requested once, however many ask");
        // Whoever comes first has the slot.
        world.clock.advance(delay);
        take_slot(&world).await;
        message = again;
        lost += 1;
        assert!(lost <= 3, "a flood of clients starves the refresh");
    }
    assert!(lost > 0);
    assert_eq!(queue.take(), []);
}

#[tokio::test]
async fn a_client_has_its_share_of_new_things() {
    let world = World::limited(Some(2)).await;
    let client = |address: [u8; 4]| world.cache.for_client(Some(IpAddr::from(address).into()));
    let ask = async |address, name: &str| {
        Player::get(&client(address), name, Player::summary).await.map(drop)
    };
    world.clock.advance(HOUR);
    for name in [PLAYER, BASALT] {
        ask([192, 0, 2, 1], name).await.unwrap();
    }
    let error = ask([192, 0, 2, 1], "Nobody-1").await.unwrap_err();
    assert!(matches!(error, Error::TooManyRequests(_)), "{error}");
    ask([192, 0, 2, 1], PLAYER).await.expect("what is stored counts for nobody");
    let error = ask([192, 0, 2, 2], "Nobody-1").await.unwrap_err();
    assert!(matches!(error, Error::UnknownPlayer(_)), "{error}");
    world.clock.advance(SECOND * 60);
    let error = ask([192, 0, 2, 1], "Nobody-2").await.unwrap_err();
    assert!(matches!(error, Error::UnknownPlayer(_)), "a minute later: {error}");
}

#[tokio::test]
async fn a_refresh_that_has_begun_is_brought_to_its_end() {
    let world = World::rate_limited().await;
    let refresh = stale_player(&world).await;
    let (cache, queue) = world.with_queue(true);
    refuse(&world).await;
    world.clock.advance(SECOND * 10);
    world.fake.with_site(|site| {
        site.player_mut(PLAYER).unwrap().career.summary.last_updated_at = Some(1_799_000_000);
    });
    let before = world.now();
    assert_eq!(work(&cache, &refresh).await, "updated");
    assert_eq!(
        world.now().abs_diff(before),
        SECOND * 10,
        "the search at once, the page ten seconds later"
    );
    assert_eq!(queue.take(), []);
}

#[tokio::test]
async fn the_queue_inside_the_process_brings_a_postponed_refresh_again() {
    let world = World::rate_limited().await;
    assert_eq!(world.get(&format!("/players/{PLAYER}")).await.status, 200);
    world.clock.advance(HOUR * 2);
    world.fake.clear_requests();
    leave_no_slot_to_refreshes(&world).await;
    take_slot(&world).await;
    take_slot(&world).await;
    world.get(&format!("/players/{PLAYER}")).await;
    world.until(async |world| is_leased(world).await).await;
    assert_eq!(world.fake.requests(), Vec::<String>::new());
    world.clock.advance(SECOND * 4);
    world.until(async |world| !is_leased(world).await).await;
    assert_eq!(world.fake.requests().len(), 1);
}

async fn is_leased(world: &World) -> bool {
    let id: PlayerId = PLAYER.parse().unwrap();
    let profile = world.storage.find_player_profile(&id, CareerPart::Summary).await.unwrap();
    profile.unwrap().is_leased
}

#[tokio::test]
async fn the_status_shows_the_rate_limiter() {
    let world = World::new().await;
    assert_eq!(world.get("/status").await.json()["pace"], json!(null), "it keeps none");
    let world = World::rate_limited().await;
    let limiter = async || world.get("/status").await.json()["pace"].clone();
    assert_eq!(limiter().await, json!({"delay": 2.0, "recovery_blocked_for": 0}));
    world.fake.set_fault(Some(Fault::Status(403)));
    let id = blizzard_id(&world, BASALT).replace('|', "%7C");
    world.get(&format!("/players/{id}")).await;
    world.clock.advance(SECOND * 20);
    assert_eq!(limiter().await, json!({"delay": 10.0, "recovery_blocked_for": 40}));
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
    let (database, fake) =
        (Database::create().await, Fake::start(Site::generated()).await.unwrap());
    let storage = database.storage(4).await;
    let now = Clock::System.now();
    let limits = Limits::Shared { share: None };
    let instance =
        |time| cache_on(&storage, &fake.url(), limits, Clock::Manual(ManualClock::at(time)));
    let early = instance(now.saturating_sub(Duration::from_mins(1)));
    let late = instance(now + Duration::from_mins(1));

    ask(&early, PLAYER).await.unwrap();
    let first = storage.reserve_slot(Urgency::Foreground, HOUR).await.unwrap();
    let Reservation::Given(slot) = first else { panic!("{first:?}") };
    storage.report(&slot, Outcome::Refused(None)).await.unwrap();
    for (instance, player) in [(&late, BASALT), (&early, "Cedar-1015")] {
        let error = ask(instance, player).await.unwrap_err();
        let Error::NotYet(wait) = error else { panic!("{error}") };
        assert!(wait > SECOND * 8 && wait <= SECOND * 10, "{wait:?}");
    }
    let age = "update player_profiles set updated_at = now() - make_interval(mins => $1)";
    for (minutes, is_stale) in [(0, false), (59, false), (60, true), (61, true)] {
        sqlx::query(age).bind(minutes).execute(&mut database.connect().await).await.unwrap();
        for instance in [&late, &early] {
            let player = Player::get(instance, PLAYER, Player::summary).await.unwrap();
            let freshness = player.freshness;
            assert_eq!(freshness.is_stale(), is_stale, "{minutes} minutes: {:?}", freshness.age);
        }
    }
}
