//! The one way to Blizzard: what slows it down, whose slots are whose, and what a client may have fetched.

use std::{net::IpAddr, time::Duration};

use fake::Fault;
use overwatch::Locale;
use service::{
    Error,
    gate::{Client, Limits},
    queue::Outcome,
    resources::Heroes,
};
use storage::{
    RateLimiting,
    rate_limiter::{Reservation, Urgency},
};
use strum::VariantArray;

use crate::world::{HOUR, MINUTE, OTHER, PLAYER, World};

const SECOND: Duration = Duration::from_secs(1);
const RATE_LIMITED: Limits = Limits::Shared { share: None };

async fn delay(world: &World) -> Duration {
    world.storage.find_rate_limiter().await.unwrap().delay
}

#[tokio::test(start_paused = true)]
async fn a_refusal_slows_down_and_its_retry_after_is_honoured() {
    for (fault, pause) in [
        (Fault::Status(403), 10),
        (Fault::Status(429), 10),
        (Fault::TooManyRequests(3), 10),
        (Fault::TooManyRequests(90), 90),
    ] {
        let world = World::with_limits(RATE_LIMITED).await;
        world.fake.set_fault(Some(fault.clone()));
        world.request().get(&Heroes(Locale::default())).await.unwrap_err();
        world.fake.set_fault(None);
        assert_eq!(delay(&world).await, 10 * SECOND, "{fault:?}");
        world.fake.clear_requests();
        let early = world.get(PLAYER).await;
        assert!(
            matches!(early, Err(Error::NotYet(wait)) if wait == pause * SECOND),
            "{fault:?}: {early:?}"
        );
        assert!(world.requests().is_empty(), "{fault:?}: Blizzard is left alone");
        world.clock.advance(pause * SECOND);
        assert_eq!(world.work_on_one().await.unwrap(), Outcome::Updated, "the fetch goes on");
        world.get(PLAYER).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn forty_refusals_take_longer_and_longer() {
    let world = World::with_limits(RATE_LIMITED).await;
    world.fake.set_fault(Some(Fault::Status(429)));
    for _ in 0..40 {
        world.request().get(&Heroes(Locale::default())).await.unwrap_err();
        world.queue.take();
        world.clock.advance(5 * MINUTE + 10 * SECOND);
    }
    assert_eq!(delay(&world).await, 30 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn repeated_failures_and_time_outs_slow_down() {
    for fault in [Fault::Status(500), Fault::Status(503), Fault::Hang] {
        let world = World::with_limits(RATE_LIMITED).await;
        world.let_time_pass();
        world.get(PLAYER).await.unwrap();
        world.clock.advance(MINUTE);
        let before = delay(&world).await;
        world.fake.set_fault(Some(fault.clone()));
        for (locale, factor) in Locale::VARIANTS.iter().zip([1, 1, 2, 4, 5, 5]) {
            world.request().get(&Heroes(*locale)).await.unwrap_err();
            // What takes longer than a request may wait is tried once more behind it, to the end.
            world.work().await;
            world.clock.advance(MINUTE);
            assert_eq!(delay(&world).await, factor * before, "{fault:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_fourth_slot_is_for_refreshes_while_any_wait() {
    let world = World::with_limits(RATE_LIMITED).await;
    world.get(PLAYER).await.unwrap();
    world.get(OTHER).await.unwrap();
    world.clock.advance(HOUR);
    for refreshed in [PLAYER, OTHER] {
        world.get(refreshed).await.unwrap();
        let mut clients = 0;
        let outcome = loop {
            // Somebody asks for an unknown name, again and again, and time stands.
            let slot = world.storage.reserve_slot(Urgency::Foreground, HOUR).await.unwrap();
            assert!(matches!(slot, Reservation::Given(_)));
            clients += 1;
            match world.work_on_one().await.unwrap() {
                Outcome::Postponed if clients < 10 => {}
                outcome => break outcome,
            }
        };
        assert_eq!(outcome, Outcome::Unchanged);
        assert!(clients <= 4, "{clients} clients went before the refresh of {refreshed}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_has_so_much_fetched_a_minute_and_no_more() {
    const SHARE: u32 = 2;
    let address = |text: &str| Some(Client::from(text.parse::<IpAddr>().unwrap()));
    for (one, other, is_same) in [
        ("192.0.2.1", "192.0.2.1", true),
        ("192.0.2.1", "192.0.2.2", false),
        ("192.0.2.1", "::ffff:192.0.2.1", true),
        ("2001:db8::1", "2001:db8::ffff:1", true),
        ("2001:db8::1", "2001:db8:0:1::1", false),
    ] {
        let world = World::with_limits(Limits::Shared { share: Some(SHARE) }).await;
        let mut locales = Locale::VARIANTS.iter().map(|locale| Heroes(*locale));
        let mut get_new = async |client: &str| {
            let heroes = locales.next().unwrap();
            world.cache.for_client(address(client)).get(&heroes).await.map(drop)
        };
        for _ in 0..SHARE {
            get_new(one).await.unwrap();
        }
        let refused = get_new(other).await;
        let is_refused = matches!(refused, Err(Error::TooManyRequests(wait)) if wait <= MINUTE);
        assert_eq!(is_refused, is_same, "{one} and {other}: {refused:?}");

        let stored = Heroes(Locale::VARIANTS[0]);
        world.cache.for_client(address(one)).get(&stored).await.unwrap();
        world.clock.advance(MINUTE);
        get_new(other).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_client_or_a_limit_there_is_no_share() {
    let address = Some(Client::from("192.0.2.1".parse::<IpAddr>().unwrap()));
    for (share, client) in [(Some(1), None), (None, address)] {
        let world = World::with_limits(Limits::Shared { share }).await;
        for locale in &Locale::VARIANTS[..4] {
            world.cache.for_client(client).get(&Heroes(*locale)).await.unwrap();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_search_without_a_slot_in_time_counts_as_one_that_failed() {
    let world = World::with_limits(RATE_LIMITED).await;
    world.fake.set_fault(Some(Fault::Status(403)));
    world.request().get(&Heroes(Locale::default())).await.unwrap_err();
    world.fake.set_fault(None);
    world.clock.advance(10 * SECOND);
    let entry = world.get(PLAYER).await.unwrap();
    assert!(entry.is_incomplete, "ten seconds lie between two requests");
    assert_eq!(entry.freshness.stale_after, HOUR / 2);
}

#[tokio::test(start_paused = true)]
async fn a_search_whose_page_has_said_unknown_is_not_sent() {
    let world = World::with_slots_that_take_time().await;
    let unknown = world.get("Nobody-1").await;
    assert!(matches!(unknown, Err(Error::UnknownPlayer(_))), "{unknown:?}");
    assert_eq!(world.requests(), ["/en-us/career/Nobody-1/"]);
}
