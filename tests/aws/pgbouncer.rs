//! Many processes through a transaction pooler with few connections.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use emulator::Function;
use sqlx::{Connection, PgConnection};
use storage::{Housekeeping, PostgresStorage};
use tokio::task::JoinSet;

use crate::support::{
    database::{Database, settings},
    load::{Answer, all, answers, get, requests, start, variables},
    machine, pgbouncer, say,
    world::World,
};

const SERVER_CONNECTIONS: u32 = 8;

#[tokio::test(flavor = "multi_thread")]
async fn many_processes_get_right_answers_over_few_connections() {
    run(16, 30).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a minute or more"]
async fn as_many_processes_as_a_busy_day() {
    run(64, 200).await;
}

#[tokio::test]
async fn a_connection_that_sets_what_a_pooler_cannot_share_is_refused() {
    let database = Database::create().await;
    let Some(pgbouncer) = pgbouncer::start(&database.url, SERVER_CONNECTIONS).await else { return };
    // The driver's own options, which ours are not.
    let refused = PgConnection::connect(&pgbouncer.url).await.unwrap_err();
    assert!(refused.to_string().contains("extra_float_digits"), "{refused}");
    PostgresStorage::connect(&settings(&pgbouncer.url, 1)).await.unwrap().close().await;
}

/// The database is empty at first, so that the processes also fetch and store, all at once.
async fn run(processes: usize, each: usize) {
    let _machine = machine().await;
    let world = World::new().await;
    // Out of another database, without a pooler.
    let expected = answers(&mut start(requests().len(), &world.variables()).await).await;
    let database = Database::create().await;
    let Some(pgbouncer) = pgbouncer::start(&database.url, SERVER_CONNECTIONS).await else { return };
    let functions = start(processes, &variables(&pgbouncer.url, &world.fake.url())).await;

    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for (number, (function, paths)) in functions.into_iter().enumerate() {
        tasks.spawn(ask(function, paths, number, each, expected.clone()));
    }
    let mut most = 0;
    let mut observer = database.connect().await;
    let running = all(tasks);
    tokio::pin!(running);
    let failures = loop {
        tokio::select! {
            failures = &mut running => break failures.concat(),
            () = tokio::time::sleep(Duration::from_millis(20)) => {
                most = most.max(server_connections(&mut observer).await);
            }
        }
    };

    say(&format!(
        "{processes} processes × {each} requests through PgBouncer: {} wrong or failed, {most} \
         server connections at most, {:.1} s",
        failures.len(),
        begun.elapsed().as_secs_f64()
    ));
    assert!(failures.is_empty(), "{:#?}", &failures[..failures.len().min(5)]);
    assert!((1..=i64::from(SERVER_CONNECTIONS)).contains(&most), "{most}");
}

/// Asks so often, beginning somewhere else in each process; gives what was wrong.
async fn ask(
    mut function: Function,
    paths: Vec<String>,
    begin: usize,
    requests: usize,
    expected: BTreeMap<String, Answer>,
) -> Vec<String> {
    let mut failures = Vec::new();
    for path in paths.iter().cycle().skip(begin % paths.len()).take(requests) {
        match get(&mut function, path).await {
            Ok(answer) if answer == expected[path] => {}
            Ok(answer) if says_when(path) && answer.status == 200 => {}
            Ok(answer) => failures.push(format!("{path}: {answer:?}")),
            Err(error) => failures.push(format!("{path}: {error}")),
        }
    }
    failures
}

/// Whether an answer says when its versions were taken, which was at another time in the other database.
fn says_when(path: &str) -> bool {
    path.contains("/chart.svg") || path.ends_with("/feed.atom")
}

/// The connections of clients: PostgreSQL's own workers, which vacuum, stand in the same view.
async fn server_connections(observer: &mut PgConnection) -> i64 {
    let count = "select count(*) from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend'
            and pid <> pg_backend_pid()";
    sqlx::query_scalar(count).fetch_one(observer).await.unwrap()
}
