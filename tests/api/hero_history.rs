//! How often heroes were played, and won, day after day.

use std::time::Duration;

use fake::Site;
use serde_json::{Value, json};
use service::admin::{record_rates::record_hero_rates, watch::watch_pages};

use crate::support::world::{HOUR, Reply, START, World};

const HISTORY: &str = "/heroes/stats/history";
const RATES: &str = "/heroes/stats?platform=pc&gamemode=competitive&region=europe";

/// Hours of a day until the test's clock shows midnight.
const UNTIL_MIDNIGHT: u32 = 16;

/// A world whose heroes fare differently from day to day.
async fn world() -> World {
    let world = World::playing(Site::playing(7), START).await;
    world.clock.advance(UNTIL_MIDNIGHT * HOUR);
    world
}

/// The run of a day that records the first region on PC, after all on consoles.
const RUN_OF_RATES: u32 = 3;

/// Records the rates of a day that has just begun, ten an hour; what a client saw of them then.
async fn record_day(world: &World, runs: u32) -> Value {
    let mut shown = Value::Null;
    for run in 0..runs {
        record_hero_rates(&world.cache).await.unwrap();
        if run == RUN_OF_RATES {
            shown = world.get(RATES).await.json();
        }
        world.clock.advance(HOUR);
    }
    world.clock.advance((24 - runs) * HOUR);
    shown
}

fn midnight(world: &World, days_ago: u32) -> u64 {
    world.now().as_secs() - u64::from(days_ago) * 24 * HOUR.as_secs()
}

async fn history(world: &World, query: &str) -> Reply {
    let reply = world.get(&format!("{HISTORY}{query}")).await;
    assert_eq!(reply.status, 200, "{query}: {}", String::from_utf8_lossy(&reply.body));
    reply
}

fn dates(history: &Value) -> Vec<&str> {
    let snapshots = history["snapshots"].as_array().unwrap();
    snapshots.iter().map(|snapshot| snapshot["date"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn whole_days_are_shown_newest_first_as_they_were() {
    let world = world().await;
    let empty = history(&world, "?region=europe").await.json();
    let expected = json!({
        "region": "europe", "platform": "pc", "gamemode": "competitive",
        "competitive_division": null, "snapshots": [],
    });
    assert_eq!(empty, expected);
    let first = record_day(&world, 6).await;
    let second = record_day(&world, 6).await;
    record_day(&world, 5).await;
    let found = history(&world, "?region=europe").await.json();
    assert_eq!(dates(&found), ["2027-01-17", "2027-01-16"], "half a day is none");
    for (snapshot, shown, days_ago) in
        [(&found["snapshots"][0], &second, 2), (&found["snapshots"][1], &first, 3)]
    {
        assert_eq!(snapshot["heroes"], *shown, "what a client saw on that day");
        let asked_at = midnight(&world, days_ago) + u64::from(RUN_OF_RATES) * HOUR.as_secs();
        assert_eq!(snapshot["taken_at"], asked_at);
    }
    assert_ne!(first, second);
}

#[tokio::test]
async fn one_kind_of_games_one_hero_or_some_days() {
    let world = world().await;
    for _ in 0..3 {
        record_day(&world, 6).await;
    }
    let gold =
        history(&world, "?region=asia&platform=console&competitive_division=gold").await.json();
    assert_eq!(
        (&gold["region"], &gold["platform"], &gold["competitive_division"]),
        (&"asia".into(), &"console".into(), &"gold".into())
    );
    assert_ne!(
        gold["snapshots"],
        history(&world, "?region=asia&platform=console").await.json()["snapshots"]
    );

    let quickplay =
        history(&world, "?region=asia&gamemode=quickplay&competitive_division=gold").await.json();
    assert_eq!(quickplay["competitive_division"], Value::Null, "it counts for nothing");
    assert!(
        quickplay["snapshots"][0]["heroes"]
            .as_array()
            .unwrap()
            .iter()
            .all(|hero| hero["banrate"].is_null())
    );
    assert_eq!(dates(&quickplay).len(), 3);

    let ana = history(&world, "?region=europe&hero=ana&limit=2").await.json();
    assert_eq!(dates(&ana), ["2027-01-18", "2027-01-17"]);
    for snapshot in ana["snapshots"].as_array().unwrap() {
        let heroes: Vec<_> =
            snapshot["heroes"].as_array().unwrap().iter().map(|hero| &hero["hero"]).collect();
        assert_eq!(heroes, ["ana"]);
    }
    let taken_at = |index: usize| ana["snapshots"][index]["taken_at"].as_u64().unwrap();
    for (since, until, expected) in [
        (taken_at(1), taken_at(1), vec!["2027-01-17"]),
        (taken_at(1) + 1, taken_at(0), vec!["2027-01-18"]),
        (0, taken_at(1) - 1, vec!["2027-01-16"]),
    ] {
        let query = format!("?region=europe&since={since}&until={until}");
        assert_eq!(dates(&history(&world, &query).await.json()), expected);
    }
}

#[tokio::test]
async fn a_history_is_a_table_too() {
    let world = world().await;
    let shown = record_day(&world, 6).await;
    let reply = history(&world, "?region=europe&format=csv").await;
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    let disposition = reply.header("content-disposition");
    assert_eq!(disposition, "attachment; filename=\"hero-stats-history.csv\"");
    let table = String::from_utf8(reply.body).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().map(|row| row.split(',').collect()).collect();
    let columns = [
        "date",
        "taken_at",
        "region",
        "platform",
        "gamemode",
        "competitive_division",
        "hero",
        "pickrate",
        "winrate",
        "banrate",
    ];
    assert_eq!(rows[0], columns);
    for (row, hero) in rows[1..].iter().zip(shown.as_array().unwrap()) {
        assert_eq!((row.len(), row[0], row[6]), (10, "2027-01-16", hero["hero"].as_str().unwrap()));
        let rates = row[7..].iter().map(|rate| rate.parse::<f64>().unwrap());
        let expected = ["pickrate", "winrate", "banrate"].map(|rate| hero[rate].as_f64().unwrap());
        assert_eq!(rates.collect::<Vec<_>>(), expected);
    }
}

#[tokio::test]
async fn heroes_and_divisions_of_tomorrow_can_be_asked_for() {
    let world = World::new().await;
    let new = [("hero", "nobody"), ("competitive_division", "uranium")];
    for (name, value) in new {
        let reply = world.get(&format!("{HISTORY}?region=asia&{name}={value}")).await;
        assert_eq!(reply.status, 422);
        assert_eq!(reply.json()["detail"][0]["loc"], json!(["query", name]));
    }
    assert_eq!(world.fake.requests(), Vec::<String>::new(), "not asked only to validate");
    world.fake.with_site(|site| {
        site.divisions.push("Uranium".to_owned());
        let hero = site.heroes[0].clone();
        site.heroes.push(fake::Hero { key: "nobody".parse().unwrap(), ..hero });
    });
    world.get("/heroes").await;
    watch_pages(&world.cache, None, &[]).await.unwrap();
    while record_hero_rates(&world.cache).await.unwrap().unrecorded > 0 {}
    let found =
        history(&world, "?region=asia&hero=nobody&competitive_division=uranium").await.json();
    assert_eq!(found["snapshots"][0]["heroes"][0]["hero"], "nobody");
}

#[tokio::test]
async fn every_invalid_parameter_is_named() {
    let world = World::new().await;
    let query = "platform=xbox&gamemode=arcade&hero=batman&competitive_division=tin&since=x&until=-1&limit=366&format=xml";
    let reply = world.get(&format!("{HISTORY}?{query}")).await;
    assert_eq!(reply.status, 422);
    let reply = reply.json();
    let named: Vec<_> =
        reply["detail"].as_array().unwrap().iter().map(|error| &error["loc"][1]).collect();
    let expected = [
        "region",
        "platform",
        "gamemode",
        "hero",
        "competitive_division",
        "since",
        "until",
        "limit",
        "format",
    ];
    assert_eq!(named, expected);
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_history_is_cached_for_an_hour_and_not_sent_twice() {
    let world = World::new().await;
    let reply = history(&world, "?region=europe").await;
    assert_eq!(reply.header("cache-control"), "public, max-age=3600");
    assert_eq!(reply.header("x-cache-status"), "hit");
    let again = world.request(&format!("{HISTORY}?region=europe"));
    let again = again.header("if-none-match", reply.header("etag")).send().await.unwrap();
    assert_eq!(again.status(), 304);
    assert_eq!(Duration::from_secs(reply.header("x-cache-ttl").parse().unwrap()), HOUR);
}

#[tokio::test]
async fn a_history_is_a_chart_too() {
    let world = world().await;
    let chart = async |query: &str| {
        let reply = history(&world, &format!("/chart.svg?region=europe{query}")).await;
        assert_eq!(reply.header("content-type"), "image/svg+xml");
        assert!(reply.header("content-security-policy").starts_with("default-src 'none'"));
        String::from_utf8(reply.body).unwrap()
    };
    assert!(chart("").await.contains("Nothing was recorded."));
    record_day(&world, 6).await;
    record_day(&world, 6).await;
    let leaders = chart("").await;
    assert!(leaders.contains("Pick rate: PC, competitive, Europe"), "{leaders}");
    let ana = chart("&hero=ana&stat=winrate&theme=dark&competitive_division=gold").await;
    assert!(ana.contains("Win rate of Ana"), "{ana}");
    assert!(ana.contains("PC, Europe, gold"), "{ana}");
    let banned = chart("&gamemode=quickplay&stat=banrate").await;
    assert!(banned.contains("Nothing was recorded."), "nobody is banned in quick play");
    for (name, value) in [("stat", "kda"), ("theme", "pink"), ("region", "mars")] {
        let reply = world.get(&format!("{HISTORY}/chart.svg?region=asia&{name}={value}")).await;
        assert_eq!(reply.json()["detail"][0]["loc"], json!(["query", name]));
    }
}
