//! Requests that nobody means well, to every compiled Lambda: none ends in a panic or a 500, none
//! reaches Blizzard unencoded, none leads to another host, none is in the log.

mod checks;
mod redirects;
mod requests;

use std::{collections::BTreeMap, fs, path::PathBuf};

use emulator::{Function, answer};
use fake::{Fake, Site};
use fastrand::Rng;
use functions::endpoints::ENDPOINTS;
use tokio::task::JoinSet;

use crate::support::{
    CARD_FONTS, database::Database, functions::start_logging, load::all, machine, say,
};

#[tokio::test(flavor = "multi_thread")]
async fn hostile_requests_do_no_harm() {
    attack(100).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes"]
async fn a_hundred_thousand_hostile_requests_do_no_harm() {
    attack(5300).await;
}

/// How many answers had which status.
type Statuses = BTreeMap<u16, u32>;

/// Sends so many requests to each function.
async fn attack(each: u32) {
    let _machine = machine().await;
    let fake = Fake::start(Site::generated()).await.unwrap();
    let database = Database::create().await;
    let logs = tempfile::tempdir().unwrap();
    let mut tasks = JoinSet::new();
    let endpoints = ENDPOINTS.chunk_by(|one, other| one.name == other.name).map(|endpoints| {
        (endpoints[0].name, endpoints.iter().map(|endpoint| (endpoint.path)()).collect())
    });
    for (number, (name, routes)) in endpoints.chain([("fallback", elsewhere())]).enumerate() {
        let log = logs.path().join(name);
        let variables = [
            ("DATABASE_URL", database.url.as_str()),
            ("BLIZZARD_BASE_URL", &fake.url()),
            ("BLIZZARD_PACE", "off"),
            ("STATIC_BASE_URL", checks::IMAGES),
            ("CARD_FONTS", CARD_FONTS.to_str().unwrap()),
        ];
        let function = start_logging(name, &variables, &log).await;
        tasks.spawn(attack_one(function, routes, Rng::with_seed(number as u64), each, log));
    }
    let mut statuses = Statuses::new();
    let (mut sent, mut lines) = (0, 0);
    for (found, written) in all(tasks).await {
        lines += written;
        for (status, count) in found {
            *statuses.entry(status).or_default() += count;
            sent += count;
        }
    }
    let asked = fake.requests();
    let wrong: Vec<String> = asked.iter().filter_map(|target| checks::url(target).err()).collect();
    say(&format!(
        "{sent} hostile requests: {statuses:?} by status; {lines} lines of log; Blizzard was asked {} times",
        asked.len()
    ));
    assert_eq!(wrong, Vec::<String>::new());
    assert!(!asked.is_empty() && lines > 0);
}

/// What no endpoint serves: paths of nothing, of images, and of endpoints with a slash too many.
fn elsewhere() -> Vec<String> {
    let others = ["/{anything}", "/{anything}/", "/static/{anything}"].map(str::to_owned);
    ENDPOINTS.iter().map(|endpoint| (endpoint.path)() + "/").chain(others).collect()
}

/// Sends so many requests to one function; how many had which status, and how much it logged.
async fn attack_one(
    mut function: Function,
    routes: Vec<String>,
    mut rng: Rng,
    requests: u32,
    log: PathBuf,
) -> (Statuses, usize) {
    let mut statuses = Statuses::new();
    for _ in 0..requests {
        let event = requests::event(&mut rng, &routes);
        let is_head = event["requestContext"]["http"]["method"] == "HEAD";
        let result = function.invoke(event.to_string()).await;
        let result = result.and_then(|result| answer(&result));
        let answer = result.unwrap_or_else(|error| panic!("{error} after {event}"));
        if let Err(wrong) = checks::answer(&answer, is_head) {
            panic!("{wrong} after {event}");
        }
        if let Some(location) = answer.headers().get("location") {
            let path = event["rawPath"].as_str().unwrap();
            checks::location(path, location.to_str().unwrap()).unwrap();
        }
        *statuses.entry(answer.status().as_u16()).or_default() += 1;
    }
    drop(function);
    let log = String::from_utf8(fs::read(log).unwrap()).unwrap();
    let wrong: Vec<String> = log.lines().filter_map(|line| checks::line(line).err()).collect();
    assert!(wrong.is_empty(), "{routes:?}: {:#?}", &wrong[..wrong.len().min(5)]);
    (statuses, log.lines().count())
}
