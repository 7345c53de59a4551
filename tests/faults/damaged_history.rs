//! Versions that are damaged in storage: what they cost, and what goes on.

use std::{fs, time::Duration};

use fake::{
    Site,
    play::{BEGINS, Play},
};
use http::Request;
use service::{queue::Outcome, resources::Key};

use crate::support::{
    functions::start_logging,
    world::{Reply, World},
};

const DAY: Duration = Duration::from_hours(24);
const BEGIN: Duration = Duration::from_secs(BEGINS.unsigned_abs());

/// One who never hides, of the fake's.
const NUMBER: usize = 2;

/// A chain of sixteen, and the first of the next one.
const DAYS: usize = 17;

/// A world with a player's versions of so many days.
struct History {
    world: World,
    id: String,
    /// What was answered each day.
    bodies: Vec<Vec<u8>>,
}

impl History {
    async fn new() -> Self {
        let world = World::playing(Site::played_by(Play::new(7, NUMBER + 1)), BEGIN).await;
        let id = world.fake.with_site(|site| site.players[NUMBER].id.encoded());
        let mut history = Self { world, id, bodies: Vec::new() };
        history.look().await;
        for _ in 1..DAYS {
            history.next_day().await;
        }
        history
    }

    async fn next_day(&mut self) {
        self.world.clock.advance(DAY);
        let key = Key::Player(self.id.replace("%7C", "|").parse().unwrap());
        assert_eq!(self.world.cache.refresh_now(&key).await.unwrap(), Outcome::Updated);
        self.look().await;
    }

    async fn look(&mut self) {
        let today = self.get("").await;
        assert_eq!((today.status, today.header("age")), (200, "0"));
        self.bodies.push(today.body);
    }

    async fn get(&self, rest: &str) -> Reply {
        self.world.get(&self.path(rest)).await
    }

    fn path(&self, rest: &str) -> String {
        format!("/players/{}{rest}", self.id)
    }

    async fn damage(&self, statement: &'static str) {
        let mut connection = self.world.database.connect().await;
        assert_eq!(
            sqlx::query(statement).execute(&mut connection).await.unwrap().rows_affected(),
            1
        );
    }

    /// The days whose career is answered as it was; all others are errors.
    async fn answered(&self) -> Vec<usize> {
        let mut answered = Vec::new();
        for (day, body) in self.bodies.iter().enumerate() {
            let reply = self.get(&format!("/history/{}", time(day))).await;
            if reply.status == 200 {
                assert!(reply.body == *body, "another career than that of day {day}");
                answered.push(day);
            } else {
                assert_eq!(
                    (reply.status, reply.json()["error"].as_str()),
                    (500, Some("Internal Server Error"))
                );
            }
        }
        answered
    }

    /// What the log of a function says of a request that it refuses, or answers.
    async fn log(&self, function: &str, rest: &str, status: u16) -> String {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let mut variables = self.world.variables().to_vec();
        variables.push(("RUST_LOG", "info"));
        let mut process = start_logging(function, &variables, &log).await;
        let request = Request::get(self.path(rest)).body(()).unwrap();
        assert_eq!(process.request(&request).await.unwrap().status(), status);
        process.terminate().await.unwrap();
        fs::read_to_string(log).unwrap()
    }
}

fn time(day: usize) -> u64 {
    (BEGIN + DAY * u32::try_from(day).unwrap()).as_secs()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_version_costs_those_behind_it_up_to_the_next_whole_one() {
    let mut history = History::new().await;
    assert_eq!(history.answered().await, (0..DAYS).collect::<Vec<_>>());
    history
        .damage("update player_versions set career = set_byte(career, 40, get_byte(career, 40) # 1) where number = 5")
        .await;
    assert_eq!(history.answered().await, [0, 1, 2, 3, 16]);
    let log = history.log("get-player-version", &format!("/history/{}", time(7)), 500).await;
    assert!(log.contains("player_versions.career") && log.contains("ERROR"), "{log}");

    // What is made of their small data goes on, as all else does.
    let snapshots = history.get("/history?limit=500").await.json();
    assert_eq!(snapshots["snapshots"].as_array().unwrap().len(), DAYS);
    let diff = history.get("/stats/diff?since=0").await.json();
    assert_eq!(diff["snapshots_compared"], DAYS);
    for rest in ["", "/summary", "/stats/summary"] {
        assert_eq!(history.get(rest).await.status, 200, "{rest}");
    }
    history.next_day().await;
    assert_eq!(history.answered().await, [0, 1, 2, 3, 16, 17], "the next one is kept");

    // In the chain that goes on, the next one is whole.
    history.damage("update player_versions set career = 'damaged' where number = 18").await;
    history.next_day().await;
    history.next_day().await;
    assert_eq!(history.answered().await, [0, 1, 2, 3, 16, 18, 19]);
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_small_data_costs_its_snapshot() {
    let history = History::new().await;
    history.damage("update player_versions set data = substr(data, 1, 9) where number = 5").await;
    let reply = history.get("/history?limit=500").await;
    let times: Vec<u64> = reply.json()["snapshots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|snapshot| snapshot["taken_at"].as_u64().unwrap())
        .collect();
    let expected: Vec<u64> = (0..DAYS).rev().filter(|day| *day != 4).map(time).collect();
    assert_eq!(times, expected);
    let log = history.log("get-player-history", "/history", 200).await;
    assert!(log.contains("a version is damaged") && log.contains("ERROR"), "{log}");

    assert_eq!(history.answered().await.len(), DAYS, "the career of that day is whole");
    let csv = history.get("/history?format=csv").await;
    assert_eq!(csv.status, 200);
    let diff = history.get("/stats/diff?since=0").await.json();
    assert_eq!(diff["snapshots_compared"], DAYS - 1);
}
