//! One fetch for many, and one deadline: eight seconds for a first response, five for who waits for
//! another's. What takes longer goes on through the queue.

use std::time::Duration;

use fake::Fault;
use futures_util::future::join_all;
use service::{
    Error,
    queue::{Message, Outcome},
};
use tokio::time::sleep;

use crate::world::{PLAYER, World, timed};

const SECOND: Duration = Duration::from_secs(1);
/// What the runtime's timers and looking from time to time add.
const SLACK: Duration = Duration::from_millis(200);

fn takes(elapsed: Duration, expected: Duration) -> bool {
    elapsed >= expected.saturating_sub(SLACK) && elapsed <= expected + SLACK
}

#[tokio::test(start_paused = true)]
async fn a_first_response_takes_eight_seconds_at_most_and_the_fetch_goes_on() {
    // One page that never comes, and three that are slow.
    for fault in [Fault::Hang, Fault::Delay(9 * SECOND), Fault::Delay(5 * SECOND)] {
        let world = World::new().await;
        world.let_time_pass();
        world.fake.set_fault(Some(fault.clone()));
        let (result, elapsed) = timed(world.get(PLAYER)).await;
        assert!(matches!(result, Err(Error::StillFetching(_))), "{fault:?}: {result:?}");
        assert!(takes(elapsed, 8 * SECOND), "{fault:?}: {elapsed:?}");

        // Who comes later waits for the queue.
        let (result, elapsed) = timed(world.get(PLAYER)).await;
        assert!(matches!(result, Err(Error::StillFetching(_))), "{fault:?}: {result:?}");
        assert!(elapsed <= 5 * SECOND + SLACK, "{fault:?}: {elapsed:?}");

        let messages = world.queue.take();
        assert!(matches!(messages[..], [Message::FirstFetch(..)]), "{fault:?}: {messages:?}");
        world.fake.set_fault(None);
        assert_eq!(world.cache.work(&messages[0]).await.unwrap(), Outcome::Updated);
        world.fake.clear_requests();
        world.get(PLAYER).await.unwrap();
        assert!(world.requests().is_empty(), "it is stored");
    }
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_anothers_fetch_waits_five_seconds_at_most() {
    let world = World::new().await;
    world.let_time_pass();
    world.fake.set_fault(Some(Fault::Hang));
    let results = join_all((0..100).map(|_| timed(world.get(PLAYER)))).await;
    let (owner, waiters): (Vec<_>, Vec<_>) =
        results.into_iter().partition(|(_, elapsed)| *elapsed > 6 * SECOND);
    assert_eq!((owner.len(), waiters.len()), (1, 99));
    assert!(takes(owner[0].1, 8 * SECOND));
    for (result, elapsed) in waiters {
        assert!(matches!(result, Err(Error::StillFetching(_))), "{result:?}");
        assert!(elapsed <= 5 * SECOND + SLACK, "{elapsed:?}");
    }
    assert_eq!(world.requests().len(), 2, "one page and one search");
    assert_eq!(world.queue.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn many_requests_for_one_player_make_one_fetch() {
    let world = World::new().await;
    world.let_time_pass();
    world.fake.set_fault(Some(Fault::Delay(SECOND)));
    for (result, elapsed) in join_all((0..100).map(|_| timed(world.get(PLAYER)))).await {
        result.unwrap();
        assert!(elapsed <= 4 * SECOND, "{elapsed:?}");
    }
    assert_eq!(world.requests().len(), 3, "the redirect, the page and the search");
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_fetch_that_fails_fails_alike() {
    for (fault, is_unknown) in [(Fault::Late(500, SECOND), false), (Fault::Late(404, SECOND), true)]
    {
        let world = World::new().await;
        world.let_time_pass();
        world.fake.set_fault(Some(fault.clone()));
        for result in join_all((0..20).map(|_| world.get(PLAYER))).await {
            let error = result.unwrap_err();
            assert_eq!(matches!(error, Error::UnknownPlayer(_)), is_unknown, "{error}");
            assert_eq!(matches!(error, Error::Blizzard(_)), !is_unknown, "{error}");
        }
        assert_eq!(world.requests().len(), 2, "{fault:?}: one page and one search");
    }
}

#[tokio::test(start_paused = true)]
async fn a_fetch_whose_owner_died_is_taken_over() {
    let world = World::new().await;
    world.let_time_pass();
    world.fake.set_fault(Some(Fault::Hang));
    {
        let owner = world.get(PLAYER);
        tokio::select! {
            _ = owner => panic!("Blizzard answers nothing"),
            // Nearly a second after it extended its lease last.
            () = sleep(2800 * SECOND / 1000) => {}
        }
    }
    world.fake.set_fault(None);
    let (result, elapsed) = timed(world.get(PLAYER)).await;
    result.unwrap();
    assert!(elapsed <= 5 * SECOND, "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn a_slow_fetch_is_not_taken_over_while_its_owner_lives() {
    let world = World::new().await;
    world.let_time_pass();
    // Seven seconds for the redirect and the page, longer than a lease that nobody extends.
    world.fake.set_fault(Some(Fault::Delay(7 * SECOND / 2)));
    let late = async {
        sleep(11 * SECOND / 2).await;
        world.get(PLAYER).await
    };
    let (first, late) = tokio::join!(world.get(PLAYER), late);
    first.unwrap();
    late.unwrap();
    assert_eq!(world.requests().len(), 3, "one redirect, page and search");
}

#[tokio::test(start_paused = true)]
async fn page_and_search_of_a_battletag_are_asked_side_by_side() {
    let world = World::new().await;
    world.fake.set_fault(Some(Fault::Delay(SECOND)));
    let (result, elapsed) = timed(world.get(PLAYER)).await;
    assert!(!result.unwrap().is_incomplete);
    assert!(takes(elapsed, 2 * SECOND), "the redirect and the page, and no search: {elapsed:?}");
}
