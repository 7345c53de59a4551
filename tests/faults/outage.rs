//! PostgreSQL dies under load and comes back.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use emulator::Function;
use fake::{Fake, Site};
use sandbox::{Options, Postgres, TemporaryFolder};
use sqlx::{Connection, PgConnection};
use tokio::{task::JoinSet, time::sleep};

use crate::support::{
    database::migrate,
    functions::binary,
    load::{Answer, all, answers, get, requests, start, variables},
    machine, pgbouncer, say,
};

/// After so long everything is to be normal again.
const RECOVERY: Duration = Duration::from_secs(5);

/// Functions that write as they answer: each asks for players whom nobody knows.
const WRITERS: u32 = 4;

#[tokio::test(flavor = "multi_thread")]
async fn a_short_outage_costs_nothing_but_503s() {
    // A request may wait five seconds for a connection: two of them, one after the other.
    outage(Duration::from_secs(12), Way::Direct).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes half a minute"]
async fn an_outage_of_20_seconds_costs_nothing_but_503s() {
    outage(Duration::from_secs(20), Way::Direct).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes half a minute"]
async fn an_outage_of_20_seconds_behind_a_pooler_costs_nothing_but_503s() {
    outage(Duration::from_secs(20), Way::ThroughPgBouncer).await;
}

/// How the functions reach PostgreSQL.
enum Way {
    Direct,
    ThroughPgBouncer,
}

/// When it happened.
struct Outage {
    gone: Instant,
    returning: Instant,
    returned: Instant,
}

/// One answer, and when.
struct Sample {
    path: String,
    asked: Instant,
    answered: Instant,
    outcome: Outcome,
}

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Right,
    Unavailable,
    Wrong(String),
}

async fn outage(length: Duration, way: Way) {
    let _machine = machine().await;
    let directory = TemporaryFolder::new().unwrap();
    // Durable, unlike that of the other tests.
    let postgres = Postgres::start(Options::new(directory.path())).await.unwrap();
    let database = postgres.create_database("overfast").await.unwrap();
    migrate(&database).await;
    let pgbouncer = match way {
        Way::Direct => None,
        Way::ThroughPgBouncer => match pgbouncer::start(&database, 8).await {
            Some(pgbouncer) => Some(pgbouncer),
            None => return,
        },
    };
    let url = pgbouncer.as_ref().map_or(&database, |pgbouncer| &pgbouncer.url);
    let fake = Fake::start(Site::generated()).await.unwrap();
    let blizzard = fake.url();
    let variables = variables(url, &blizzard);

    let mut functions = start(requests().len(), &variables).await;
    let expected = Arc::new(answers(&mut functions).await);
    let rows = stored(&database).await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut tasks = JoinSet::new();
    for (function, paths) in functions {
        let (stop, expected) = (Arc::clone(&stop), Arc::clone(&expected));
        let paths = paths.into_iter().cycle();
        tasks.spawn(ask(function, paths, stop, move |path, answer| *answer == expected[path]));
    }
    for writer in 0..WRITERS {
        let function = Function::start(&binary("get-player").await, variables).await.unwrap();
        let paths = (writer * 1_000_000..).map(|number| format!("/players/Nobody-{number}"));
        tasks.spawn(ask(function, paths, Arc::clone(&stop), |_, answer| {
            answer.status == 404 && answer.body.contains("\"check_count\":1")
        }));
    }

    sleep(Duration::from_secs(2)).await;
    let (_postgres, outage) = interrupt(postgres, length).await;
    sleep(RECOVERY + Duration::from_secs(1)).await;
    stop.store(true, Ordering::Relaxed);
    let processes = all(tasks).await;

    let samples: Vec<&Sample> = processes.iter().flatten().collect();
    report(&samples, &outage);
    only_503s_meanwhile(&samples, &outage);
    for process in &processes {
        assert_eq!(process.last().unwrap().outcome, Outcome::Right);
    }
    assert_eq!(stored(&database).await, rows, "no row is lost or changed");
    every_answer_was_written(&database, &samples).await;
}

async fn interrupt(postgres: Postgres, length: Duration) -> (Postgres, Outage) {
    let killed = postgres.kill().await.unwrap();
    let gone = Instant::now();
    sleep(length).await;
    let returning = Instant::now();
    let postgres = killed.restart().await.unwrap();
    (postgres, Outage { gone, returning, returned: Instant::now() })
}

fn only_503s_meanwhile(samples: &[&Sample], outage: &Outage) {
    for Sample { path, outcome, .. } in samples {
        assert!(!matches!(outcome, Outcome::Wrong(_)), "{path}: {outcome:?}");
    }
    let is_meanwhile = |it: &&&Sample| it.asked >= outage.gone && it.answered <= outage.returning;
    let meanwhile: Vec<_> = samples.iter().filter(is_meanwhile).map(|it| &it.outcome).collect();
    assert!(!meanwhile.is_empty());
    assert!(meanwhile.iter().all(|outcome| **outcome == Outcome::Unavailable), "{meanwhile:?}");
    let normal_from = outage.returned + RECOVERY;
    let mut afterwards = samples.iter().filter(|sample| sample.answered > normal_from);
    assert!(afterwards.all(|sample| sample.outcome == Outcome::Right));
}

async fn ask(
    mut function: Function,
    mut paths: impl Iterator<Item = String>,
    stop: Arc<AtomicBool>,
    is_right: impl Fn(&str, &Answer) -> bool,
) -> Vec<Sample> {
    let mut samples = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let path = paths.next().unwrap();
        let asked = Instant::now();
        let outcome = match get(&mut function, &path).await {
            Ok(answer) if is_right(&path, &answer) => Outcome::Right,
            Ok(answer) if is_unavailable(&answer) => Outcome::Unavailable,
            other => Outcome::Wrong(format!("{other:?}")),
        };
        samples.push(Sample { path, asked, answered: Instant::now(), outcome });
        sleep(Duration::from_millis(10)).await;
    }
    samples
}

/// Programs read it as JSON, people on a page.
fn is_unavailable(answer: &Answer) -> bool {
    const JSON: &str = r#"{"error":"The database cannot be reached, please try again"}"#;
    let Answer { status, retry_after, body } = answer;
    let is_page =
        body.starts_with("<!DOCTYPE html>") && body.contains("our storage has to recover");
    *status == 503 && retry_after.as_deref() == Some("5") && (body == JSON || is_page)
}

/// Every row that the load reads, as text.
async fn stored(url: &str) -> Vec<String> {
    let rows = "select row::text from player_profiles row
        union all select row::text from static_data row
        union all select row::text from cached_answers row
        order by 1";
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query_scalar(rows).fetch_all(&mut connection).await.unwrap()
}

/// A player of whom was said that nobody knows them is written down as that, once.
async fn every_answer_was_written(url: &str, samples: &[&Sample]) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let written: Vec<String> =
        sqlx::query_scalar("select player_id from unknown_players where check_count = 1")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    let answered = samples.iter().filter(|sample| sample.outcome == Outcome::Right);
    let answered: Vec<&str> =
        answered.filter_map(|sample| sample.path.strip_prefix("/players/Nobody")).collect();
    assert!(!answered.is_empty());
    for number in answered {
        let id = format!("Nobody{number}");
        assert!(written.contains(&id), "{id} was answered and is lost");
    }
}

fn report(samples: &[&Sample], outage: &Outage) {
    let unavailable = || samples.iter().filter(|sample| sample.outcome == Outcome::Unavailable);
    let last = unavailable().map(|sample| sample.answered).max().unwrap_or(outage.returned);
    let longest = samples.iter().map(|sample| sample.answered - sample.asked).max().unwrap();
    say(&format!(
        "PostgreSQL dead for {:.1} s: {} answers, {} of them 503, the last {:.1} s after its \
         return; the slowest took {:.1} s",
        (outage.returned - outage.gone).as_secs_f64(),
        samples.len(),
        unavailable().count(),
        last.saturating_duration_since(outage.returned).as_secs_f64(),
        longest.as_secs_f64(),
    ));
}
