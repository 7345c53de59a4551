//! What Blizzard does not know is not asked for again and again.

use std::time::Duration;

use overwatch::{HeroKey, Locale, PlayerId};
use service::{Error, resources::Hero};
use storage::{NegativeCache, player::NegativeEntry};

use crate::world::{HOUR, MINUTE, PLAYER, World, player_id};

const SECOND: Duration = Duration::from_secs(1);

/// How long nobody asks after the first check, the second, and so on.
const PAUSES: [u64; 6] = [600, 1800, 5400, 16_200, 21_600, 21_600];

async fn unknown(world: &World, id: &str) -> NegativeEntry {
    match world.get(id).await {
        Err(Error::UnknownPlayer(unknown)) => unknown,
        other => panic!("{id:?} is unknown: {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn an_unknown_player_is_checked_for_less_and_less_often() {
    let world = World::new().await;
    for (check_count, pause) in (1..).zip(PAUSES.map(Duration::from_secs)) {
        let first = unknown(&world, "Nobody-1").await;
        assert_eq!((first.check_count, first.retry_after), (check_count, pause));
        assert!(!world.requests().is_empty(), "check {check_count} asks Blizzard");
        world.clock.advance(pause.saturating_sub(SECOND));
        let later = unknown(&world, "Nobody-1").await;
        let left = NegativeEntry { retry_after: SECOND, ..first };
        assert_eq!(later, left, "the same moment is named");
        assert!(world.requests().is_empty(), "not asked before it");
        world.clock.advance(SECOND);
    }
}

#[tokio::test(start_paused = true)]
async fn a_player_who_appears_is_found_at_the_next_check() {
    let world = World::new().await;
    let player = world.fake.with_site(|site| {
        let at = site.players.iter().position(|player| player.battletag.as_str() == PLAYER);
        site.players.remove(at.unwrap())
    });
    unknown(&world, PLAYER).await;
    world.fake.with_site(|site| site.players.push(player));
    unknown(&world, PLAYER).await;
    world.clock.advance(10 * MINUTE);
    world.get(PLAYER).await.unwrap();
    let entry = world.storage.find_unknown_player(&player_id(PLAYER)).await.unwrap();
    assert_eq!(entry, None, "the count begins anew");
}

#[tokio::test(start_paused = true)]
async fn what_no_player_can_be_called_is_unknown_at_once() {
    let world = World::new().await;
    let too_long = "a".repeat(129);
    for id in ["", "a/b", "a\u{7}b", too_long.as_str()] {
        assert_eq!(unknown(&world, id).await.retry_after, 6 * HOUR, "{id:?}");
    }
    assert!(world.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_hero_without_a_page_is_asked_for_every_ten_minutes() {
    let world = World::new().await;
    let hero = Hero("nobody".parse::<HeroKey>().unwrap(), Locale::default());
    for (time, requests) in [(Duration::ZERO, 1), (9 * MINUTE, 0), (MINUTE, 1), (MINUTE, 0)] {
        world.clock.advance(time);
        let missing = world.request().get(&hero).await;
        assert!(matches!(missing, Err(Error::HeroNotFound)), "{missing:?}");
        assert_eq!(world.requests().len(), requests);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stored_hero_whose_page_is_gone_is_asked_for_as_rarely() {
    let world = World::new().await;
    let hero = Hero("ana".parse().unwrap(), Locale::default());
    world.request().get(&hero).await.unwrap();
    world.fake.with_site(|site| site.heroes.retain(|hero| hero.key.as_str() != "ana"));
    world.clock.advance(24 * HOUR);
    world.fake.clear_requests();
    for _ in 0..60 {
        world.request().get(&hero).await.unwrap();
        world.work().await;
        world.clock.advance(MINUTE);
    }
    assert_eq!(world.requests().len(), 6, "in an hour, and it is still answered");
}

/// Search says that the career is the same as before.
#[tokio::test(start_paused = true)]
async fn a_stored_player_who_is_back_is_known_again() {
    let world = World::new().await;
    world.make_due(PLAYER).await;
    let players = world.fake.with_site(|site| std::mem::take(&mut site.players));
    world.work_on_one().await.unwrap_err();
    world.fake.with_site(|site| site.players = players);
    world.clock.advance(10 * MINUTE);
    world.get(PLAYER).await.unwrap();
    world.work_on_one().await.unwrap();
    let id = PlayerId::BlizzardId(world.id_of(PLAYER));
    assert_eq!(world.storage.find_unknown_player(&id).await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn a_stored_player_whom_blizzard_deleted_backs_off_too() {
    let world = World::new().await;
    let stored = world.career(PLAYER).await;
    world.fake.with_site(|site| site.players.clear());
    world.clock.advance(HOUR);
    world.fake.clear_requests();
    let mut asked_at = Vec::new();
    for minute in 0..12 * 60 {
        assert_eq!(world.career(PLAYER).await, stored, "it is still answered");
        world.work().await;
        match world.requests().len() {
            0 => {}
            // Search, the BattleTag, and the Blizzard ID.
            3 => asked_at.push(minute),
            n => panic!("{n} requests"),
        }
        world.clock.advance(MINUTE);
    }
    assert_eq!(asked_at, [0, 10, 40, 130, 400], "after each of the pauses");
}
