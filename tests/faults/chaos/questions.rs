//! What the functions are asked, and what they answer where nothing goes wrong.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use axum::{body::Bytes, http::Response};
use fake::{Player, Site};
use futures_util::future::join_all;
use tokio::sync::OnceCell;

use super::{answers, report::Tally};
use crate::support::{
    database::Database,
    environment::{Environment, Scale},
};

/// A function, and what it is asked.
pub(super) type Question = (&'static str, &'static str);

/// What is stored before anything goes wrong.
pub(super) const KNOWN: [Question; 9] = [
    ("get-player", "/players/Aurora-1011"),
    ("get-player", "/players/Basalt-1013"),
    ("get-player-summary", "/players/Cobalt-1014/summary"),
    ("get-player-summary", "/players/Secret-1001/summary"),
    ("search-players", "/players?name=Twin"),
    ("list-heroes", "/heroes"),
    ("get-hero", "/heroes/ana"),
    ("list-roles", "/roles"),
    ("get-hero-stats", "/heroes/stats?platform=pc&gamemode=quickplay&region=europe"),
];

/// What is asked for the first time while things go wrong.
pub(super) const NEW: [Question; 8] = [
    ("get-player", "/players/Dune-1015"),
    ("get-player", "/players/Gr%C3%B6%C3%9Fe-1005"),
    ("get-player-summary", "/players/fa0000000000000f%7Cfb00000000000000000000000000000f/summary"),
    ("search-players", "/players?name=Fjord"),
    ("list-heroes", "/heroes?locale=de-de"),
    ("get-hero", "/heroes/dva"),
    ("list-roles", "/roles?locale=ja-jp"),
    ("get-hero-stats", "/heroes/stats?platform=console&gamemode=competitive&region=asia"),
];

/// One of the new players, whose name nobody has said.
pub(super) const ASKED_BY_ID: &str = "fa0000000000000f%7C";

/// Whether a page is one of a player who is known.
pub(super) fn is_of_known_player(target: &str) -> bool {
    let is_known =
        |player: &&Player| KNOWN.iter().any(|(_, path)| path.contains(player.battletag.as_str()));
    let site = Site::generated();
    let mut known = site.players.iter().filter(is_known);
    known.any(|player| target.contains(&player.id.encoded()))
}

/// Nobody's BattleTag.
pub(super) const NOBODY: Question = ("get-player", "/players/Nobody-1");

/// API Gateway gives up after 30 seconds.
const LONGEST_ANSWER: Duration = Duration::from_secs(29);

/// How long the queue may take. A refresh asks for two pages, and gives each ten seconds up.
const TIMEOUT: Duration = Duration::from_mins(8);

/// Answers by path.
type Answers = BTreeMap<&'static str, Bytes>;

/// What the site says.
pub(super) struct Truth {
    pub(super) before: Answers,
    /// When it has changed.
    pub(super) after: Answers,
    /// The same, when search cannot be asked: the page alone answers.
    pub(super) page_alone: Answers,
    /// The same for a stored player, whose search entry stays as it was.
    pub(super) entry_before: Answers,
}

/// An environment before that database, without the rate limiter, which would only slow the test down.
pub(super) async fn environment(database_url: String) -> Environment {
    before(Site::generated(), database_url).await
}

async fn before(site: Site, database_url: String) -> Environment {
    let mut functions: Vec<_> = KNOWN.into_iter().chain(NEW).map(|(name, _)| name).collect();
    functions.sort_unstable();
    functions.dedup();
    let scale = Scale { processes: 1, refreshers: 1, rate_limited: false };
    Environment::start(site, database_url, functions, scale).await
}

impl Environment {
    /// Stores what is known, and lets it become stale while the site changes.
    pub(super) async fn settle(&self, tally: &mut Tally) {
        let truth = truth().await;
        for (question, answer) in self.ask_all(&KNOWN).await {
            tally.check(answers::is(&answer, &[&truth.before[question.1]]), question.1);
        }
        self.fake.with_site(change);
        self.let_pass(Duration::from_hours(48)).await;
    }

    /// Asks each function its questions one after the other, the functions side by side.
    pub(super) async fn ask_all(&self, questions: &[Question]) -> Vec<(Question, Response<Bytes>)> {
        let mut by_function: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (name, path) in questions {
            by_function.entry(*name).or_default().push(*path);
        }
        let asked = by_function.into_iter().map(async |(name, paths)| {
            let mut answers = Vec::new();
            for path in paths {
                let start = Instant::now();
                answers.push(((name, path), self.fleet.ask(name, path).await.unwrap()));
                assert!(start.elapsed() < LONGEST_ANSWER, "{path}: {:?}", start.elapsed());
            }
            answers
        });
        join_all(asked).await.concat()
    }

    /// Waits until nobody works any more.
    pub(super) async fn rest(&self) {
        self.sqs.until_empty(TIMEOUT).await;
    }
}

/// Every player and hero changes, so that a refresh has something to bring.
fn change(site: &mut Site) {
    for player in &mut site.players {
        player.career.summary.title = Some("Changed".to_owned());
        player.career.summary.last_updated_at = Some(1_799_000_000);
    }
    for hero in &mut site.heroes {
        hero.name.push_str(" II");
    }
}

/// Only what shows on a player's page changes: a title of the search entry wins over the page's.
fn change_page(site: &mut Site) {
    for player in &mut site.players {
        player.career.summary.title.get_or_insert_with(|| "Changed".to_owned());
    }
}

/// What an environment answers where nothing goes wrong.
pub(super) async fn truth() -> &'static Truth {
    static TRUTH: OnceCell<Truth> = OnceCell::const_new();
    let ask = async |site| {
        let environment = before(site, Database::create().await.url.clone()).await;
        let all: Vec<Question> = KNOWN.into_iter().chain(NEW).collect();
        let answers = environment.ask_all(&all).await.into_iter();
        answers.map(|((_, path), answer)| (path, answer.into_body())).collect()
    };
    TRUTH
        .get_or_init(async || {
            let mut changed = Site::generated();
            change(&mut changed);
            let mut unsearchable = changed.clone();
            unsearchable.players.iter_mut().for_each(|player| player.is_public = false);
            let mut on_the_page = Site::generated();
            change_page(&mut on_the_page);
            Truth {
                before: ask(Site::generated()).await,
                after: ask(changed).await,
                page_alone: ask(unsearchable).await,
                entry_before: ask(on_the_page).await,
            }
        })
        .await
}
