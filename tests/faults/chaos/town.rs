//! The compiled functions, one process of each, with a database and a queue of their own, before a site
//! that somebody spoils.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use axum::{body::Bytes, http::Response};
use fake::{Fake, Player, Site};
use futures_util::future::join_all;
use sqlx::{Connection, PgConnection};
use tokio::sync::OnceCell;

use super::{answers, report::Tally, saboteur::Saboteur};
use crate::support::{
    functions::{Fleet, Kind},
    sqs::Sqs,
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
const PATIENCE: Duration = Duration::from_mins(3);

/// Answers by path.
type Answers = BTreeMap<&'static str, Bytes>;

/// What the site says.
pub(super) struct Truth {
    pub(super) before: Answers,
    /// When it has changed.
    pub(super) after: Answers,
    /// The same, when search cannot be asked: the page alone answers.
    pub(super) page_alone: Answers,
}

pub(super) struct Town {
    pub(super) database_url: String,
    pub(super) saboteur: Saboteur,
    pub(super) sqs: Sqs,
    pub(super) fleet: Fleet,
    pub(super) fake: Fake,
}

impl Town {
    pub(super) async fn found(database_url: String) -> Self {
        Self::found_before(Site::generated(), database_url).await
    }

    pub(super) async fn found_before(site: Site, database_url: String) -> Self {
        let fake = Fake::start(site).await.unwrap();
        let saboteur = Saboteur::start(fake.url()).await;
        let mut sqs = Sqs::start().await;
        let url = saboteur.url();
        let mut variables = vec![
            ("DATABASE_URL", database_url.as_str()),
            ("BLIZZARD_BASE_URL", &url),
            ("BLIZZARD_PACE", "off"),
            ("RUST_LOG", "off"),
        ];
        variables.extend(sqs.variables());
        let mut names: Vec<_> = KNOWN.into_iter().chain(NEW).map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        let fleet = Fleet::start(names, 1, &variables).await;
        let refresh = Kind::new("refresh", &variables).await;
        sqs.consume(refresh);
        Self { database_url, saboteur, sqs, fleet, fake }
    }

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
        self.sqs.until_empty(PATIENCE).await;
    }

    /// Makes everything that is stored so much older.
    pub(super) async fn let_pass(&self, time: Duration) {
        let mut connection = self.connect().await;
        for statement in [
            "update player_profiles set updated_at = updated_at - make_interval(secs => $1),
                refresh_claimed_until = refresh_claimed_until - make_interval(secs => $1)",
            "update static_data set updated_at = updated_at - make_interval(secs => $1)",
            "update cached_answers set updated_at = updated_at - make_interval(secs => $1)",
            "update fetch_claims set expires_at = expires_at - make_interval(secs => $1)",
            "update unknown_players set next_check_at = next_check_at - make_interval(secs => $1)",
        ] {
            let query = sqlx::query(statement).bind(time.as_secs_f64());
            query.execute(&mut connection).await.unwrap();
        }
    }

    pub(super) async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.database_url).await.unwrap()
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

/// What a town answers where nothing goes wrong.
pub(super) async fn truth() -> &'static Truth {
    static TRUTH: OnceCell<Truth> = OnceCell::const_new();
    let ask = async |site| {
        let database = crate::support::database::Database::create().await;
        let town = Town::found_before(site, database.url).await;
        let all: Vec<Question> = KNOWN.into_iter().chain(NEW).collect();
        let answers = town.ask_all(&all).await.into_iter();
        answers.map(|((_, path), answer)| (path, answer.into_body())).collect()
    };
    TRUTH
        .get_or_init(async || {
            let mut changed = Site::generated();
            change(&mut changed);
            let mut unsearchable = changed.clone();
            unsearchable.players.iter_mut().for_each(|player| player.is_public = false);
            Truth {
                before: ask(Site::generated()).await,
                after: ask(changed).await,
                page_alone: ask(unsearchable).await,
            }
        })
        .await
}
