//! Compares what is read from recorded pages with the answers recorded for them.
//!
//! The recordings lie beside the repository and are no part of it; without them nothing is compared.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "all of this file is a test"
)]

use std::{collections::HashMap, fs, path::Path};

use overwatch::{
    BattleTag, BlizzardId,
    career::{self, Career},
    hero, search, stats_summary,
};
use serde_json::Value;

/// A recorded request and its answer.
#[derive(serde::Deserialize)]
struct Recording {
    path_and_query: String,
    status: u16,
    body: Value,
}

#[test]
fn recorded_pages_give_the_recorded_answers() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures");
    let Ok(recordings) = fs::read_to_string(fixtures.join("golden.jsonl")) else {
        println!("skipped: there are no recordings");
        return;
    };
    let careers = careers(&fixtures.join("site"));
    let recordings: Vec<Recording> = recordings
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|recording: &Recording| {
            recording.status == 200 && recording.path_and_query.starts_with("/players/")
        })
        .collect();

    let wrong: Vec<_> = recordings
        .iter()
        .filter(|recording| {
            !equal(&recording.body, &answer(&careers, &recording.path_and_query), "$")
        })
        .map(|recording| &recording.path_and_query)
        .collect();
    println!("{} of {}", recordings.len() - wrong.len(), recordings.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn careers(site: &Path) -> HashMap<String, Career> {
    let redirects = fs::read_to_string(site.join("redirects.json")).unwrap();
    let redirects: HashMap<String, BlizzardId> = serde_json::from_str(&redirects).unwrap();
    redirects
        .into_iter()
        .map(|(battletag, id)| {
            let career = career(&site.join("en-us"), &battletag.parse().unwrap(), &id);
            (battletag, career)
        })
        .collect()
}

fn career(site: &Path, battletag: &BattleTag, id: &BlizzardId) -> Career {
    let page = site.join("career").join(id.encoded()).join("index.html");
    let name = battletag.name();
    let search = format!("search/account-by-name/{}.json", name.to_lowercase());
    let entries = search::read(&fs::read_to_string(site.join(search)).unwrap()).unwrap();
    let entry =
        entries.iter().find(|entry| entry.id == *id && entry.name == name && entry.is_public);
    career::read(&fs::read_to_string(page).unwrap()).unwrap().with_search_entry(entry)
}

fn answer(careers: &HashMap<String, Career>, path_and_query: &str) -> Value {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let query: HashMap<_, _> =
        query.split('&').filter_map(|parameter| parameter.split_once('=')).collect();
    let (player, endpoint) =
        path["/players/".len()..].split_once('/').unwrap_or((&path["/players/".len()..], ""));
    let career = &careers[player];
    // Not every endpoint has these, and one that has not ignores them whatever they are.
    let platform = query.get("platform").and_then(|platform| platform.parse().ok());
    let gamemode = query.get("gamemode").and_then(|gamemode| gamemode.parse().ok());
    let hero = query.get("hero").and_then(|hero| hero.parse().ok());
    let stats = || career.stats_of(gamemode.unwrap(), platform, hero.as_ref());
    let json = match endpoint {
        "" => serde_json::to_value(career.clone().filtered(platform, gamemode)),
        "summary" => serde_json::to_value(&career.summary),
        "stats" => serde_json::to_value(stats()),
        "stats/career" => serde_json::to_value(career::values(&stats())),
        "stats/summary" => serde_json::to_value(
            career
                .stats
                .as_ref()
                .map(|stats| stats_summary::summarize(stats, platform, gamemode, hero::role_of))
                .unwrap_or_default(),
        ),
        _ => panic!("{path_and_query}"),
    };
    json.unwrap()
}

/// Whether an answer is the expected one. Null and absent are the same, and so are 57 and 57.0.
fn equal(expected: &Value, actual: &Value, place: &str) -> bool {
    let equal = match (expected, actual) {
        (Value::Object(a), Value::Object(b)) => {
            return a.keys().chain(b.keys()).all(|key| {
                let member = |object: &serde_json::Map<_, _>| {
                    object.get(key.as_str()).cloned().unwrap_or_default()
                };
                equal(&member(a), &member(b), &format!("{place}.{key}"))
            });
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            return (0..a.len()).all(|i| equal(&a[i], &b[i], &format!("{place}[{i}]")));
        }
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        _ => expected == actual,
    };
    if !equal {
        println!("{place}: {expected:.200} expected, {actual:.200} found");
    }
    equal
}
