//! Traffic as it is, for ten minutes: eight processes of each function, players whom some ask for often
//! and most seldom, one in a hundred new, one in ten stale, and the rate limiter towards Blizzard.

mod population;
mod request_rate;
mod traffic;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sandbox::{Options, Postgres, TemporaryFolder};
use storage::{PostgresStorage, RateLimiting};
use tokio::{task::JoinSet, time};

use self::{population::Population, traffic::Traffic};
use crate::support::{
    database::settings,
    environment::{Environment, Scale},
    machine, say,
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

/// Who asks, and what for.
struct Stage {
    traffic: Arc<Traffic>,
    storage: PostgresStorage,
    _postgres: Postgres,
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes eleven minutes"]
async fn ten_minutes_of_traffic_go_without_an_error() {
    let _machine = machine().await;
    let directory = TemporaryFolder::new().unwrap();
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
                let (waiting, oldest) = stage.environment().sqs.backlog();
                backlog = (backlog.0.max(waiting), backlog.1.max(oldest));
            }
            _ = looks.tick() => memory.push(stage.environment().fleet.memory().await),
        }
    }
    memory.push(stage.environment().fleet.memory().await);
    let samples = requests.join_all().await;
    stage.environment().sqs.until_empty(LAST_REFRESH).await;

    say(&traffic::report(&samples, start.elapsed()));
    let mib: Vec<_> = memory.iter().map(|bytes| bytes >> 20).collect();
    say(&format!("memory of all processes, minute by minute: {mib:?} MiB"));
    say(&format!("refreshes: at most {} waited, none longer than {:.1?}", backlog.0, backlog.1));
    let asked = request_rate::check(&stage.environment().fake.timed_requests());
    say(&asked.report());

    traffic::check(&samples);
    let (grown, last) = (memory[GROWN_AFTER], memory[memory.len() - 1]);
    assert!(last * 100 <= grown * FLAT, "{mib:?} MiB");
    assert_eq!(stage.environment().sqs.dead_letters(), Vec::<String>::new());
    assert!(asked.is_kept());
}

impl Stage {
    fn environment(&self) -> &Environment {
        &self.traffic.environment
    }

    async fn set_up(options: Options) -> Self {
        let postgres = Postgres::start(options.with("max_connections", "300")).await.unwrap();
        let url = postgres.create_database("overfast").await.unwrap();
        let storage = PostgresStorage::connect(&settings(&url, 8)).await.unwrap();
        storage.migrate().await.unwrap();
        let population = Population::new();
        let scale = Scale { processes: PROCESSES, refreshers: REFRESHERS, rate_limited: true };
        let site = population::site();
        let environment = Environment::start(site, url, traffic::FUNCTIONS, scale).await;
        population.store(&storage, &environment.fake).await;
        environment.fake.clear_requests();
        let connection = environment.connect().await;
        let traffic = Arc::new(Traffic::new(environment, population, connection));
        Self { traffic, storage, _postgres: postgres }
    }

    /// Refreshes players until Blizzard is asked as fast as it ever is, as in an installation that has run
    /// for a minute.
    async fn warm_up(&self) {
        let start = Instant::now();
        while self.storage.find_rate_limiter().await.unwrap().delay > request_rate::SHORTEST_DELAY {
            assert!(start.elapsed() < Duration::from_mins(3), "the delay does not shrink");
            self.traffic.ask_stale().await;
            time::sleep(Duration::from_millis(200)).await;
        }
        self.environment().sqs.until_empty(LAST_REFRESH).await;
        say(&format!("the delay was at its shortest after {:.0?}", start.elapsed()));
    }
}
