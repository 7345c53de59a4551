//! `/patch-notes`: what Blizzard changed in the game.

use std::time::Duration;

use fake::Fault;
use serde_json::{Value, json};

use crate::support::world::{HOUR, World};

const DAYS: [&str; 3] = ["2026-08-20", "2026-08-14", "2026-08-11"];

fn days(notes: &Value) -> Vec<&str> {
    notes.as_array().unwrap().iter().map(|note| note["date"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn they_are_what_the_site_shows() {
    let world = World::new().await;
    let reply = world.get("/patch-notes").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("cache-control"), "public, max-age=3600");
    let shown = world.fake.with_site(|site| site.patch_notes.clone());
    assert_eq!(reply.json(), serde_json::to_value(shown).unwrap());
}

#[tokio::test]
async fn a_hero_whom_nobody_lists_has_a_title_and_no_key() {
    let world = World::new().await;
    world.fake.with_site(|site| {
        let entries = &mut site.patch_notes[0].sections[1].entries;
        entries[0].title = "Tomorrow".to_owned();
    });
    let notes = world.get("/patch-notes").await.json();
    let entry = &notes[0]["sections"][1]["entries"][0];
    assert_eq!((&entry["title"], &entry["hero"]), (&json!("Tomorrow"), &Value::Null));
}

#[tokio::test]
async fn a_limit_keeps_the_newest() {
    let world = World::new().await;
    for (limit, expected) in [("1", 1), ("2", 2), ("3", 3), ("+4", 3), ("99999999999999999999", 3)]
    {
        let reply = world.get(&format!("/patch-notes?limit={limit}")).await;
        assert_eq!((reply.status, days(&reply.json()).as_slice()), (200, &DAYS[..expected]));
        assert_eq!(reply.header("cache-control"), "public, max-age=3600", "{limit}");
    }
}

#[tokio::test]
async fn every_error_of_a_request_is_listed() {
    let world = World::new().await;
    let reply = world.get("/patch-notes?limit=0&locale=klingon").await;
    assert_eq!(reply.status, 422);
    let errors = reply.json()["detail"].clone();
    let locations = [&errors[0]["loc"], &errors[1]["loc"]];
    assert_eq!(locations, [&json!(["query", "locale"]), &json!(["query", "limit"])]);
    assert_eq!(errors[1]["type"], "greater_than_equal");
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn each_language_has_its_own_page() {
    let world = World::new().await;
    for locale in ["de-de", "zh-tw"] {
        let reply = world.get(&format!("/patch-notes?locale={locale}")).await;
        assert_eq!((reply.status, days(&reply.json()).as_slice()), (200, &DAYS[..]));
        assert!(world.fake.requests().contains(&format!("/{locale}/news/patch-notes/live/")));
    }
}

#[tokio::test]
async fn they_are_stale_after_an_hour_and_refreshed_behind_the_response() {
    let world = World::new().await;
    world.get("/patch-notes").await;
    world.at_rest().await;
    world.fake.clear_requests();
    world.clock.advance(Duration::from_secs(3599));
    assert_eq!(world.get("/patch-notes").await.header("x-cache-status"), "hit");
    assert_eq!(world.fake.requests(), Vec::<String>::new());

    world.clock.advance(Duration::from_secs(1));
    world.fake.with_site(|site| site.patch_notes[0].title = "Corrected".to_owned());
    let stale = world.get("/patch-notes").await;
    assert_eq!((stale.header("x-cache-status"), stale.header("age")), ("stale", "3600"));
    let is_new =
        async |world: &World| world.get("/patch-notes").await.json()[0]["title"] == "Corrected";
    world.until(is_new).await;
}

#[tokio::test]
async fn blizzard_down_is_an_error_only_without_anything_stored() {
    let world = World::new().await;
    world.fake.set_fault(Some(Fault::Status(500)));
    assert_eq!(world.get("/patch-notes").await.status, 504);
    world.fake.set_fault(None);
    world.get("/patch-notes").await;
    world.fake.set_fault(Some(Fault::Garbage("<p>Something else".to_owned())));
    world.clock.advance(HOUR * 100);
    let stale = world.get("/patch-notes").await;
    assert_eq!((stale.status, days(&stale.json()).as_slice()), (200, &DAYS[..]));
}
