//! `GET /players/{player_id}/history`

use overwatch::{
    Gamemode, HeroKey, Platform,
    hero::known_heroes,
    history::{CSV_HEADER, Filter, History, HistoryEntry, Version, csv_rows},
};
use service::history::PlayerHistory;
use storage::json;
use strum::{EnumString, IntoStaticStr, VariantArray};
use utoipa::{IntoParams, ToSchema};

use super::{
    parameters,
    player_filters::{PLAYER_ID, hero, new_heroes},
};
use crate::{
    App,
    documentation::{InvalidParameters, PLAYERS, Unavailable, UnknownPlayer},
    http::{Error, OkResponse, Query, Request, query::Invalid},
};

/// The most snapshots of an answer, and as many as there are unless told.
const MAX_LIMIT: u32 = 500;
const DEFAULT_LIMIT: u32 = 100;

/// The most bytes of an answer. Lambda sends no more than six million of them.
const MAX_LENGTH: usize = 4_000_000;

/// What the table is saved as.
const FILE: &str = "player-history.csv";

/// What a player was over time
///
/// A snapshot for each time that something had changed: name, title, endorsement, ranks or statistics;
/// newest first. A response ends at 4 MB; `until` asks for the rest. While a career is private there are
/// no snapshots of before either.
#[utoipa::path(
    get,
    path = "/players/{player_id}/history",
    operation_id = "get_player_history",
    tag = PLAYERS,
    params(("player_id" = String, Path, description = PLAYER_ID, example = "TeKrop-2217"), Parameters),
    responses(
        (
            status = 200,
            description = "The snapshots; as CSV a row a snapshot, platform, gamemode and hero.",
            content((History = "application/json"), (String = "text/csv")),
        ),
        UnknownPlayer,
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let query = Query::of(request);
    let new = new_heroes(app, request, &query).await?;
    let parameters = query.read(|query| Parameters::of(query, &new))?;
    let Parameters { since, until, limit, platform, gamemode, hero, format } = parameters;
    let filter = Filter { platform, gamemode, hero };
    let cache = app.cache(request);
    let history = PlayerHistory::of(&cache, request.player_id()).await?;
    let versions = history.versions(since, until, limit, &filter).await?;
    match format {
        Format::Json => Ok(OkResponse::player_json(as_json(&versions, &filter)?, &history.player)),
        Format::Csv => {
            let table = as_csv(&versions, &filter)?;
            let response = OkResponse::csv(table, FILE, history.player.freshness);
            Ok(response.of_player(&history.player))
        }
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Parameters {
    /// The first second, in seconds since 1970.
    #[param(minimum = 0, maximum = 253_402_300_799_i64, example = 1_767_225_600)]
    since: Option<i64>,
    /// The last second, in seconds since 1970.
    #[param(minimum = 0, maximum = 253_402_300_799_i64, example = 1_893_456_000)]
    until: Option<i64>,
    /// At most so many snapshots.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = json!(DEFAULT_LIMIT))]
    limit: u32,
    /// Heroes, ranks and seasons of only this platform.
    platform: Option<Platform>,
    /// Heroes of only this gamemode.
    gamemode: Option<Gamemode>,
    /// Only this hero.
    hero: Option<HeroKey>,
    /// What the response is written in.
    #[param(value_type = Option<Format>, default = "json")]
    format: Format,
}

/// What a history is written in.
#[derive(Debug, Clone, Copy, Default, EnumString, IntoStaticStr, VariantArray, ToSchema)]
#[strum(serialize_all = "lowercase")]
#[schema(as = HistoryFormat, rename_all = "lowercase")]
pub(super) enum Format {
    /// As anything else.
    #[default]
    Json,
    /// A table to be saved.
    Csv,
}

impl Parameters {
    fn of(query: &mut Query, new: &[HeroKey]) -> Result<Self, Invalid> {
        let since = parameters::time(query, "since");
        let until = parameters::time(query, "until");
        let limit = parameters::limit(query, MAX_LIMIT);
        let platform = query.optional("platform");
        let gamemode = query.optional("gamemode");
        let hero = hero(query, known_heroes().iter().map(|hero| hero.key), new);
        let format = query.optional("format");
        Ok(Self {
            since: since?,
            until: until?,
            limit: limit?.unwrap_or(DEFAULT_LIMIT),
            platform: platform?,
            gamemode: gamemode?,
            hero: hero?,
            format: format?.unwrap_or_default(),
        })
    }
}

/// A [`History`], written piece by piece.
fn as_json(versions: &[Version], filter: &Filter) -> Result<Vec<u8>, Error> {
    let entry =
        |version| json::to_vec(&HistoryEntry::of(version, filter)).map_err(service::Error::from);
    Ok(join(r#"{"snapshots":["#, versions.iter().map(entry), ",", "]}")?)
}

fn as_csv(versions: &[Version], filter: &Filter) -> Result<Vec<u8>, service::Error> {
    let rows = |version| Ok(csv_rows(version, filter).into_bytes());
    join(CSV_HEADER, versions.iter().map(rows), "", "")
}

/// The pieces between a start and an end, before the first one that would make the answer too long.
fn join(
    start: &str,
    pieces: impl Iterator<Item = Result<Vec<u8>, service::Error>>,
    separator: &str,
    end: &str,
) -> Result<Vec<u8>, service::Error> {
    let mut joined = start.as_bytes().to_vec();
    for (index, piece) in pieces.enumerate() {
        let piece = piece?;
        if joined.len() + separator.len() + piece.len() + end.len() > MAX_LENGTH {
            break;
        }
        if index > 0 {
            joined.extend_from_slice(separator.as_bytes());
        }
        joined.extend(piece);
    }
    joined.extend_from_slice(end.as_bytes());
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use overwatch::history::{Counters, Snapshot};
    use serde_json::Value;

    use super::*;

    /// Versions of somebody who has played so many heroes.
    fn versions(count: i64, heroes: usize) -> Vec<Version> {
        let hero = |number| (format!("hero-{number}").parse().unwrap(), Counters::default());
        let heroes = [(Gamemode::Quickplay, (0..heroes).map(hero).collect())].into();
        let snapshot = Snapshot { heroes: [(Platform::Pc, heroes)].into(), ..Snapshot::default() };
        let version = |taken_at| Version {
            taken_at,
            last_updated_blizzard: None,
            snapshot: snapshot.clone(),
        };
        (0..count).rev().map(version).collect()
    }

    #[test]
    fn pieces_are_one_document() {
        for count in [0, 1, 3] {
            let versions = versions(count, 2);
            let pieces = as_json(&versions, &Filter::default()).unwrap();
            let entries =
                versions.iter().map(|version| HistoryEntry::of(version, &Filter::default()));
            let whole = History { snapshots: entries.collect() };
            assert_eq!(pieces, json::to_vec(&whole).unwrap());
        }
        let table = as_csv(&versions(2, 3), &Filter::default()).unwrap();
        assert_eq!(String::from_utf8(table).unwrap().lines().count(), 1 + 2 * 3);
    }

    #[test]
    fn an_answer_ends_before_it_is_too_long() {
        let versions = versions(500, 100);
        let json = as_json(&versions, &Filter::default()).unwrap();
        let history: Value = serde_json::from_slice(&json).unwrap();
        let snapshots = history["snapshots"].as_array().unwrap();
        let one = json.len() / snapshots.len();
        assert!(json.len() <= MAX_LENGTH && json.len() + one + 10 > MAX_LENGTH, "{}", json.len());
        assert_eq!(snapshots[0]["taken_at"], 499, "the newest ones stay");

        let wide = self::versions(500, 500);
        let table = as_csv(&wide, &Filter::default()).unwrap();
        let rows = String::from_utf8(table).unwrap().lines().count() - 1;
        assert!(rows > 0 && rows < 500 * 500 && rows.is_multiple_of(500), "{rows}");
    }
}
