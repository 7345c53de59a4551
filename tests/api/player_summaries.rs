//! `/players/summaries`: many players at once.

use std::time::Duration;

use fake::{Fault, Site};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::support::world::{HOUR, PLAYER, Reply, World};

/// As many as one request may ask for.
const MOST: u8 = 50;

fn path(ids: &[String]) -> String {
    format!("/players/summaries?ids={}", ids.join(","))
}

/// Fifty players whom Blizzard knows, as URLs name them.
fn crowd(world: &World) -> Vec<String> {
    let site = Site::with_players(MOST);
    let battletags = site.battletags();
    world.fake.with_site(|old| *old = site);
    let encoded = |tag: &str| utf8_percent_encode(tag, NON_ALPHANUMERIC).to_string();
    battletags.iter().map(|battletag| encoded(battletag.as_str())).collect()
}

fn results(reply: &Reply) -> Vec<Value> {
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
    reply.json()["results"].as_array().unwrap().clone()
}

fn pending(results: &[Value]) -> usize {
    results.iter().filter(|result| result["pending"] == true).count()
}

/// As generated clients write a list.
#[tokio::test]
async fn a_repeated_parameter_is_a_list_too() {
    let world = World::new().await;
    let path = format!("/players/summaries?ids={PLAYER}&ids=Basalt-1013,Cobalt-1014&ids={PLAYER}");
    let results = results(&world.get(&path).await);
    let ids: Vec<_> = results.iter().map(|result| &result["player_id"]).collect();
    assert_eq!(ids, [PLAYER, "Basalt-1013", "Cobalt-1014"]);
}

#[tokio::test]
async fn fifty_stored_players_take_one_statement() {
    let world = World::new().await;
    let ids = crowd(&world);
    assert_eq!(pending(&results(&world.get(&path(&ids)).await)), 0);
    world.at_rest().await;
    world.fake.clear_requests();
    let before = world.database.statements().await.len();
    let reply = world.get(&path(&ids)).await;
    // A lease may still have been extended while the last fetch ended.
    let new = async |world: &World| {
        let mut statements = world.database.statements().await.split_off(before);
        statements.retain(|statement| !statement.contains("update leases"));
        statements.len()
    };
    world.until(async |world| new(world).await >= 1).await;
    let results = results(&reply);
    for (id, result) in ids.iter().zip(&results) {
        let alone = world.get(&format!("/players/{id}/summary")).await.json();
        let expected = json!({"summary": alone, "error": null, "pending": false});
        assert_eq!(result["summary"], expected["summary"], "{id}");
        assert_eq!((&result["error"], &result["pending"]), (&Value::Null, &json!(false)));
    }
    world.until(async |world| new(world).await > ids.len()).await;
    assert_eq!(new(&world).await, 1 + ids.len(), "one for all, and one for each alone");
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn ids_are_written_as_elsewhere_and_answered_as_asked() {
    let world = World::new().await;
    let id = world.fake.with_site(|site| site.player_mut(PLAYER).unwrap().id.as_str().to_owned());
    let once = id.replace('|', "%7C");
    let twice = id.replace('|', "%257C");
    let number = PLAYER.replace('-', "%23");
    let asked = format!("Gr%C3%B6%C3%9Fe-1005,{PLAYER},{number},{once},{twice},+Nobody-1,,a%2Fb");
    let reply = world.get(&format!("/players/summaries?ids={asked}")).await;
    let results = results(&reply);
    let ids: Vec<_> = results.iter().map(|result| result["player_id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["Größe-1005", PLAYER, id.as_str(), "Nobody-1", "a/b"], "each once");
    assert_eq!(results[1]["summary"]["username"], "Aurora");
    assert_eq!(results[1]["summary"], results[2]["summary"]);
    for result in &results[3..] {
        let error = json!({"status_code": 404, "message": "Player not found"});
        assert_eq!((&result["summary"], &result["error"]), (&Value::Null, &error));
        assert_eq!(result["pending"], false);
    }
    assert_eq!(reply.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_list_of_another_length_is_refused() {
    let world = World::new().await;
    let many: Vec<String> = (0..51).map(|number| format!("Nobody-{number}")).collect();
    for (query, kind, message, context) in [
        ("", "missing", "Field required", Value::Null),
        (
            "?ids=",
            "too_short",
            "List should have at least 1 item after validation, not 0",
            json!({"field_type": "List", "min_length": 1, "actual_length": 0}),
        ),
        (
            &format!("?ids={}", many.join(",")),
            "too_long",
            "List should have at most 50 items after validation, not 51",
            json!({"field_type": "List", "max_length": 50, "actual_length": 51}),
        ),
    ] {
        let reply = world.get(&format!("/players/summaries{query}")).await;
        assert_eq!(reply.status, 422);
        let error = &reply.json()["detail"][0];
        assert_eq!((&error["type"], &error["msg"]), (&json!(kind), &json!(message)));
        assert_eq!((&error["loc"], &error["ctx"]), (&json!(["query", "ids"]), &context));
    }
    let repeated = vec![PLAYER.to_owned(); 60];
    assert_eq!(results(&world.get(&path(&repeated)).await).len(), 1, "repeated ones count once");
    assert!(world.fake.requests().iter().all(|path| !path.contains("Nobody")));
}

#[tokio::test]
async fn it_is_as_fresh_as_the_player_who_is_stale_first() {
    let world = World::new().await;
    let ids = [PLAYER, "Basalt-1013"].map(str::to_owned);
    for id in &ids {
        world.get(&format!("/players/{id}/summary")).await;
        world.clock.advance(HOUR / 6);
    }
    let reply = world.get(&path(&ids)).await;
    assert_eq!((reply.header("age"), reply.header("x-cache-ttl")), ("1200", "2400"));
    assert_eq!(reply.header("cache-control"), "public, max-age=3600");
    let tag = reply.header("etag");
    let same = world.request(&path(&ids)).header("if-none-match", tag).send().await.unwrap();
    assert_eq!(same.status(), 304);

    world.fake.set_fault(Some(Fault::Status(500)));
    world.clock.advance(HOUR);
    let stale = world.get(&path(&ids)).await;
    assert_eq!((stale.header("age"), stale.header("x-cache-status")), ("4800", "stale"));
    let with_another = [ids.as_slice(), &["Cobalt-1014".to_owned()]].concat();
    let reply = world.get(&path(&with_another)).await;
    let results = results(&reply);
    assert!(results[0]["summary"].is_object() && results[1]["summary"].is_object());
    assert_eq!(results[2]["error"]["status_code"], 504, "one failure fails nobody else");
    assert_eq!(reply.header("cache-control"), "no-store");
}

#[tokio::test]
async fn new_ones_come_soon_while_stored_ones_are_there_at_once() {
    let world = World::limited(None).await;
    let ids = crowd(&world);
    world.get(&path(&ids[..1])).await;
    let floor = "update blizzard_pace set delay_ms = 100, threshold_ms = 100";
    sqlx::query(floor).execute(&mut world.database.connect().await).await.unwrap();
    for some in ids[..40].chunks(10) {
        let none_is_pending =
            async |world: &World| pending(&results(&world.get(&path(some)).await)) == 0;
        world.until(none_is_pending).await;
    }

    world.fake.set_fault(Some(Fault::Delay(Duration::from_secs(2))));
    let first = results(&world.get(&path(&ids)).await);
    assert!(first[..40].iter().all(|result| result["summary"].is_object()));
    assert!(first.iter().all(|result| result["error"].is_null()));
    let there = first.iter().filter(|result| result["summary"].is_object()).count();
    assert_eq!(there + pending(&first), ids.len());

    world.fake.set_fault(None);
    world.until(async |world| pending(&results(&world.get(&path(&ids)).await)) == 0).await;
    world.fake.clear_requests();
    let last = world.get(&path(&ids)).await;
    assert!(results(&last).iter().all(|result| result["summary"].is_object()));
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}
