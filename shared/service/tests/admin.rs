//! Pruning: by age while Blizzard answers, by bytes always.

use std::time::Duration;

use fake::Fault;
use overwatch::{Locale, PlayerId, history::Filter};
use service::{
    admin::prune::{Limits as PruneLimits, prune},
    gate::Limits,
    resources::Heroes,
};
use storage::{Housekeeping, PlayerProfiles, PlayerVersions, player::CareerPart};

use crate::world::{DAY, MINUTE, PLAYER, World};

const WEEK: PruneLimits = PruneLimits {
    max_age: Some(Duration::from_hours(7 * 24)),
    history_max_age: None,
    max_bytes: None,
};

#[tokio::test(start_paused = true)]
async fn players_are_pruned_by_age_unless_blizzard_has_been_silent_for_a_day() {
    for (age, answers, is_kept, is_resting) in
        [(6 * DAY, true, true, false), (8 * DAY, true, false, false), (8 * DAY, false, true, true)]
    {
        let world = World::with_limits(Limits::Shared { share: None }).await;
        world.get(PLAYER).await.unwrap();
        world.get("Nobody-1").await.unwrap_err();
        world.clock.advance(age);
        if !answers {
            world.fake.set_fault(Some(Fault::Status(500)));
        }
        // As the hourly watch on its pages does.
        let answered = world.request().get(&Heroes(Locale::default())).await;
        assert_eq!(answered.is_ok(), answers);
        let pruned = prune(world.cache.storage(), world.cache.limits(), WEEK).await.unwrap();
        assert_eq!(pruned.is_resting, is_resting);
        assert_eq!(pruned.player_profiles, u64::from(!is_kept));
        assert!(pruned.expired >= 1, "what expires goes on");
        let stored = world.storage.find_player_source(&world.id_of(PLAYER)).await.unwrap();
        assert_eq!(stored.is_some(), is_kept);
    }
}

#[tokio::test(start_paused = true)]
async fn blizzard_that_never_answered_has_been_silent_since_it_was_first_asked() {
    let world = World::with_limits(Limits::Shared { share: None }).await;
    world.fake.set_fault(Some(Fault::Status(500)));
    for (time, is_resting) in [(Duration::ZERO, false), (DAY + MINUTE, true)] {
        world.clock.advance(time);
        world.get(PLAYER).await.unwrap_err();
        assert_eq!(
            prune(world.cache.storage(), world.cache.limits(), WEEK).await.unwrap().is_resting,
            is_resting
        );
    }
}

#[tokio::test(start_paused = true)]
async fn beyond_the_limit_of_bytes_the_oldest_players_go_first() {
    let world = World::new().await;
    let battletags = world.fake.with_site(|site| site.battletags());
    for battletag in &battletags {
        world.get(battletag.as_str()).await.unwrap();
        world.clock.advance(MINUTE);
    }
    let all = world.storage.stats().await.unwrap().live_player_bytes;
    for (max_bytes, is_enough) in [(all, true), (all / 2, false), (0, false)] {
        let limits = PruneLimits { max_bytes: Some(max_bytes), ..PruneLimits::default() };
        let pruned = prune(world.cache.storage(), world.cache.limits(), limits).await.unwrap();
        assert_eq!(pruned.player_profiles == 0, is_enough);
        assert!(world.storage.stats().await.unwrap().live_player_bytes <= max_bytes);
        let mut is_stored = Vec::new();
        for battletag in &battletags {
            let id = PlayerId::BattleTag(battletag.clone());
            let profile = world.storage.find_player_profile(&id, CareerPart::Summary).await;
            is_stored.push(profile.unwrap().is_some());
        }
        assert!(is_stored.is_sorted(), "the oldest first: {is_stored:?}");
        assert_eq!(is_stored.contains(&true), max_bytes > 0);
    }
}

#[tokio::test(start_paused = true)]
async fn versions_outlive_their_player_and_go_at_an_age_of_their_own() {
    let world = World::new().await;
    world.get(PLAYER).await.unwrap();
    let id = world.id_of(PLAYER);
    let limits = PruneLimits { history_max_age: Some(30 * DAY), ..WEEK };
    for (age, players, versions) in [(8 * DAY, 1, 0), (23 * DAY, 0, 1)] {
        world.clock.advance(age);
        let pruned = prune(world.cache.storage(), world.cache.limits(), limits).await.unwrap();
        assert_eq!((pruned.player_profiles, pruned.versions), (players, versions));
        let found =
            world.storage.find_versions(&id, None, None, 10, &Filter::default()).await.unwrap();
        assert_eq!(found.len() as u64, 1 - versions);
    }
}
