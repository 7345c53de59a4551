//! `/heroes/all`: every hero at once.

use serde_json::Value;

use crate::support::world::{HOUR, World};

const KEYS: [&str; 3] = ["ana", "anran", "ashe"];

/// A world of three heroes, whose list is stored.
async fn world() -> World {
    let world = World::new().await;
    world.fake.with_site(|site| site.heroes.truncate(KEYS.len()));
    world.get("/heroes").await;
    world
}

fn keys(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|hero| hero["key"].as_str().unwrap()).collect()
}

async fn is_complete(world: &World, path: &str) -> bool {
    world.get(path).await.json().as_array().unwrap().len() == KEYS.len()
}

#[tokio::test]
async fn those_that_are_missing_are_left_out_and_fetched_behind() {
    let world = world().await;
    world.get("/heroes/ashe").await;
    let first = world.get("/heroes/all").await;
    assert_eq!(keys(&first.json()), ["ashe"]);
    assert_eq!(first.header("cache-control"), "public, max-age=60");
    assert_eq!((first.status, first.header("age")), (200, "0"));

    world.until(async |world| is_complete(world, "/heroes/all").await).await;
    world.clock.advance(HOUR);
    let all = world.get("/heroes/all").await;
    assert_eq!(keys(&all.json()), KEYS);
    assert_eq!(all.header("cache-control"), "public, max-age=86400");
    assert_eq!(all.header("age"), "3600");
    for hero in all.json().as_array().unwrap() {
        let key = hero["key"].as_str().unwrap();
        let mut alone = world.get(&format!("/heroes/{key}")).await.json();
        alone["key"] = key.into();
        assert_eq!(*hero, alone);
    }
}

#[tokio::test]
async fn it_takes_one_statement() {
    let world = world().await;
    world.until(async |world| is_complete(world, "/heroes/all").await).await;
    world.at_rest().await;
    world.fake.clear_requests();
    let before = world.database.statements().await.len();
    let new = async |world: &World| {
        let statements = world.database.statements().await.split_off(before);
        statements.iter().filter(|statement| statement.contains("static_data")).count()
    };
    for _ in 0..3 {
        assert!(is_complete(&world, "/heroes/all").await);
    }
    world.until(async |world| new(world).await >= 3).await;
    assert_eq!(new(&world).await, 3);
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn it_speaks_every_language() {
    let world = world().await;
    let french = "/heroes/all?locale=fr-fr";
    world.until(async |world| is_complete(world, french).await).await;
    assert!(world.fake.requests().contains(&"/fr-fr/heroes/ana/".to_owned()));
    assert_eq!(world.get("/heroes/all?locale=klingon").await.status, 422);
}
