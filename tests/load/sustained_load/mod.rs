//! Traffic as it is, for ten minutes: eight processes of each function, players whom some ask for often
//! and most seldom, one in a hundred new, one in ten stale, and the pace towards Blizzard.

mod blizzards_pace;
mod population;
mod traffic;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use fake::Fake;
use sandbox::{Options, Postgres};
use sqlx::{Connection, PgConnection};
use storage::{Pacing, PostgresStorage};
use tokio::{task::JoinSet, time};

use self::{population::Population, traffic::Traffic};
use crate::support::{
    database::settings,
    functions::{Fleet, Kind},
    machine, say,
    sqs::Sqs,
};

const LENGTH: Duration = Duration::from_mins(10);

/// Requests a second.
const RATE: u32 = 50;

/// Of each function.
const PROCESSES: usize = 8;

/// As many as template.yaml allows.
const REFRESHERS: usize = 2;

/// Memory is looked at so often; it has grown to what it needs after the second time.
const LOOK: Duration = Duration::from_mins(1);
const GROWN_AFTER: usize = 2;

/// What counts as no growth, in hundredths: a few pages of memory come and go.
const FLAT: u64 = 105;

/// After the last request a refresh may still take so long.
const LAST_REFRESH: Duration = Duration::from_mins(1);

/// What the functions run before.
struct Stage {
    traffic: Arc<Traffic>,
    fake: Arc<Fake>,
    storage: PostgresStorage,
    sqs: Sqs,
    _postgres: Postgres,
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes eleven minutes"]
async fn ten_minutes_of_traffic_go_without_an_error() {
    let _machine = machine().await;
    let directory = tempfile::tempdir().unwrap();
    let stage = Stage::set_up(Options::new(directory.path())).await;
    stage.warm_up().await;

    let start = Instant::now();
    let mut requests = JoinSet::new();
    let mut ticks = time::interval(Duration::from_secs(1) / RATE);
    let mut looks = time::interval(LOOK);
    let (mut memory, mut backlog) = (Vec::new(), (0, Duration::ZERO));
    while start.elapsed() < LENGTH {
        tokio::select! {
            _ = ticks.tick() => {
                let traffic = Arc::clone(&stage.traffic);
                requests.spawn(async move { traffic.ask().await });
                let (waiting, oldest) = stage.sqs.backlog();
                backlog = (backlog.0.max(waiting), backlog.1.max(oldest));
            }
            _ = looks.tick() => memory.push(stage.traffic.fleet.memory().await),
        }
    }
    memory.push(stage.traffic.fleet.memory().await);
    let samples = requests.join_all().await;
    stage.sqs.until_empty(LAST_REFRESH).await;

    say(&traffic::report(&samples, start.elapsed()));
    let mib: Vec<_> = memory.iter().map(|bytes| bytes >> 20).collect();
    say(&format!("memory of all processes, minute by minute: {mib:?} MiB"));
    say(&format!("refreshes: at most {} waited, none longer than {:.1?}", backlog.0, backlog.1));
    let asked = blizzards_pace::check(&stage.fake.timed_requests());
    say(&asked.report());

    traffic::check(&samples);
    let (grown, last) = (memory[GROWN_AFTER], memory[memory.len() - 1]);
    assert!(last * 100 <= grown * FLAT, "{mib:?} MiB");
    assert_eq!(stage.sqs.dead_letters(), Vec::<String>::new());
    assert!(asked.is_at_the_pace());
}

impl Stage {
    async fn set_up(options: Options) -> Self {
        let postgres = Postgres::start(options.with("max_connections", "300")).await.unwrap();
        let url = postgres.create_database("overfast").await.unwrap();
        let storage = PostgresStorage::connect(&settings(&url, 8)).await.unwrap();
        storage.migrate().await.unwrap();
        let population = Population::new();
        let fake = Arc::new(Fake::start(population::site()).await.unwrap());
        population.store(&storage, &fake).await;
        fake.clear_requests();

        let mut sqs = Sqs::start().await;
        let blizzard = fake.url();
        let mut variables = vec![
            ("DATABASE_URL", url.as_str()),
            ("BLIZZARD_BASE_URL", &blizzard),
            ("RUST_LOG", "error"),
        ];
        variables.extend(sqs.variables());
        let fleet = Fleet::start(traffic::FUNCTIONS, PROCESSES, &variables).await;
        let refresh = Kind::new("refresh", &variables).await;
        for _ in 0..REFRESHERS {
            sqs.consume(refresh.clone());
        }
        let connection = PgConnection::connect(&url).await.unwrap();
        let traffic = Traffic::new(fleet, population, Arc::clone(&fake), connection);
        let traffic = Arc::new(traffic);
        Self { traffic, fake, storage, sqs, _postgres: postgres }
    }

    /// Refreshes players until Blizzard is asked as fast as it ever is, as in an installation that has run
    /// for a minute.
    async fn warm_up(&self) {
        let start = Instant::now();
        while self.storage.find_pace().await.unwrap().delay > blizzards_pace::FLOOR {
            assert!(start.elapsed() < Duration::from_mins(3), "the pace does not get faster");
            self.traffic.ask_stale().await;
            time::sleep(Duration::from_millis(200)).await;
        }
        self.sqs.until_empty(LAST_REFRESH).await;
        say(&format!("the pace was at its floor after {:.0?}", start.elapsed()));
    }
}
