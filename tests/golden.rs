//! The reference's answers to real pages, where both lie beside the project. Compared as JSON; what
//! is not compared is in the fixtures' README.

use std::{fs, path::Path};

use futures_util::{StreamExt, stream};
use local::standin::{Site, StandIn};
use serde_json::Value;

use crate::{
    programs::{run_lambdas, run_local},
    support::{
        compare::difference,
        database::Database,
        fixtures, say,
        world::{client, send},
    },
};

/// What the reference was told; its links start with it.
const API_BASE_URL: &str = "https://overfast-api.tekrop.fr";
const STATIC_BASE_URL: &str = "https://overfast-api.tekrop.fr/static";

struct Case {
    path_and_query: String,
    status: u16,
    body: Value,
}

#[tokio::test]
async fn the_api_on_this_machine_answers_as_the_reference() {
    let Some(fixtures) = at_hand() else { return };
    let (standin, database) = behind(&fixtures).await;
    let url = standin.url();
    let (_program, address) = run_local(&[], &variables(&database, &url));
    check("cargo run -p local", &address, &fixtures).await;
}

#[tokio::test]
async fn the_lambdas_answer_as_the_reference() {
    let Some(fixtures) = at_hand() else { return };
    let (standin, database) = behind(&fixtures).await;
    let url = standin.url();
    let Some((_program, address)) = run_lambdas(&variables(&database, &url)).await else { return };
    check("cargo lambda watch", &address, &fixtures).await;
}

fn at_hand() -> Option<std::path::PathBuf> {
    let fixtures = fixtures();
    if fixtures.is_none() {
        say("skipped: no real pages beside the project");
    }
    fixtures
}

async fn behind(fixtures: &Path) -> (StandIn, Database) {
    let site = Site::from_folder(&fixtures.join("site")).unwrap();
    (StandIn::start(site).await.unwrap(), Database::create().await)
}

fn variables<'a>(database: &'a Database, blizzard: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("DATABASE_URL", &database.url),
        ("BLIZZARD_BASE_URL", blizzard),
        ("BLIZZARD_PACE", "off"),
        ("API_BASE_URL", API_BASE_URL),
        ("STATIC_BASE_URL", STATIC_BASE_URL),
    ]
}

async fn check(what: &str, address: &str, fixtures: &Path) {
    let cases = cases(fixtures);
    let total = cases.len();
    let client = client();
    let failures: Vec<String> = stream::iter(cases)
        .map(|case| {
            let request = client.get(format!("{address}{}", case.path_and_query));
            async move {
                let reply = send(request).await;
                let body = serde_json::from_slice(&reply.body).unwrap_or_default();
                let difference = if reply.status == case.status {
                    differ(&case, body)?
                } else {
                    format!("expected status {}, found {}", case.status, reply.status)
                };
                Some(format!("{}: {difference}", case.path_and_query))
            }
        })
        .buffer_unordered(4)
        .filter_map(std::future::ready)
        .collect()
        .await;
    say(&format!("golden, {what}: {} of {total}", total - failures.len()));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn cases(fixtures: &Path) -> Vec<Case> {
    fs::read_to_string(fixtures.join("golden.jsonl"))
        .unwrap()
        .lines()
        .map(|line| {
            let mut case: Value = serde_json::from_str(line).unwrap();
            Case {
                path_and_query: case["path_and_query"].as_str().unwrap().to_owned(),
                status: case["status"].as_u64().unwrap().try_into().unwrap(),
                body: case["body"].take(),
            }
        })
        .collect()
}

fn differ(case: &Case, mut actual: Value) -> Option<String> {
    let mut expected = case.body.clone();
    for body in [&mut expected, &mut actual] {
        forget_what_is_known(body);
        if case.path_and_query.starts_with("/gamemodes") {
            forget_descriptions(body);
        }
    }
    difference(&expected, &actual)
}

/// Lists of what is known grow: they are not compared.
fn forget_what_is_known(body: &mut Value) {
    const GROWING: [&str; 5] = ["hero", "hero_key", "map", "competitive_division", "order_by"];
    for error in body.get_mut("detail").and_then(Value::as_array_mut).into_iter().flatten() {
        if GROWING.iter().any(|name| error["loc"][1] == *name) {
            error["msg"].take();
            error["ctx"].take();
        }
    }
}

/// Those are our own words.
fn forget_descriptions(body: &mut Value) {
    for gamemode in body.as_array_mut().into_iter().flatten() {
        gamemode["description"].take();
    }
}
