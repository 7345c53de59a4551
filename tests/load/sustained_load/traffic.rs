//! What is asked, and what was answered.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use fastrand::Rng;
use serde_json::Value;
use sqlx::PgConnection;
use tokio::sync::Mutex;

use super::population::{Population, battletag, name};
use crate::support::environment::Environment;

/// The functions that are asked.
pub(super) const FUNCTIONS: [&str; 14] = [
    "get-player",
    "get-player-summary",
    "get-player-stats-summary",
    "get-player-stats",
    "get-player-career-stats",
    "search-players",
    "list-heroes",
    "get-hero",
    "get-hero-stats",
    "list-roles",
    "list-gamemodes",
    "list-maps",
    "get-status",
    "get-health",
];

/// What is asked of a player, and of which function.
const OF_PLAYERS: [(&str, &str); 5] = [
    ("get-player", ""),
    ("get-player-summary", "/summary"),
    ("get-player-stats-summary", "/stats/summary"),
    ("get-player-stats", "/stats?gamemode=quickplay"),
    ("get-player-career-stats", "/stats/career?gamemode=quickplay"),
];

/// What is asked of everything else.
const OF_OTHERS: [(&str, &str); 13] = [
    ("list-heroes", "/heroes"),
    ("list-heroes", "/heroes?role=tank&locale=fr-fr"),
    ("get-hero", "/heroes/ana"),
    ("get-hero", "/heroes/dva?locale=ja-jp"),
    ("get-hero-stats", "/heroes/stats?platform=pc&gamemode=quickplay&region=europe"),
    ("get-hero-stats", "/heroes/stats?platform=pc&gamemode=competitive&region=asia"),
    ("list-roles", "/roles"),
    ("list-gamemodes", "/gamemodes"),
    ("list-maps", "/maps"),
    ("search-players", "/players?name=Traveller0"),
    ("search-players", "/players?name=Traveller1"),
    ("get-status", "/status"),
    ("get-health", "/health"),
];

/// Of a hundred requests, so many are for a new player, for one who is stale, and for no player.
const NEW: u32 = 1;
const STALE: u32 = 10;
const OTHERS: u32 = 30;

/// One in so many stale players has played since.
const CHANGED: u32 = 5;

pub(super) struct Traffic {
    pub(super) environment: Environment,
    population: Population,
    connection: Mutex<PgConnection>,
}

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wanted {
    Known,
    Stale,
    New,
    Other,
}

/// One answer.
pub(super) struct Sample {
    wanted: Wanted,
    took: Duration,
    was_stale: bool,
    wrong: Option<String>,
}

impl Traffic {
    pub(super) fn new(
        environment: Environment,
        population: Population,
        connection: PgConnection,
    ) -> Self {
        Self { environment, population, connection: Mutex::new(connection) }
    }

    /// Asks for something.
    pub(super) async fn ask(&self) -> Sample {
        let mut rng = Rng::new();
        let dice = rng.u32(..100);
        if dice < NEW {
            let number = self.population.new_one();
            self.ask_for_player(&mut rng, Wanted::New, number).await
        } else if dice < NEW + STALE {
            self.ask_stale().await
        } else if dice < NEW + STALE + OTHERS {
            let (function, path) = OF_OTHERS[rng.usize(..OF_OTHERS.len())];
            self.send(Wanted::Other, function, path, |_| true).await
        } else {
            let number = self.population.known(&mut rng);
            self.ask_for_player(&mut rng, Wanted::Known, number).await
        }
    }

    /// Asks for a player who has become stale.
    pub(super) async fn ask_stale(&self) -> Sample {
        let mut rng = Rng::new();
        let number = self.population.known(&mut rng);
        let battletag = battletag(number);
        let stale = "update player_profiles set updated_at = updated_at - interval '2 hours'
            where battletag = $1 and updated_at > now() - interval '1 hour'";
        let query = sqlx::query(stale).bind(&battletag);
        query.execute(&mut *self.connection.lock().await).await.unwrap();
        if rng.u32(..CHANGED) == 0 {
            self.environment.fake.with_site(|site| {
                let summary = &mut site.player_mut(&battletag).unwrap().career.summary;
                summary.last_updated_at = summary.last_updated_at.map(|time| time + 3600);
            });
        }
        self.ask_for_player(&mut rng, Wanted::Stale, number).await
    }

    async fn ask_for_player(&self, rng: &mut Rng, wanted: Wanted, number: usize) -> Sample {
        let (function, rest) = OF_PLAYERS[rng.usize(..OF_PLAYERS.len())];
        let path = format!("/players/{}{rest}", battletag(number));
        self.send(wanted, function, &path, |body| {
            let summary = if rest.is_empty() { &body["summary"] } else { body };
            // Statistics do not say whose they are.
            rest.starts_with("/stats") || summary["username"] == name(number)
        })
        .await
    }

    async fn send(
        &self,
        wanted: Wanted,
        function: &str,
        path: &str,
        is_right: impl FnOnce(&Value) -> bool,
    ) -> Sample {
        let start = Instant::now();
        let answer = self.environment.fleet.ask(function, path).await;
        let took = start.elapsed();
        let (was_stale, wrong) = match answer {
            Ok(answer) if answer.status() == 200 => {
                let body = serde_json::from_slice(answer.body()).unwrap();
                let wrong = (!is_right(&body)).then(|| format!("{path}: another player"));
                (answer.headers().get("x-cache-status").is_some_and(|it| it == "stale"), wrong)
            }
            Ok(answer) => {
                let body = String::from_utf8_lossy(answer.body()).into_owned();
                (false, Some(format!("{path}: {} {body:.200}", answer.status())))
            }
            Err(error) => (false, Some(format!("{path}: {error}"))),
        };
        Sample { wanted, took, was_stale, wrong }
    }
}

/// Every answer was right, and there was some of everything.
pub(super) fn check(samples: &[Sample]) {
    let wrong: Vec<_> = samples.iter().filter_map(|sample| sample.wrong.as_ref()).collect();
    assert!(wrong.is_empty(), "{} are wrong: {:#?}", wrong.len(), &wrong[..wrong.len().min(10)]);
    let stale = samples.iter().filter(|sample| sample.was_stale).count();
    // Some are refreshed between becoming stale and being asked for, none of the others is stale for long.
    assert!(stale * 100 > samples.len() * 5, "{stale} of {} were stale", samples.len());
}

pub(super) fn report(samples: &[Sample], elapsed: Duration) -> String {
    let mut by_wanted: BTreeMap<Wanted, Vec<Duration>> = BTreeMap::new();
    for sample in samples {
        by_wanted.entry(sample.wanted).or_default().push(sample.took);
    }
    let lines = by_wanted.into_iter().map(|(wanted, mut times)| {
        times.sort_unstable();
        let at = |percent: usize| times[(times.len() - 1) * percent / 100];
        format!(
            "{wanted:?}: {} requests, p50 {:.1?}, p99 {:.1?}, slowest {:.1?}",
            times.len(),
            at(50),
            at(99),
            at(100)
        )
    });
    let lines: Vec<_> = lines.collect();
    let wrong = samples.iter().filter(|sample| sample.wrong.is_some()).count();
    let stale = samples.iter().filter(|sample| sample.was_stale).count();
    format!(
        "{} requests in {elapsed:.0?}, {wrong} errors, {stale} answered stale\n{}",
        samples.len(),
        lines.join("\n")
    )
}
