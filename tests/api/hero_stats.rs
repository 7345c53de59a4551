//! How often heroes are played and win, and the maps and divisions that can be asked for.

use std::time::Duration;

use fake::OfferedMap;
use serde_json::json;
use service::admin::watch::watch_pages;

use crate::support::world::World;

pub(super) const RATES: &str = "/heroes/stats?platform=pc&region=europe&gamemode=competitive";

#[tokio::test]
async fn competitive_rates_are_those_that_blizzard_says_it_selected() {
    for rq in ["1", "2"] {
        let world = World::new().await;
        world.fake.with_site(|site| site.competitive_rq = rq);
        assert_eq!(world.get(RATES).await.status, 200);
        // The page that says which queue is which is fetched behind the first response.
        world.at_rest().await;
        world.fake.clear_requests();
        // Another question: the candidate that worked comes first now.
        assert_eq!(world.get(&format!("{RATES}&competitive_division=gold")).await.status, 200);
        let asked = world.fake.requests();
        assert_eq!(asked.len(), 1, "{asked:?}");
        assert!(
            asked[0].contains(&format!("rq={rq}")) && asked[0].contains("tier=Gold"),
            "{asked:?}"
        );
    }
    let world = World::new().await;
    world.fake.with_site(|site| site.competitive_rq = "7");
    assert_eq!(world.get(RATES).await.status, 500, "an answer that we cannot make sense of");
}

#[tokio::test]
async fn the_rates_page_says_which_queue_is_which_and_what_is_played_in_it() {
    let world = World::new().await;
    world.fake.with_site(|site| site.competitive_rq = "7");
    watch_pages(&world.cache, None, &[]).await.unwrap();
    world.fake.clear_requests();
    assert_eq!(world.get(RATES).await.status, 200);
    let asked = world.fake.requests();
    assert!(asked.len() == 1 && asked[0].contains("rq=7"), "{asked:?}");

    world.fake.with_site(|site| {
        site.maps[0].queues = Some("0".to_owned());
    });
    let map = world.fake.with_site(|site| site.maps[0].key.clone());
    watch_pages(&world.cache, None, &[]).await.unwrap();
    world.fake.clear_requests();
    let reply = world.get(&format!("{RATES}&map={map}")).await;
    let error = format!("Selected map '{map}' is not compatible with 'competitive' gamemode.");
    assert_eq!((reply.status, &reply.json()["error"]), (400, &error.into()));
    assert_eq!(world.fake.requests(), Vec::<String>::new(), "the page has said it");
    let quickplay = RATES.replace("competitive", "quickplay");
    assert_eq!(world.get(&format!("{quickplay}&map={map}")).await.status, 200);
}

#[tokio::test]
async fn maps_and_divisions_of_tomorrow_need_no_release_of_ours() {
    let world = World::new().await;
    world.fake.with_site(|site| {
        site.divisions.push("Uranium".to_owned());
        site.maps.push(OfferedMap {
            key: "atlantis".to_owned(),
            name: "Atlantis".to_owned(),
            gamemodes: vec!["Control".to_owned(), "Karaoke".to_owned()],
            queues: None,
        });
    });
    let new = [format!("{RATES}&map=atlantis"), format!("{RATES}&competitive_division=uranium")];
    for path in &new {
        assert_eq!(world.get(path).await.status, 422, "{path}");
    }
    assert_eq!(world.fake.requests(), Vec::<String>::new(), "not asked only to validate");

    watch_pages(&world.cache, None, &[]).await.unwrap();
    world.fake.clear_requests();
    for path in &new {
        assert_eq!(world.get(path).await.status, 200, "{path}");
    }
    let asked = world.fake.requests();
    assert!(asked[0].contains("map=atlantis") && asked[1].contains("tier=Uranium"), "{asked:?}");
    for map in ["all-maps", "Atlantis", "nowhere"] {
        let reply = world.get(&format!("{RATES}&map={map}")).await;
        assert_eq!(reply.status, 422, "{map}");
        let known = reply.json()["detail"][0]["msg"].to_string();
        assert!(known.contains("'atlantis'") && known.contains("'ilios'"), "{known}");
    }
    for path in ["/maps", "/maps?gamemode=control"] {
        let maps = world.get(path).await.json();
        let map = maps.as_array().unwrap().iter().find(|map| map["key"] == "atlantis").unwrap();
        assert_eq!(
            *map,
            json!({
                "key": "atlantis", "name": "Atlantis", "gamemodes": ["control", "karaoke"],
                "screenshot": "https://static.example/maps/atlantis.jpg",
                "location": null, "country_code": null,
            })
        );
    }
    let others = world.get("/maps?gamemode=escort").await.json();
    assert!(!others.to_string().contains("atlantis"), "{others}");
}

#[tokio::test]
async fn bans_are_counted_in_competitive_games_only() {
    let world = World::new().await;
    let rates = world.get(&format!("{RATES}&order_by=banrate:desc")).await.json();
    let banrates: Vec<f64> =
        rates.as_array().unwrap().iter().map(|hero| hero["banrate"].as_f64().unwrap()).collect();
    assert!(banrates.is_sorted_by(|a, b| a >= b));
    let quickplay = "/heroes/stats?platform=pc&region=europe&gamemode=quickplay";
    let rates = world.get(quickplay).await.json();
    assert!(rates.as_array().unwrap().iter().all(|hero| hero.get("banrate").is_none()));
    assert_eq!(world.get(&format!("{quickplay}&order_by=banrate:asc")).await.status, 400);
}

#[tokio::test]
async fn rates_are_refreshed_every_hour_behind_the_answer() {
    let world = World::new().await;
    world.get(RATES).await;
    world.clock.advance(Duration::from_secs(3_599));
    assert_eq!(world.get(RATES).await.header("x-cache-status"), "hit");
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.get(RATES).await.header("x-cache-status"), "stale");
    world.until(async |world| world.get(RATES).await.header("age") == "0").await;
}
