//! What is answered about how often heroes are played.

use std::{collections::HashMap, fs, path::Path};

use overwatch::{
    Order,
    order::Direction,
    rates::{self, RateKey},
};
use serde_json::{Value, json};

use crate::recordings::Request;

/// Blizzard's recorded answers, by the query asked.
pub(crate) fn recorded(site: &Path) -> HashMap<String, Value> {
    let answers = fs::read_to_string(site.join("en-us/rates/data.json")).unwrap();
    serde_json::from_str(&answers).unwrap()
}

pub(crate) fn answer(answers: &HashMap<String, Value>, request: &Request) -> Value {
    let order = request
        .parsed("order_by")
        .unwrap_or(Order { by: RateKey::Hero, direction: Direction::Asc });
    let rates = rates::read(&answers[&query(request)].to_string()).unwrap();
    assert_eq!(rates.selected.map, request.value("map").unwrap_or("all-maps"));
    json!(rates.stats(request.parsed("role"), order))
}

/// What Blizzard is asked for.
fn query(request: &Request) -> String {
    let input = if request.value("platform") == Some("pc") { "PC" } else { "Console" };
    let map = request.value("map").unwrap_or("all-maps");
    let region = capitalised(request.value("region").unwrap());
    if request.value("gamemode") == Some("quickplay") {
        return format!("input={input}&rq=0&region={region}&map={map}");
    }
    let tier = capitalised(request.value("competitive_division").unwrap_or("all"));
    format!("input={input}&rq=1&region={region}&map={map}&tier={tier}")
}

fn capitalised(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}
