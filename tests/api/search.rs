//! `/players`.

use std::time::Duration;

use fake::Fault;
use serde_json::{Value, json};

use crate::support::world::World;

fn ids(reply: &Value) -> Vec<&str> {
    let results = reply["results"].as_array().unwrap().iter();
    results.map(|found| found["player_id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn players_of_exactly_that_name_are_found() {
    let world = World::new().await;
    let reply = world.get("/players?name=Aurora-1011").await;
    assert_eq!(reply.status, 200);
    let found = reply.json();
    assert_eq!((&found["total"], ids(&found).as_slice()), (&json!(1), ["Aurora-1011"].as_slice()));
    let first = &found["results"][0];
    assert_eq!(first["career_url"], "https://api.example/players/Aurora-1011");
    assert!(first["blizzard_id"].as_str().unwrap().contains("%7C"));

    let found = world.get("/players?name=Aurora").await.json();
    assert_eq!(found["results"][0]["player_id"], first["blizzard_id"], "no number, no BattleTag");
    assert_eq!(world.get("/players?name=AURORA").await.json(), json!({"total": 0, "results": []}));
    assert_eq!(world.get("/players?name=Secret").await.json()["total"], 0, "private");
}

#[tokio::test]
async fn the_regional_shape_is_searched_by_its_battletags() {
    let world = World::new().await;
    let regional = json!([
        {"battleTag": "Ana#1234", "frame": "/f.png", "portrait": "/p.png", "isPublic": true,
            "lastUpdated": 1_700_000_000, "url": "ab%7Ccd"},
        {"battleTag": "ANA#1", "portrait": "/p.png", "isPublic": true, "url": "ab%7Cce"},
    ]);
    world.fake.set_fault(Some(Fault::Garbage(regional.to_string())));
    let reply = world.get("/players?name=Ana-1234").await;
    assert_eq!((reply.status, &reply.json()["total"]), (200, &json!(1)));
    let found = &reply.json()["results"][0];
    assert_eq!((&found["player_id"], &found["name"]), (&json!("Ana-1234"), &json!("Ana")));
    assert_eq!(
        (&found["avatar"], &found["last_updated_at"]),
        (&Value::Null, &json!(1_700_000_000))
    );
}

#[tokio::test]
async fn a_link_is_a_url_that_every_client_can_ask() {
    let world = World::new().await;
    let link = "https://api.example/players/Gr%C3%B6%C3%9Fe-1005";
    // Composed, decomposed, and with the game's own sign before the number.
    for name in ["Gr%C3%B6%C3%9Fe-1005", "Gro%CC%88%C3%9Fe-1005", "Gr%C3%B6%C3%9Fe%231005"] {
        let found = world.get(&format!("/players?name={name}")).await.json();
        let first = &found["results"][0];
        assert_eq!(
            (&first["player_id"], &first["career_url"]),
            (&json!("Größe-1005"), &json!(link))
        );
    }
    assert_eq!(world.fake.requests().len(), 1, "one name, one search");
    let found = world.get("/players?name=Gr%C3%B6%C3%9Fe").await.json();
    let first = &found["results"][0];
    let id = first["player_id"].as_str().unwrap();
    assert_eq!(first["career_url"], format!("https://api.example/players/{id}"), "%7C, not %257C");
    for link in [link, first["career_url"].as_str().unwrap()] {
        let path = link.strip_prefix("https://api.example").unwrap();
        assert_eq!(world.get(path).await.json()["summary"]["username"], "Größe");
    }
}

#[tokio::test]
async fn results_are_ordered_and_paged() {
    let world = World::new().await;
    let all = world.get("/players?name=Twin&order_by=last_updated_at:asc").await.json();
    let reversed = world.get("/players?name=Twin-1003&order_by=last_updated_at:desc").await.json();
    assert_eq!(all["total"], 2);
    let mut backwards = ids(&reversed);
    backwards.reverse();
    assert_eq!(ids(&all), backwards);
    let page =
        world.get("/players?name=Twin&order_by=last_updated_at:asc&offset=1&limit=1_0").await;
    assert_eq!(page.json()["total"], 2, "counted before paging");
    assert_eq!(ids(&page.json()), [ids(&all)[1]]);
}

#[tokio::test]
async fn a_search_is_asked_once_in_ten_minutes_and_survives_blizzard() {
    let world = World::new().await;
    let first = world.get("/players?name=Aurora").await;
    world.clock.advance(Duration::from_secs(599));
    let reply = world.get("/players?name=Aurora-1011").await;
    assert_eq!(
        (reply.header("age"), reply.header("cache-control")),
        ("599", "public, max-age=600")
    );
    assert_eq!(world.fake.requests().len(), 1);

    world.clock.advance(Duration::from_hours(1));
    world.fake.set_fault(Some(Fault::Status(500)));
    let stale = world.get("/players?name=Aurora").await;
    assert_eq!((stale.status, &stale.body), (200, &first.body));
    assert_eq!((stale.header("x-cache-status"), stale.header("age")), ("stale", "4199"));
    assert_eq!(world.get("/players?name=Basalt").await.status, 504);
    world.fake.set_fault(None);
    // The failed refresh holds its lease for five minutes.
    world.clock.advance(Duration::from_mins(5));
    world.get("/players?name=Aurora").await;
    world.until(async |world| world.get("/players?name=Aurora").await.header("age") == "0").await;
}

#[tokio::test]
async fn a_name_nobody_can_have_is_not_asked_for() {
    let world = World::new().await;
    for name in ["", "..", "%2F", "a%00", "%25"] {
        let reply = world.get(&format!("/players?name={name}")).await;
        assert_eq!(reply.json(), json!({"total": 0, "results": []}), "{name}");
    }
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let world = World::new().await;
    let reply = world.get("/players?offset=-1&limit=0&order_by=x").await;
    assert_eq!(reply.status, 422);
    let detail = reply.json()["detail"].clone();
    let said: Vec<(&str, &str)> = detail
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["loc"][1].as_str().unwrap(), error["type"].as_str().unwrap()))
        .collect();
    let expected = [
        ("name", "missing"),
        ("order_by", "string_pattern_mismatch"),
        ("offset", "greater_than_equal"),
        ("limit", "greater_than"),
    ];
    assert_eq!(said, expected);
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}
