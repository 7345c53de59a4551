//! A player's history, while refreshes die and overtake each other between any two statements: every version that
//! Blizzard showed is there, and none twice.

use std::time::Duration;

use emulator::Function;
use fake::Site;
use overwatch::{BlizzardId, history::Filter};
use service::queue::Message;
use storage::{Housekeeping, PlayerVersions, PostgresStorage};

use super::{chains, report::Tally};
use crate::support::{
    database::{Database, settings},
    environment::{Environment, Scale},
    events,
    functions::Kind,
    load::variables,
    postgres_proxy::PostgresProxy,
};

const PLAYER: &str = "Aurora-1011";

/// What happens to a refresh at some point.
#[derive(Clone, Copy)]
pub(super) enum Fault {
    /// It is killed.
    Killed,
    /// Its lease runs out, and another one does its work meanwhile.
    Overtaken,
}

/// An environment with one player, and what Blizzard has shown so far.
struct History {
    environment: Environment,
    id: BlizzardId,
    titles: Vec<String>,
}

/// A refresh with that fault before its first message to PostgreSQL, one before its second, and so on until one
/// has sent all of them.
pub(super) async fn disturbed(fault: Fault) -> Tally {
    let mut tally = Tally::new(match fault {
        Fault::Killed => "a refresh killed between two statements",
        Fault::Overtaken => "a refresh overtaken between two statements",
    });
    let mut history = History::begin().await;
    loop {
        history.go_on().await;
        let was_held_up = history.refresh_until(tally.injected, fault).await;
        chains::check(&history.environment, &mut tally).await;
        history.refresh().await;
        tally.check(history.is_complete().await, PLAYER);
        chains::check(&history.environment, &mut tally).await;
        if !was_held_up {
            return tally;
        }
        tally.injected += 1;
    }
}

impl History {
    async fn begin() -> Self {
        let url = Database::create().await.url.clone();
        let scale = Scale { processes: 1, refreshers: 0, rate_limited: false };
        let environment = Environment::start(Site::generated(), url, ["get-player"], scale).await;
        let answer = environment.fleet.ask("get-player", &format!("/players/{PLAYER}")).await;
        assert_eq!(answer.unwrap().status(), 200);
        let (id, title) = environment.fake.with_site(|site| {
            let player = site.player_mut(PLAYER).unwrap();
            (player.id.clone(), player.career.summary.title.clone().unwrap())
        });
        Self { environment, id, titles: vec![title] }
    }

    /// Blizzard shows something else, and every lease runs out.
    async fn go_on(&mut self) {
        let title = format!("Title {}", self.titles.len());
        let updated_at = 1_799_000_000 + i64::try_from(self.titles.len()).unwrap();
        self.environment.fake.with_site(|site| {
            let summary = &mut site.player_mut(PLAYER).unwrap().career.summary;
            summary.title = Some(title.clone());
            summary.last_updated_at = Some(updated_at);
        });
        self.titles.push(title);
        self.environment.let_pass(Duration::from_hours(2)).await;
    }

    /// A refresh that is disturbed after so many messages to PostgreSQL; whether it sent as many.
    async fn refresh_until(&self, messages: usize, fault: Fault) -> bool {
        let proxy = PostgresProxy::start(&self.environment.database_url, messages).await;
        let disturbed = async {
            let mut function = self.function(&proxy.url).await;
            self.invoke(&mut function).await;
        };
        let disturb = async {
            proxy.held_up().await;
            if matches!(fault, Fault::Overtaken) {
                self.environment.let_pass(Duration::from_hours(2)).await;
                self.refresh().await;
                proxy.go_on();
            }
        };
        tokio::pin!(disturbed, disturb);
        tokio::select! {
            () = &mut disturbed => return false,
            () = disturb => {}
        }
        if matches!(fault, Fault::Overtaken) {
            disturbed.await;
        }
        true
    }

    /// A refresh with nothing in its way.
    async fn refresh(&self) {
        self.environment.let_pass(Duration::from_hours(2)).await;
        let mut function = self.function(&self.environment.database_url).await;
        self.invoke(&mut function).await;
    }

    async fn function(&self, database_url: &str) -> Function {
        let blizzard = self.environment.fake.url();
        Kind::new("refresh", &variables(database_url, &blizzard)).await.start().await
    }

    async fn invoke(&self, function: &mut Function) {
        let message = serde_json::to_string(&Message::Player(self.id.clone())).unwrap();
        let event = events::messages([message.as_str()]).to_string();
        let result = function.invoke(event).await.unwrap();
        assert!(events::failed(&serde_json::from_slice(&result).unwrap()).is_empty());
    }

    /// Whether everything that Blizzard has shown is a version, in that order.
    async fn is_complete(&self) -> Result<(), String> {
        let settings = settings(&self.environment.database_url, 1);
        let storage = PostgresStorage::connect(&settings).await.unwrap();
        let versions = storage
            .find_versions(&self.id, None, None, u32::MAX, &Filter::default())
            .await
            .unwrap();
        storage.close().await;
        let titles = versions.into_iter().rev().filter_map(|version| version.snapshot.title);
        let titles: Vec<String> = titles.collect();
        if titles == self.titles { Ok(()) } else { Err(format!("has the versions {titles:?}")) }
    }
}
