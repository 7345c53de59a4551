//! `docker compose --profile monitoring`: what its dashboards ask Prometheus for is there, and nobody else
//! reaches it.
//!
//! - `stack.rs`: Prometheus and postgres-exporter, as the compose file starts them, without its containers.
//! - `dashboards.rs`: Grafana's dashboards.
//! - `files.rs`: what the compose file and what it mounts say.

mod dashboards;
mod files;
mod stack;

use std::time::{Duration, Instant};

use fake::{Fake, Fault, Site};
use sqlx::Connection;

use self::{
    dashboards::{Dashboard, dashboards},
    stack::{Stack, are_installed},
};
use crate::support::{
    database::Database,
    laptop::run_local,
    say,
    world::{HOUR, PLAYER, client, send},
};

/// What Grafana's variables stand for, with the name of the database.
const INTERVAL: &str = "1m";

/// So long a dashboard may be empty.
const TIMEOUT: Duration = Duration::from_secs(40);

#[tokio::test]
async fn every_query_of_every_dashboard_returns_data() {
    if !are_installed() {
        return;
    }
    let database = Database::create().await;
    hurry(&database).await;
    let fake = Fake::start(Site::generated()).await.unwrap();
    let blizzard = fake.url();
    let variables = [
        ("DATABASE_URL", database.url.as_str()),
        ("BLIZZARD_BASE_URL", &blizzard),
        ("RUST_LOG", "off"),
    ];
    let (_program, address) = run_local(&[], &variables);
    let stack = Stack::start(&address, &database.url).await;

    let start = Instant::now();
    let mut left = queries(&database.name);
    for round in 0.. {
        ask(&address, &fake, &database, round).await;
        let mut empty = Vec::new();
        for (place, query) in left {
            if !stack.has_data(&query).await {
                empty.push((place, query));
            }
        }
        left = empty;
        if left.is_empty() {
            break;
        }
        assert!(start.elapsed() < TIMEOUT, "without data: {left:#?}");
    }
    say(&format!("every panel has data after {:.1} s", start.elapsed().as_secs_f32()));

    for dashboard in dashboards() {
        for (metric, label) in dashboard.variables() {
            let values = stack.label_values(&metric, &label).await;
            assert!(values.contains(&database.name), "{}: {values:?}", dashboard.name);
        }
    }
}

/// What all panels ask for, and where each stands.
fn queries(database: &str) -> Vec<(String, String)> {
    let fill_in =
        |query: &str| query.replace("$__rate_interval", INTERVAL).replace("$database", database);
    dashboards()
        .iter()
        .flat_map(Dashboard::queries)
        .map(|(place, query)| (place, fill_in(&query)))
        .inspect(|(place, query)| assert!(!query.contains('$'), "{place}: {query}"))
        .collect()
}

/// The rate limiter as it is after an hour of answers, rather than at its slow start.
async fn hurry(database: &Database) {
    let row = "insert into blizzard_pace (next_slot, delay_ms, threshold_ms, streak, refusals,
            recovery_blocked_until)
        values (now(), 100, 100, 0, 0, now())";
    let mut connection = database.connect().await;
    sqlx::query(row).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// One of each kind: a player who is new and then fresh, one who is stale and gets refreshed, and a search whose
/// answer cannot be read.
async fn ask(address: &str, fake: &Fake, database: &Database, round: usize) {
    let get = async |path: String| send(client().get(format!("{address}{path}"))).await.status;
    for _ in 0..2 {
        assert_eq!(get(format!("/players/{PLAYER}")).await, 200);
    }
    database.let_pass(HOUR * 2).await;
    assert_eq!(get(format!("/players/{PLAYER}")).await, 200);
    fake.set_fault_under("/en-us/search/", Fault::Garbage("no JSON".to_owned()));
    assert_eq!(get(format!("/players?name=nobody{round}")).await, 500);
    fake.set_fault(None);
    tokio::time::sleep(Duration::from_secs(1)).await;
}
