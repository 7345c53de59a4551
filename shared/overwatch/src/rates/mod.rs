//! How often heroes are played, and win, `/en-us/rates/data/`: [`Rates`], parsed by [`parse`]. What they were
//! before: [`record`].

pub mod page;
mod query;
pub mod record;

use std::cmp::Ordering;
use utoipa::ToSchema;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{HeroKey, Order, ParseError, Role};

pub use query::{FilterKey, InvalidFilterKey, RateKey, Region};

/// What [`Selected::rq`] is for quick play.
pub const QUICK_PLAY: &str = "0";

/// The rates of all heroes, under the conditions that Blizzard chose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// What was chosen; not always what was asked for.
    pub selected: Selected,
    /// In Blizzard's order.
    pub heroes: Vec<HeroRate>,
}

/// What Blizzard chose to answer about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selected {
    /// The kind of game: [`QUICK_PLAY`], or a number that changes on Blizzard's side.
    pub rq: String,
    /// The map's key, or `all-maps`.
    pub map: String,
    /// The division, or `All`, if Blizzard says.
    pub tier: Option<String>,
}

/// How often one hero is played, and wins: shares of 100.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeroRate {
    /// The hero.
    pub hero: HeroKey,
    /// A [`Role`], or what Blizzard invents next.
    pub role: Option<String>,
    /// How often the hero is picked.
    pub pickrate: f64,
    /// How often the hero's team wins.
    pub winrate: f64,
    /// How often the hero is banned; only competitive games have bans.
    pub banrate: Option<f64>,
}

/// How often one hero is played, and wins, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
#[schema(as = HeroStatsSummary)]
pub struct HeroStats<'a> {
    /// The hero.
    pub hero: &'a HeroKey,
    /// How often the hero is picked.
    pub pickrate: f64,
    /// How often the hero's team wins.
    pub winrate: f64,
    /// How often the hero is banned; in competitive games only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = f64, required = false)]
    pub banrate: Option<f64>,
}

/// The part of Blizzard's response that is parsed.
#[derive(Deserialize)]
struct Answer {
    rates: Body,
    columns: Option<Vec<Value>>,
}

#[derive(Deserialize)]
struct Body {
    selected: Selected,
    rates: Vec<Value>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    cells: Cells,
    hero: Option<Described>,
}

#[derive(Deserialize)]
struct Cells {
    pickrate: f64,
    winrate: f64,
    banrate: Option<f64>,
}

#[derive(Deserialize)]
struct Described {
    role: Option<String>,
}

/// Parses a response with hero rates.
///
/// A hero that is not of the shape we know is left out, so that one of them does not hide the rest.
///
/// # Errors
///
/// [`ParseError::NotARatesAnswer`] when the text is no such JSON, or none of its heroes can be parsed.
pub fn parse(json: &str) -> Result<Rates, ParseError> {
    let answer: Answer = serde_json::from_str(json).map_err(|_| ParseError::NotARatesAnswer)?;
    let Body { selected, rates } = answer.rates;
    let is_empty = rates.is_empty();
    let has_bans = match &answer.columns {
        Some(columns) => columns.iter().any(|column| names(column, "banrate")),
        None => selected.rq != QUICK_PLAY,
    };
    let heroes: Vec<_> = rates.into_iter().filter_map(|row| hero_rate(row, has_bans)).collect();
    if heroes.is_empty() && !is_empty {
        return Err(ParseError::NotARatesAnswer);
    }
    Ok(Rates { selected, heroes })
}

/// Whether a column's name is this, or that of anything in its description.
fn names(column: &Value, name: &str) -> bool {
    match column {
        Value::String(text) => text.eq_ignore_ascii_case(name),
        Value::Object(described) => described.values().any(|value| names(value, name)),
        _ => false,
    }
}

fn hero_rate(row: Value, has_bans: bool) -> Option<HeroRate> {
    let Row { id, cells, hero } = serde_json::from_value(row).ok()?;
    Some(HeroRate {
        hero: id.parse().ok()?,
        role: hero.and_then(|hero| hero.role).map(|role| role.to_lowercase()),
        pickrate: rate(cells.pickrate),
        winrate: rate(cells.winrate),
        banrate: cells.banrate.filter(|_| has_bans).map(rate),
    })
}

/// Blizzard writes -1 for heroes that were not played.
fn rate(cell: f64) -> f64 {
    cell.max(0.0)
}

impl Rates {
    /// The rates of the heroes of one role, or of all, in that order.
    ///
    /// Rates that are equal stay in Blizzard's order.
    #[must_use]
    pub fn stats(&self, role: Option<Role>, order: Order<RateKey>) -> Vec<HeroStats<'_>> {
        let mut stats: Vec<_> = self
            .heroes
            .iter()
            .filter(|hero| role.is_none_or(|role| hero.role.as_deref() == Some(role.into())))
            .map(|hero| HeroStats {
                hero: &hero.hero,
                pickrate: hero.pickrate,
                winrate: hero.winrate,
                banrate: hero.banrate,
            })
            .collect();
        stats.sort_by(|a, b| order.direction.apply(compare(a, b, order.by)));
        stats
    }
}

fn compare(a: &HeroStats, b: &HeroStats, by: RateKey) -> Ordering {
    match by {
        RateKey::Hero => a.hero.cmp(b.hero),
        RateKey::Winrate => a.winrate.total_cmp(&b.winrate),
        RateKey::Pickrate => a.pickrate.total_cmp(&b.pickrate),
        RateKey::Banrate => a.banrate.unwrap_or(0.0).total_cmp(&b.banrate.unwrap_or(0.0)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(id: &str, role: &str, cells: &Value) -> Value {
        json!({ "id": id, "cells": cells, "hero": { "role": role } })
    }

    fn read_rows(rq: &str, rows: &[Value]) -> Rates {
        let selected = json!({ "rq": rq, "map": "all-maps" });
        parse(&json!({ "rates": { "selected": selected, "rates": rows } }).to_string()).unwrap()
    }

    fn rates() -> Rates {
        let rows = [
            row("b", "TANK", &json!({ "pickrate": 2, "winrate": 50 })),
            row("c", "CHEF", &json!({ "pickrate": -1, "winrate": -1, "banrate": 1.5 })),
            row("a", "TANK", &json!({ "pickrate": 2.5, "winrate": 50.0 })),
            row("", "TANK", &json!({ "pickrate": 1, "winrate": 1 })),
            row("e", "TANK", &json!({ "pickrate": "--", "winrate": 1 })),
            json!("f"),
        ];
        read_rows("1", &rows)
    }

    fn keys(role: Option<Role>, order: &str) -> String {
        let rates = rates();
        let stats = rates.stats(role, order.parse().unwrap());
        stats.iter().map(|hero| hero.hero.as_str()).collect()
    }

    #[test]
    fn heroes_of_another_shape_are_left_out() {
        assert_eq!(keys(None, "hero:asc"), "abc");
    }

    #[test]
    fn orders_keep_equal_rates_in_place() {
        assert_eq!(keys(None, "hero:desc"), "cba");
        assert_eq!(keys(None, "winrate:asc"), "cba");
        assert_eq!(keys(None, "winrate:desc"), "bac");
        assert_eq!(keys(None, "pickrate:desc"), "abc");
        assert_eq!(keys(None, "banrate:desc"), "cba");
    }

    #[test]
    fn one_role_can_be_asked_for() {
        assert_eq!(keys(Some(Role::Tank), "hero:asc"), "ab");
        assert_eq!(keys(Some(Role::Support), "hero:asc"), "");
    }

    #[test]
    fn rates_are_written_as_floats() {
        let rates = rates();
        let stats = rates.stats(None, "winrate:asc".parse().unwrap());
        let json = serde_json::to_string(&stats[..2]).unwrap();
        assert_eq!(
            json,
            r#"[{"hero":"c","pickrate":0.0,"winrate":0.0,"banrate":1.5},{"hero":"b","pickrate":2.0,"winrate":50.0}]"#
        );
    }

    #[test]
    fn there_are_no_bans_in_quick_play() {
        let cells = json!({ "pickrate": 2, "winrate": 50, "banrate": 3 });
        let banrate = |rq| read_rows(rq, &[row("a", "TANK", &cells)]).heroes[0].banrate;
        assert_eq!((banrate("0"), banrate("1")), (None, Some(3.0)));
    }

    #[test]
    fn a_column_that_is_not_listed_is_not_told() {
        let rows = [row("a", "TANK", &json!({ "pickrate": 2, "winrate": 50, "banrate": 3 }))];
        for (columns, banrate) in [
            (json!([]), None),
            (json!(["pickrate", "winrate"]), None),
            (json!(["pickrate", "banrate"]), Some(3.0)),
            (json!([{ "id": "banrate", "name": "Ban Rate" }]), Some(3.0)),
        ] {
            let selected = json!({ "rq": "2", "map": "all-maps" });
            let rates = json!({ "selected": selected, "rates": rows });
            let answer = json!({ "rates": rates, "columns": columns });
            assert_eq!(parse(&answer.to_string()).unwrap().heroes[0].banrate, banrate, "{columns}");
        }
    }

    #[test]
    fn other_answers_are_told_apart() {
        let answer =
            |selected, rates| format!(r#"{{"rates":{{"selected":{selected},"rates":{rates}}}}}"#);
        let selected = r#"{"rq":"0","map":"all-maps"}"#;
        for text in [
            "",
            "[]",
            "{}",
            "<html>",
            &answer("{}", "[]"),
            &answer(selected, r#"[{"hero":"ana","rate":5}]"#),
        ] {
            assert_eq!(parse(text), Err(ParseError::NotARatesAnswer), "{text}");
        }
    }
}
