//! Requests that are answered from the database, for many processes at once.

use std::collections::BTreeMap;

use emulator::{Function, FunctionError};
use http::Request;
use tokio::task::JoinSet;

use super::{CARD_FONTS, functions::binary, has_card_fonts};

/// Requests of one function.
pub(crate) struct Requests {
    pub(crate) function: &'static str,
    pub(crate) paths: Vec<String>,
}

/// What a function answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: String,
}

/// Every kind of answer that comes out of the database, but for those that say when it was stored.
pub(crate) fn requests() -> Vec<Requests> {
    let players = [
        "Aurora-1011",
        "Basalt-1013",
        "Cobalt-1014",
        "Dune-1015",
        "Ember-1016",
        "Fjord-1017",
        "Garnet-1018",
        "Gr%C3%B6%C3%9Fe-1005",
        "Harbor-1019",
        "Indigo-1020",
    ];
    let of_players = |rest: &str| players.map(|player| format!("/players/{player}{rest}")).to_vec();
    let some = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
    [
        ("get-player", of_players("")),
        ("get-player-summary", of_players("/summary")),
        ("list-player-summaries", some(&["/players/summaries?ids=Aurora-1011,Basalt-1013"])),
        ("get-player-stats-summary", of_players("/stats/summary")),
        ("get-player-stats", of_players("/stats?gamemode=quickplay")),
        ("get-player-career-stats", of_players("/stats/career?gamemode=competitive")),
        ("get-player-version", of_players("/history/9999999999")),
        ("get-player-card", of_players("/card.svg")),
        ("get-player-stats-diff", of_players("/stats/diff?since=0")),
        ("get-player-chart", of_players("/chart.svg?stat=winrate")),
        ("get-player-feed", of_players("/feed.atom")),
        ("get-player-page", players.map(|player| format!("/p/{player}")).to_vec()),
        (
            "search-players",
            some(&["/players?name=Twin", "/players?name=Aurora", "/players?name=Dune"]),
        ),
        ("list-heroes", some(&["/heroes", "/heroes?role=tank", "/heroes?locale=de-de"])),
        ("get-hero", some(&["/heroes/ana", "/heroes/dva", "/heroes/ana?locale=fr-fr"])),
        ("list-roles", some(&["/roles", "/roles?locale=ja-jp"])),
        (
            "get-hero-stats",
            some(&[
                "/heroes/stats?platform=pc&gamemode=quickplay&region=europe",
                "/heroes/stats?platform=console&gamemode=competitive&region=asia",
            ]),
        ),
        (
            "get-hero-stats-history",
            some(&["/heroes/stats/history?region=europe", "/heroes/stats/history?region=asia"]),
        ),
    ]
    .into_iter()
    .filter(|(function, _)| *function != "get-player-card" || has_card_fonts())
    .map(|(function, paths)| Requests { function, paths })
    .collect()
}

/// What a function is told: its database, Blizzard's site, to ask it without a pause, and to log nothing.
pub(crate) fn variables<'a>(database_url: &'a str, blizzard: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("DATABASE_URL", database_url),
        ("BLIZZARD_BASE_URL", blizzard),
        ("BLIZZARD_PACE", "off"),
        ("CARD_FONTS", CARD_FONTS.to_str().unwrap()),
        ("RUST_LOG", "off"),
    ]
}

/// Starts so many processes, the functions in turn, with those of their requests.
pub(crate) async fn start(
    count: usize,
    variables: &[(&str, &str)],
) -> Vec<(Function, Vec<String>)> {
    let kinds = requests();
    let mut started = Vec::new();
    for Requests { function, paths } in kinds.iter().cycle().take(count) {
        let binary = binary(function).await;
        let function = Function::start(&binary, variables.iter().copied()).await.unwrap();
        started.push((function, paths.clone()));
    }
    started
}

/// The answer to each of their requests, asked one after the other: all are answered well.
pub(crate) async fn answers(functions: &mut [(Function, Vec<String>)]) -> BTreeMap<String, Answer> {
    let mut answers = BTreeMap::new();
    for (function, paths) in functions {
        for path in paths {
            let answer = get(function, path).await.unwrap();
            assert_eq!(answer.status, 200, "{path}: {}", answer.body);
            answers.insert(path.clone(), answer);
        }
    }
    answers
}

pub(crate) async fn get(function: &mut Function, path: &str) -> Result<Answer, FunctionError> {
    let request = Request::get(path).body(()).unwrap();
    let response = function.request(&request).await?;
    let retry_after = response.headers().get("retry-after");
    Ok(Answer {
        status: response.status().as_u16(),
        retry_after: retry_after.map(|value| value.to_str().unwrap().to_owned()),
        body: String::from_utf8(response.into_body().to_vec()).unwrap(),
    })
}

/// Every task's result.
pub(crate) async fn all<T: 'static>(mut tasks: JoinSet<T>) -> Vec<T> {
    let mut results = Vec::new();
    while let Some(result) = tasks.join_next().await {
        results.push(result.unwrap());
    }
    results
}
