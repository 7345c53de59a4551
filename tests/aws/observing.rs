//! What a Lambda writes to its log: lines of JSON, with the request's id, without players.

use std::fs;

use axum::body::Bytes;
use emulator::event;
use fake::Fault;
use http::Request;
use serde_json::{Value, json};

use crate::support::{
    database::Database,
    events,
    functions::start_logging,
    world::{HOUR, PLAYER, World},
};

/// What a schedule says.
const NOTHING: Bytes = Bytes::from_static(b"{}");

/// The id that the emulator gives the first event.
const FIRST_REQUEST: &str = "00000000-0000-4000-8000-000000000001";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_names_requests_and_no_players() {
    let world = World::new().await;
    let mut variables = world.variables().to_vec();
    // The last one counts.
    variables.push(("RUST_LOG", "info"));
    let id = world.fake.with_site(|site| site.player_mut(PLAYER).unwrap().id.as_str().to_owned());

    let lines = invoke("get-player", &variables, &[player(PLAYER), player(PLAYER)]).await;
    assert_eq!(metric(&lines, "Responses", ("Freshness", "miss")), 1);
    assert_eq!(metric(&lines, "Responses", ("Freshness", "hit")), 1);
    assert_eq!(metric(&lines, "BlizzardRequests", ("Page", "career")), 1);
    assert_eq!(metric(&lines, "BlizzardRequests", ("Status", "200")), 2, "a page and a search");
    assert!(lines.iter().all(|line| is_without(line, &[PLAYER, "Aurora", &id])), "{lines:#?}");

    world.fake.set_fault(Some(Fault::Cut));
    let lines = invoke("get-player", &variables, &[player("Basalt-1013")]).await;
    let cut = metric(&lines, "BlizzardRequests", ("Status", "connection"));
    assert!((1..=2).contains(&cut), "the page, and the search beside it: {cut}");
    let error = lines.iter().find(|line| line["level"] == "ERROR").expect("a line about it");
    assert_eq!(error["span"]["requestId"], FIRST_REQUEST);
    assert!(lines.iter().all(|line| is_without(line, &["Basalt"])), "{lines:#?}");

    world.fake.set_fault(None);
    let message = json!({"Player": id}).to_string();
    let event = Bytes::from(events::messages([message.as_str()]).to_string());
    world.database.let_pass(HOUR * 2).await;
    let lines = invoke("refresh", &variables, &[event.clone(), event]).await;
    assert_eq!(metric(&lines, "Refreshes", ("Outcome", "unchanged")), 2);
    assert_eq!(metric(&lines, "BlizzardRequests", ("Page", "search")), 1);
    assert!(lines.iter().all(|line| is_without(line, &["Aurora", &id])), "{lines:#?}");

    let lines = invoke("report-storage", &variables, &[NOTHING]).await;
    let report = lines.iter().find(|line| line["PlayerProfiles"] == 1.0).expect("the metrics");
    for metric in ["StoredBytes", "CompressionRatio", "ProfileAgeP50", "ProfileAgeP99"] {
        assert!(report[metric].is_number(), "{metric}");
    }
    assert_eq!(report["_aws"]["CloudWatchMetrics"][0]["Namespace"], "OverFast");
    let lines = invoke("prune-profiles", &variables, &[NOTHING]).await;
    assert!(lines.iter().any(|line| line["PrunedProfiles"] == 0.0), "{lines:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_many_hero_rates_a_day_lacks_is_said() {
    let world = World::new().await;
    for unrecorded in [50.0, 40.0] {
        let lines = invoke("record-hero-rates", &world.variables(), &[NOTHING]).await;
        let said = lines.iter().find_map(|line| line["UnrecordedHeroRates"].as_f64());
        assert_eq!(said, Some(unrecorded), "{lines:#?}");
    }
    let asked = world.fake.requests();
    assert_eq!(asked.iter().filter(|path| path.starts_with("/en-us/rates/data/")).count(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_watch_says_for_how_long_blizzard_is_silent() {
    let world = World::new().await;
    let mut variables = world.variables().to_vec();
    // As in AWS: what Blizzard answers is noted where a rate is kept.
    variables.retain(|(name, _)| !["BLIZZARD_PACE", "RUST_LOG"].contains(name));
    let silence = async || {
        let lines = invoke("watch-pages", &variables, &[NOTHING]).await;
        lines.iter().find_map(|line| line["BlizzardSilence"].as_f64()).expect("the metric")
    };
    assert!(silence().await < 60.0);
    let mut connection = world.database.connect().await;
    sqlx::query("update blizzard_pace set answered_at = now() - interval '7 hours'")
        .execute(&mut connection)
        .await
        .unwrap();
    world.fake.set_fault(Some(Fault::Cut));
    assert!(silence().await > 6.0 * 60.0 * 60.0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_level_that_is_none_is_named_and_info_shown() {
    let database = Database::create().await;
    for level in ["loud", "storage=loud,warn"] {
        let variables = [("DATABASE_URL", database.url.as_str()), ("RUST_LOG", level)];
        let lines = invoke("migrate", &variables, &[NOTHING]).await;
        let message = |line: &Value| line["message"].as_str().unwrap_or_default().to_owned();
        assert_eq!(lines[0]["level"], "WARN", "{lines:#?}");
        assert!(message(&lines[0]).contains(level), "{lines:#?}");
        let is_migrated = |line: &Value| message(line) == "migrated" && line["level"] == "INFO";
        assert!(lines.iter().any(is_migrated), "{lines:#?}");
    }
}

fn player(id: &str) -> Bytes {
    event(&Request::get(format!("/players/{id}")).body(()).unwrap())
}

fn is_without(line: &Value, names: &[&str]) -> bool {
    names.iter().all(|name| !line.to_string().contains(name))
}

/// The sum of a counter over all lines where that dimension has that value.
fn metric(lines: &[Value], name: &str, (dimension, value): (&str, &str)) -> u64 {
    lines
        .iter()
        .filter(|line| line[dimension] == value)
        .filter_map(|line| line[name].as_u64())
        .sum()
}

/// Runs a Lambda until it has handled the events; the lines that it wrote.
async fn invoke(name: &str, variables: &[(&str, &str)], events: &[Bytes]) -> Vec<Value> {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("log");
    let mut function = start_logging(name, variables, &log).await;
    for event in events {
        function.invoke(event.clone()).await.unwrap();
        function.wait_until_ready().await.unwrap();
    }
    let lines = fs::read_to_string(log).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}
