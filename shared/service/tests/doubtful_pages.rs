//! Pages that show less than what is stored, or somebody else, replace nothing.

use fake::Player as FakePlayer;
use overwatch::Locale;
use service::{
    Error,
    cache::Resource,
    resources::{Heroes, RateFilters},
};

use crate::world::{DAY, OTHER, PLAYER, World};

/// The page has a view for a season, and nothing in it.
fn show_nothing(player: &mut FakePlayer) {
    let mut page = player.career.clone();
    page.stats = None;
    player.page = Some(Box::new(page));
}

fn become_private(player: &mut FakePlayer) {
    let mut page = player.career.clone();
    page.stats = None;
    page.summary.competitive = None;
    player.page = Some(Box::new(page));
}

#[tokio::test(start_paused = true)]
async fn a_page_without_statistics_replaces_no_career_unless_it_is_private() {
    for (change, is_believed) in
        [(show_nothing as fn(&mut FakePlayer), false), (become_private, true)]
    {
        let world = World::new().await;
        let stored = world.career(PLAYER).await;
        world.make_due(PLAYER).await;
        world.update(PLAYER, change);
        assert_eq!(world.work_on_one().await.is_ok(), is_believed);
        assert_eq!(world.career(PLAYER).await != stored, is_believed);
    }
}

#[tokio::test(start_paused = true)]
async fn nor_by_another_name_that_is_new_to_us() {
    for (change, is_believed) in
        [(show_nothing as fn(&mut FakePlayer), false), (become_private, true)]
    {
        let world = World::new().await;
        let stored = world.career(PLAYER).await;
        world.update(PLAYER, change);
        world.fake.with_site(|site| {
            let battletag = "cobalt-1014".parse().unwrap();
            let player = site.player_mut(PLAYER).unwrap().clone();
            site.players.push(FakePlayer { battletag, ..player });
        });
        let by_another_name = world.career("cobalt-1014").await;
        assert_eq!(by_another_name.stats.is_none(), is_believed);
        assert_eq!(world.career(PLAYER).await != stored, is_believed);
    }
}

#[tokio::test(start_paused = true)]
async fn somebody_elses_page_is_not_stored() {
    let world = World::new().await;
    let stored = world.career(PLAYER).await;
    world.make_due(PLAYER).await;
    let other = world.career(OTHER).await;
    world.update(PLAYER, |player| player.page = Some(Box::new(other)));
    let refused = world.work_on_one().await;
    let is_refused = |error: &Error| matches!(error, Error::Blizzard(blizzard::Error::OtherPlayer));
    assert!(refused.as_ref().is_err_and(is_refused), "{refused:?}");
    assert_eq!(world.career(PLAYER).await, stored);

    // Nor where nothing is stored yet, whether the player is public or not.
    for is_public in [true, false] {
        let world = World::new().await;
        let other = world.career(OTHER).await;
        world.change(PLAYER, |player| {
            player.page = Some(Box::new(other));
            player.is_public = is_public;
        });
        let refused = world.get(PLAYER).await;
        assert!(refused.as_ref().is_err_and(is_refused), "{refused:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_player_who_was_renamed_is_believed() {
    let world = World::new().await;
    world.make_due(PLAYER).await;
    world.update(PLAYER, |player| player.career.summary.username = "Renamed".to_owned());
    world.work_on_one().await.unwrap();
    assert_eq!(world.career(PLAYER).await.summary.username, "Renamed");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_lost_more_than_a_fifth_replaces_none() {
    for (kept_of_ten, is_believed) in [(0, false), (1, false), (7, false), (8, true), (10, true)] {
        let world = World::new().await;
        world.fake.with_site(|site| {
            let hero = site.heroes[0].clone();
            site.heroes = (0..10)
                .map(|n| fake::Hero { key: format!("hero-{n}").parse().unwrap(), ..hero.clone() })
                .collect();
            let map = site.maps[0].clone();
            site.maps = (0..10)
                .map(|n| fake::OfferedMap { key: format!("map-{n}"), ..map.clone() })
                .collect();
        });
        let heroes = || async { content(&world, &Heroes(Locale::default())).await.len() };
        let maps = || async { content(&world, &RateFilters).await.maps.len() };
        assert_eq!((heroes().await, maps().await), (10, 10));
        world.fake.with_site(|site| {
            site.heroes.truncate(kept_of_ten);
            site.maps.truncate(kept_of_ten);
        });
        world.clock.advance(DAY);
        assert_eq!((heroes().await, maps().await), (10, 10), "stale, and asked for again");
        for result in world.work().await {
            assert_eq!(result.is_ok(), is_believed, "{kept_of_ten}: {result:?}");
        }
        let left = if is_believed { kept_of_ten } else { 10 };
        assert_eq!((heroes().await, maps().await), (left, left));
    }
}

async fn content<T, R>(world: &World, resource: &R) -> T
where
    T: serde::de::DeserializeOwned,
    R: Resource<Value = service::resources::Json<T>>,
{
    world.request().get(resource).await.unwrap().value.into_content().unwrap()
}
