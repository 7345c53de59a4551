//! Players that Blizzard does not know, and ids that nobody can have.

use std::time::Duration;

use fake::Fault;
use serde_json::json;

use crate::support::world::{PLAYER, World};

#[tokio::test]
async fn an_unknown_player_is_asked_for_less_and_less() {
    let world = World::new().await;
    for (count, pause) in [600, 1800, 5400, 16200, 21600, 21600].into_iter().enumerate() {
        for _ in 0..2 {
            let reply = world.get("/players/Nobody-1/stats/summary").await;
            assert_eq!(reply.status, 404);
            let now = storage::Clock::Manual(world.clock.clone()).now().as_secs();
            let expected = json!({
                "error": "Player not found",
                "retry_after": pause,
                "next_check_at": now + pause,
                "check_count": count + 1,
            });
            assert_eq!(reply.json(), expected);
            assert_eq!(reply.header("retry-after"), pause.to_string());
        }
        assert_eq!(pages(&world), count + 1, "asked once more, and no more");
        world.clock.advance(Duration::from_secs(pause));
    }

    world.fake.with_site(|site| {
        let mut player = site.player_mut(PLAYER).unwrap().clone();
        player.battletag = "Nobody-1".parse().unwrap();
        site.players.push(player);
    });
    assert_eq!(world.get("/players/Nobody-1").await.status, 200);
    assert_eq!(
        rows(&world, "select count(*) from unknown_players").await,
        0,
        "success clears the count"
    );
}

#[tokio::test]
async fn an_impossible_id_is_unknown_without_asking() {
    let world = World::new().await;
    let long = "x".repeat(129);
    for id in ["..%2Fheroes", "%00", "a%0d%0ab", "%FF", "x%7Cy", long.as_str()] {
        let reply = world.get(&format!("/players/{id}/summary")).await;
        assert_eq!(reply.status, 404, "{id}");
        assert_eq!(reply.json()["retry_after"], 21_600, "{id}");
        assert_eq!(reply.header("retry-after"), "21600", "{id}");
    }
    assert_eq!(world.fake.requests(), Vec::<String>::new());
    assert_eq!(rows(&world, "select count(*) from unknown_players").await, 0);
}

#[tokio::test]
async fn a_page_without_a_player_is_never_stored() {
    let world = World::new().await;
    for page in ["<main>no masthead</main>", "<html></html>", "", "\u{0}\u{1}<<<"] {
        world.fake.set_fault(Some(Fault::Garbage(page.to_owned())));
        let status = world.get(&format!("/players/fa|f{}", page.len())).await.status;
        assert!(matches!(status, 404 | 500), "{status} for {page:?}");
    }
    assert_eq!(rows(&world, "select count(*) from player_profiles").await, 0);
}

/// How often a career page was asked for.
fn pages(world: &World) -> usize {
    world.fake.requests().iter().filter(|path| path.contains("/career/")).count()
}

async fn rows(world: &World, query: &'static str) -> i64 {
    let mut connection = world.database.connect().await;
    sqlx::query_scalar(query).fetch_one(&mut connection).await.unwrap()
}
