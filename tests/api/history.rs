//! What a player was over time, and what was played in between.

use std::time::Duration;

use fake::{Player, Site, play::Play};
use overwatch::history::Counters;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::world::{HOUR, PLAYER, Reply, START, World, in_tier_2_as_tank, send};

const DAY: Duration = Duration::from_hours(24);

/// Plays on a console, never hides, and keeps the name.
const STEADY: &str = "Basalt-1013";

/// A world whose players play a session a day.
async fn playing() -> World {
    // Midnight: from one to the next there is one session.
    World::playing(Site::played_by(Play::new(7, 25)), START + HOUR * 16).await
}

fn hide(player: &mut Player) {
    player.is_public = false;
    player.career.stats = None;
    player.career.summary.competitive = None;
}

/// A player with a version from the start, and of 2, 4 and 6 hours later.
async fn with_four_versions() -> World {
    let world = World::new().await;
    world.look_at(PLAYER).await;
    world.change(|player| player.career.summary.title = Some("Other".to_owned())).await;
    world
        .change(|player| {
            let endorsement = player.career.summary.endorsement.as_mut().unwrap();
            "https://images.example/endorsement/5.svg".clone_into(&mut endorsement.frame);
        })
        .await;
    world.change(in_tier_2_as_tank).await;
    world
}

async fn ask(world: &World, rest: &str) -> Reply {
    world.get(&format!("/players/{PLAYER}{rest}")).await
}

async fn snapshots(world: &World, query: &str) -> Vec<Value> {
    let reply = ask(world, &format!("/history{query}")).await;
    assert_eq!(reply.status, 200, "{query}");
    reply.json()["snapshots"].as_array().unwrap().clone()
}

/// The hours after the start at which they were taken.
fn hours(snapshots: &[Value]) -> Vec<u64> {
    let hours = |snapshot: &Value| {
        (snapshot["taken_at"].as_u64().unwrap() - START.as_secs()) / HOUR.as_secs()
    };
    snapshots.iter().map(hours).collect()
}

fn time(hours: u32) -> u64 {
    (START + HOUR * hours).as_secs()
}

#[tokio::test]
async fn who_changed_three_times_has_four_versions() {
    let world = with_four_versions().await;
    // Nothing else has changed.
    world.clock.advance(HOUR * 2);
    world.look_at(PLAYER).await;

    let all = snapshots(&world, "").await;
    assert_eq!(hours(&all), [6, 4, 2, 0], "newest first");
    let tier = |snapshot: &Value| snapshot["data"]["competitive"]["pc"]["tank"]["tier"].clone();
    assert_eq!(all.iter().map(tier).collect::<Vec<_>>(), [2, 3, 3, 3]);
    assert_eq!(all[0]["data"]["endorsement"], 5);
    assert_eq!(all[0]["last_updated_blizzard"], time(6) - 60);

    for (query, expected) in [
        (format!("?since={}", time(2)), &[6, 4, 2][..]),
        (format!("?until={}", time(2)), &[2, 0]),
        (format!("?until={}", time(2) - 1), &[0]),
        (format!("?since={}&until={}", time(2), time(4)), &[4, 2]),
        (format!("?since={}", time(7)), &[]),
        ("?limit=2".to_owned(), &[6, 4]),
        (format!("?limit=1&until={}", time(5)), &[4]),
    ] {
        assert_eq!(hours(&snapshots(&world, &query).await), expected, "{query}");
    }
    let id = blizzard_id(&world).await;
    let by_id = world.get(&format!("/players/{id}/history")).await;
    assert_eq!(by_id.json()["snapshots"], json!(all));
}

async fn blizzard_id(world: &World) -> String {
    let mut connection = world.database.connect().await;
    let id = sqlx::query_scalar("select player_id from player_profiles where battletag = $1");
    let id: String = id.bind(PLAYER).fetch_one(&mut connection).await.unwrap();
    id.replace('|', "%7C")
}

#[tokio::test]
async fn filters_thin_out_what_is_shown_and_leave_the_snapshots() {
    let world = with_four_versions().await;
    let all = snapshots(&world, "").await;
    let heroes = &all[0]["data"]["heroes"]["pc"]["competitive"];
    let hero = heroes.as_object().unwrap().keys().next().unwrap();
    let query = format!("?platform=pc&gamemode=competitive&hero={hero}");
    let thin = snapshots(&world, &query).await;
    assert_eq!(hours(&thin), [6, 4, 2, 0]);
    assert_eq!(
        thin[0]["data"]["heroes"],
        json!({"pc": {"competitive": {hero.as_str(): heroes[hero]}}})
    );
    let console = snapshots(&world, "?platform=console").await;
    assert_eq!(hours(&console), [6, 4, 2, 0]);
    assert_eq!(console[0]["data"]["competitive"].get("pc"), None);
    assert_eq!(console[0]["data"]["endorsement"], 5);
}

#[tokio::test]
async fn a_table_is_saved_under_a_name() {
    let world = with_four_versions().await;
    let reply = ask(&world, "/history?format=csv&limit=2&gamemode=quickplay").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    let disposition = reply.header("content-disposition");
    assert_eq!(disposition, "attachment; filename=\"player-history.csv\"");
    assert_eq!(reply.header("cache-control"), "public, max-age=3600");

    let table = String::from_utf8(reply.body).unwrap();
    let mut lines = table.split("\r\n");
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(columns[..5], ["taken_at", "last_updated_blizzard", "platform", "gamemode", "hero"]);
    let rows: Vec<Vec<&str>> =
        lines.filter(|line| !line.is_empty()).map(|line| line.split(',').collect()).collect();
    let mut expected = Vec::new();
    for snapshot in snapshots(&world, "?limit=2&gamemode=quickplay").await {
        for (platform, gamemodes) in snapshot["data"]["heroes"].as_object().unwrap() {
            for (hero, counters) in gamemodes["quickplay"].as_object().unwrap() {
                let place = [&snapshot["taken_at"], &snapshot["last_updated_blizzard"]];
                let mut row: Vec<String> = place.map(Value::to_string).into();
                row.extend([platform, "quickplay", hero].map(ToOwned::to_owned));
                let number = |column: &&str| {
                    let number = counters[*column].as_f64().unwrap();
                    number.to_string()
                };
                row.extend(columns[5..].iter().map(number));
                expected.push(row);
            }
        }
    }
    assert!(!rows.is_empty());
    assert_eq!(rows, expected);
}

#[tokio::test]
async fn a_career_is_answered_as_it_was() {
    let world = World::new().await;
    let first = ask(&world, "").await;
    let of_pc = ask(&world, "?platform=pc&gamemode=quickplay").await;
    world.change(|player| player.career.summary.title = Some("Other".to_owned())).await;
    let second = ask(&world, "").await;

    for (at, expected) in
        [(time(0), &first), (time(2) - 1, &first), (time(2), &second), (time(99), &second)]
    {
        let reply = ask(&world, &format!("/history/{at}")).await;
        assert_eq!((reply.status, &reply.body), (200, &expected.body), "{at}");
        assert_eq!(reply.header("age"), "0");
    }
    let filtered = format!("/history/{}?platform=pc&gamemode=quickplay", time(1));
    assert_eq!(ask(&world, &filtered).await.body, of_pc.body);

    let before = ask(&world, &format!("/history/{}", time(0) - 1)).await;
    assert_eq!(before.status, 404);
    assert_eq!(before.json(), json!({"error": "Nothing is kept of this player from that time"}));
    assert_eq!((before.header("retry-after"), before.header("cache-control")), ("", "no-store"));
}

#[tokio::test]
async fn what_was_played_adds_up_also_when_a_season_begins() {
    let world = playing().await;
    let path = |rest: &str| format!("/players/{STEADY}{rest}");
    world.look_at(STEADY).await;
    let mut sum = Counters::default();
    let mut resets = Vec::new();
    // A season begins 280 hours after the start.
    for _ in 0..16 {
        let before = world.now().as_secs();
        world.clock.advance(DAY);
        world.look_at(STEADY).await;
        let diff = world.get(&path(&format!("/stats/diff?since={}", before + 1))).await.json();
        assert_eq!(diff["since"], before + 1);
        assert_eq!(
            (&diff["snapshots_compared"], &diff["compared_from"]),
            (&json!(2), &json!(before))
        );
        sum += serde_json::from_value(diff["totals"].clone()).unwrap();
        resets.extend(diff["resets"].as_array().unwrap().clone());
    }
    let whole = world.get(&path("/stats/diff?since=0")).await.json();
    assert_eq!(whole["snapshots_compared"], 17);
    assert_eq!(serde_json::from_value::<Counters>(whole["totals"].clone()).unwrap(), sum);
    assert!(sum.games_played > 0 && sum.time_played > 0);
    assert_eq!(resets, [json!({"platform": "console", "gamemode": "competitive"})]);
    assert_eq!(whole["resets"], json!(resets));

    let month = world.get(&path("/stats/diff?period=month")).await.json();
    assert_eq!((&month["heroes"], &month["totals"]), (&whole["heroes"], &whole["totals"]));
    let season = world.get(&path("/stats/diff?period=season")).await.json();
    let began = season["since"].as_u64().unwrap();
    assert!(began > time(280) && began <= world.now().as_secs(), "{began}");
    assert!(season["snapshots_compared"].as_u64().unwrap() < 17);
}

#[tokio::test]
async fn with_one_version_there_is_nothing_to_compare() {
    let world = World::new().await;
    let reply = ask(&world, "/stats/diff").await;
    assert_eq!(reply.status, 200);
    let diff = reply.json();
    assert_eq!(diff["since"], time(0) - DAY.as_secs());
    assert_eq!((&diff["snapshots_compared"], &diff["compared_from"]), (&json!(1), &Value::Null));
    for list in ["ranks", "heroes", "resets"] {
        assert_eq!(diff[list], json!([]), "{list}");
    }
}

#[tokio::test]
async fn a_private_career_shows_nothing_from_before() {
    let world = with_four_versions().await;
    let shown = world.fake.with_site(|site| site.player_mut(PLAYER).unwrap().clone());
    world.change(hide).await;
    assert_eq!(snapshots(&world, "").await, Vec::<Value>::new());
    assert_eq!(
        ask(&world, "/history?format=csv").await.body.split(|byte| *byte == b'\n').count(),
        2
    );
    for at in [time(0), time(6), time(99)] {
        assert_eq!(ask(&world, &format!("/history/{at}")).await.status, 404);
    }
    for query in ["?since=0", "?period=week", "?period=season"] {
        let diff = ask(&world, &format!("/stats/diff{query}")).await.json();
        assert_eq!(diff["snapshots_compared"], 0, "{query}");
        assert_eq!((&diff["ranks"], &diff["compared_to"]), (&json!([]), &Value::Null));
    }

    world.change(|player| *player = shown).await;
    assert_eq!(hours(&snapshots(&world, "").await), [6, 4, 2, 0], "nothing was deleted");
    assert_eq!(ask(&world, &format!("/history/{}", time(0))).await.status, 200);
}

/// A page that hides statistics may show ranks all the same.
#[tokio::test]
async fn a_private_career_with_ranks_shows_nothing_from_before() {
    let world = with_four_versions().await;
    world
        .change(|player| {
            player.career.stats = None;
            let ranks = player.career.summary.competitive.as_mut().unwrap();
            for ranks in [&mut ranks.pc, &mut ranks.console].into_iter().flatten() {
                ranks.season = None;
            }
        })
        .await;
    let summary = world.get(&format!("/players/{PLAYER}/summary")).await.json();
    assert!(summary["competitive"].is_object(), "{summary}");
    assert_eq!(snapshots(&world, "").await, Vec::<Value>::new());
}

#[tokio::test]
async fn who_was_always_private_has_no_history_and_nobody_has_none() {
    let world = World::new().await;
    let secret = world.get("/players/Secret-1001/history").await;
    assert_eq!((secret.status, secret.json()), (200, json!({"snapshots": []})));
    assert_eq!(world.get("/players/Secret-1001/history/9999999999").await.status, 404);
    for rest in ["history", "history/9999999999", "stats/diff"] {
        let reply = world.get(&format!("/players/Nobody-404404/{rest}")).await;
        assert_eq!((reply.status, &reply.json()["error"]), (404, &json!("Player not found")));
        assert!(!reply.header("retry-after").is_empty());
    }
}

#[tokio::test]
async fn a_history_is_as_fresh_as_its_player_and_is_not_sent_twice() {
    let world = with_four_versions().await;
    world.clock.advance(Duration::from_mins(10));
    for rest in ["/history", &format!("/history/{}", time(3)), "/stats/diff?since=0"] {
        let path = format!("/players/{PLAYER}{rest}");
        let get = world.get(&path).await;
        assert_eq!(
            (get.status, get.header("age"), get.header("x-cache-ttl")),
            (200, "600", "3000")
        );
        assert_eq!(get.header("cache-control"), "public, max-age=3600");
        assert!(!get.header("last-modified").is_empty());

        let held = world.request(&path).header("if-none-match", get.header("etag"));
        let unchanged = send(held).await;
        assert_eq!((unchanged.status, unchanged.body.len()), (304, 0), "{rest}");

        let client = crate::support::world::client();
        let url = format!("{}{path}", world.url());
        let without_body = send(client.request(Method::HEAD, &url)).await;
        assert_eq!((without_body.status, without_body.body.len()), (200, 0), "{rest}");
        assert_eq!(without_body.header("content-length"), get.body.len().to_string());
        let options = send(client.request(Method::OPTIONS, &url)).await;
        assert_eq!(options.status, 204, "{rest}");
        let post = send(client.request(Method::POST, &url)).await;
        assert_eq!(post.status, 405, "{rest}");
    }
}

#[tokio::test]
async fn every_invalid_parameter_is_listed() {
    let world = World::new().await;
    let query = "?since=abc&until=-1&limit=501&platform=xbox&gamemode=chess&hero=nobody&format=xml";
    let reply = ask(&world, &format!("/history{query}")).await;
    assert_eq!(reply.status, 422);
    let detail = reply.json()["detail"].as_array().unwrap().clone();
    let error = |error: &Value| {
        let place = error["loc"].as_array().unwrap().clone();
        (place[0].to_string() + &place[1].to_string(), error["type"].as_str().unwrap().to_owned())
    };
    let expected = [
        ("since", "int_parsing"),
        ("until", "greater_than_equal"),
        ("limit", "less_than_equal"),
        ("platform", "enum"),
        ("gamemode", "enum"),
        ("hero", "enum"),
        ("format", "enum"),
    ];
    let expected = expected.map(|(name, kind)| (format!("\"query\"\"{name}\""), kind.to_owned()));
    assert_eq!(detail.iter().map(error).collect::<Vec<_>>(), expected);
    assert_eq!(
        detail[2],
        json!({
            "type": "less_than_equal", "loc": ["query", "limit"],
            "msg": "Input should be less than or equal to 500", "input": "501", "ctx": {"le": 500},
        })
    );

    let reply = ask(&world, "/history/yesterday?platform=xbox").await;
    assert_eq!(reply.status, 422);
    let detail = reply.json()["detail"].clone();
    assert_eq!(
        (&detail[0]["loc"], &detail[0]["type"]),
        (&json!(["path", "taken_at"]), &json!("int_parsing"))
    );
    assert_eq!(detail[1]["loc"], json!(["query", "platform"]));

    for query in
        ["?period=week&since=5", "?period=week&until=5", "?period=year", "?since=1e9", "?until="]
    {
        assert_eq!(ask(&world, &format!("/stats/diff{query}")).await.status, 422, "{query}");
    }
    let both = ask(&world, "/stats/diff?period=week&since=5").await.json();
    assert_eq!(
        both["detail"],
        json!([{
            "type": "value_error", "loc": ["query", "period"],
            "msg": "Value error, cannot be combined with 'since'", "input": "week",
        }])
    );
    assert_eq!(world.fake.requests(), Vec::<String>::new(), "nobody is asked for what is invalid");
}
