//! The requests that are measured, and the row of the database that each of them reads.

use axum::{
    body::Bytes,
    http::{Request, header::ACCEPT_ENCODING},
};
use functions::endpoints::ENDPOINTS;
use overwatch::BattleTag;
use url::form_urlencoded::byte_serialize;

use crate::{BenchError, world::World};
use emulator::event;

/// Requests of one endpoint.
struct Example {
    endpoint: &'static str,
    /// The path; `{player}` and `{name}` are those of the small player, then of the large one, and `{large}` is
    /// the large one alone: who was always private has no versions. `{crowd}` is many players.
    path: &'static str,
    encodings: &'static [Option<&'static str>],
    row: Row,
}

/// The row that an answer is made of.
#[derive(Clone, Copy)]
enum Row {
    /// None: the baseline is a function that does nothing.
    None,
    /// Whatever the database answers first.
    Anything,
    /// The player's whole career.
    Career,
    /// The values of its statistics.
    CareerValues,
    /// Its counters.
    CareerSnapshot,
    /// The player's summary.
    CareerSummary,
    /// Static data of that key.
    StaticData(&'static str),
    /// An answer of Blizzard's whose key starts so; the baseline needs no more than any of them.
    CachedAnswer(&'static str),
}

/// One request.
pub(crate) struct Case {
    /// The function.
    pub(crate) endpoint: &'static str,
    /// The path and query.
    pub(crate) path: String,
    /// What the client takes, if not only the body as it is.
    pub(crate) encoding: Option<&'static str>,
    /// The path, the player's size and the encoding.
    pub(crate) name: String,
    /// The request as API Gateway hands it on.
    pub(crate) event: Bytes,
    /// The statement and its parameter that select the row, if there is one.
    pub(crate) row: Option<[(&'static str, String); 2]>,
}

const PLAIN: &[Option<&str>] = &[None];
const WITH_GZIP: &[Option<&str>] = &[None, Some("gzip")];
const ALL: &[Option<&str>] = &[None, Some("gzip"), Some("zstd")];

const EXAMPLES: &[Example] = &[
    example("get-player-summary", "/players/{player}/summary", WITH_GZIP, Row::CareerSummary),
    example("list-player-summaries", "/players/summaries?ids={crowd}", PLAIN, Row::CareerSummary),
    example("get-player", "/players/{player}", ALL, Row::Career),
    example(
        "get-player-stats-summary",
        "/players/{player}/stats/summary",
        WITH_GZIP,
        Row::CareerSnapshot,
    ),
    example(
        "get-player-stats",
        "/players/{player}/stats?gamemode=quickplay",
        WITH_GZIP,
        Row::Career,
    ),
    example(
        "get-player-career-stats",
        "/players/{player}/stats/career?gamemode=quickplay",
        WITH_GZIP,
        Row::CareerValues,
    ),
    example("get-player-history", "/players/{player}/history", PLAIN, Row::CareerSummary),
    example("get-player-version", "/players/{large}/history/253402300799", PLAIN, Row::Career),
    example(
        "get-player-stats-diff",
        "/players/{player}/stats/diff?since=0",
        PLAIN,
        Row::CareerSummary,
    ),
    example("get-player-chart", "/players/{player}/chart.svg", PLAIN, Row::CareerSummary),
    example("get-player-feed", "/players/{player}/feed.atom", PLAIN, Row::CareerSummary),
    example("get-player-page", "/p/{player}", PLAIN, Row::CareerSnapshot),
    example("search-page", "/p?name={name}", PLAIN, Row::CachedAnswer("search:")),
    example("get-robots", "/robots.txt", PLAIN, Row::None),
    example("get-player-card", "/players/{player}/card.svg", ALL, Row::Career),
    // The last one is the one that the process is started for.
    example("get-player-card", "/players/{player}/card.png", PLAIN, Row::Career),
    example("search-players", "/players?name={name}", PLAIN, Row::CachedAnswer("search:")),
    example("list-heroes", "/heroes", PLAIN, Row::StaticData("heroes:en-us")),
    example("list-all-heroes", "/heroes/all", PLAIN, Row::StaticData("hero:ana:en-us")),
    example("get-hero", "/heroes/ana", PLAIN, Row::StaticData("hero:ana:en-us")),
    example(
        "get-hero-stats",
        "/heroes/stats?platform=pc&gamemode=competitive&region=europe",
        PLAIN,
        Row::CachedAnswer("rates:"),
    ),
    example(
        "get-hero-stats-history",
        "/heroes/stats/history?region=europe&limit=365",
        PLAIN,
        Row::Anything,
    ),
    example(
        "get-hero-stats-chart",
        "/heroes/stats/history/chart.svg?region=europe&limit=365",
        PLAIN,
        Row::Anything,
    ),
    example("list-roles", "/roles", PLAIN, Row::StaticData("roles:en-us")),
    example("get-patch-notes", "/patch-notes", PLAIN, Row::StaticData("patch-notes:en-us")),
    example("list-gamemodes", "/gamemodes", PLAIN, Row::None),
    example("list-maps", "/maps", PLAIN, Row::None),
    example("get-home", "/", PLAIN, Row::None),
    example("get-docs", "/docs", PLAIN, Row::None),
    example("get-llms", "/llms.txt", PLAIN, Row::None),
    example("get-openapi", "/openapi.json", PLAIN, Row::None),
    example("get-status", "/status", PLAIN, Row::Anything),
    example("get-metrics", "/metrics", PLAIN, Row::Anything),
    example("get-health", "/health", PLAIN, Row::Anything),
];

/// What other servers of this API answer, too.
const OF_PEERS: [&str; 8] = [
    "/players/{player}/summary",
    "/players/{player}",
    "/players/{player}/stats/summary",
    "/players/{player}/stats?gamemode=quickplay",
    "/players/{player}/stats/career?gamemode=quickplay",
    "/heroes",
    "/heroes/ana",
    "/maps",
];

const fn example(
    endpoint: &'static str,
    path: &'static str,
    encodings: &'static [Option<&'static str>],
    row: Row,
) -> Example {
    Example { endpoint, path, encodings, row }
}

/// All requests, the small player's before the large one's.
pub(crate) fn all(world: &World) -> Result<Vec<Case>, BenchError> {
    for route in ENDPOINTS {
        if !EXAMPLES.iter().any(|example| example.endpoint == route.name) {
            return Err(BenchError::NoExample(route.name));
        }
    }
    let mut cases = Vec::new();
    for example in EXAMPLES {
        let is_of_a_player = example.path.contains("{player}");
        let players = [(", small", &world.small), (", large", &world.large)];
        for (size, player) in &players[usize::from(!is_of_a_player)..] {
            let size = if is_of_a_player { size } else { "" };
            for encoding in example.encodings {
                cases.push(case(example, size, player, &world.crowd, *encoding)?);
            }
        }
    }
    Ok(cases)
}

/// What is asked of other servers beside ours, of the large player: each as it is, then in gzip.
pub(crate) fn of_peers(world: &World) -> Result<Vec<Case>, BenchError> {
    let mut cases = Vec::new();
    for path in OF_PEERS {
        let example = EXAMPLES.iter().find(|example| example.path == path);
        let example = example.ok_or(BenchError::NoExample(path))?;
        for encoding in [None, Some("gzip")] {
            cases.push(case(example, "", &world.large, &[], encoding)?);
        }
    }
    Ok(cases)
}

fn case(
    example: &Example,
    size: &str,
    player: &BattleTag,
    crowd: &[BattleTag],
    encoding: Option<&'static str>,
) -> Result<Case, BenchError> {
    let path =
        example.path.replace("{player}", player.as_str()).replace("{large}", player.as_str());
    let crowd: Vec<_> = crowd.iter().map(|player| encoded(player.as_str())).collect();
    let path = path.replace("{name}", player.name()).replace("{crowd}", &crowd.join(","));
    let mut request = Request::get(&path);
    if let Some(encoding) = encoding {
        request = request.header(ACCEPT_ENCODING, encoding);
    }
    let suffix = encoding.map(|encoding| format!(", {encoding}")).unwrap_or_default();
    Ok(Case {
        endpoint: example.endpoint,
        path,
        encoding,
        name: format!("`{}`{size}{suffix}", example.path),
        event: event(&request.body(())?),
        row: example.row.select(player),
    })
}

/// A player's name within a query.
fn encoded(name: &str) -> String {
    byte_serialize(name.as_bytes()).collect()
}

impl Row {
    /// What the baseline is told.
    fn select(self, player: &BattleTag) -> Option<[(&'static str, String); 2]> {
        let battletag = player.as_str().to_owned();
        let (query, key) = match self {
            Self::None => return None,
            Self::Anything => ("select $1::text", "anything".to_owned()),
            Self::Career => {
                ("select career_gzip from player_profiles where battletag = $1", battletag)
            }
            Self::CareerValues => {
                ("select career_values_gzip from player_profiles where battletag = $1", battletag)
            }
            Self::CareerSnapshot => {
                ("select career_snapshot from player_profiles where battletag = $1", battletag)
            }
            Self::CareerSummary => {
                ("select career_summary from player_profiles where battletag = $1", battletag)
            }
            Self::StaticData(key) => {
                ("select data from static_data where key = $1", key.to_owned())
            }
            Self::CachedAnswer(prefix) => (
                "select data from cached_answers where starts_with(key, $1) limit 1",
                prefix.to_owned(),
            ),
        };
        Some([("BASELINE_QUERY", query.to_owned()), ("BASELINE_KEY", key)])
    }
}
