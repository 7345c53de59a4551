//! How often heroes are played, and win.

use serde_json::{Value, json};

use crate::{Site, play::Fortune};

/// What Blizzard answers to this query: what it selected, and a rate for every hero. A map or division that it
/// does not offer is taken for all of them.
pub(crate) fn rates(query: &str, site: &Site) -> String {
    let mut selected: serde_json::Map<String, Value> = form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into()))
        .collect();
    let is_competitive = selected.get("rq").is_some_and(|queue| queue != "0");
    if is_competitive {
        selected.insert("rq".to_owned(), site.competitive_rq.into());
    }
    let map = selected.get("map").and_then(Value::as_str);
    if !site.maps.iter().any(|offered| map == Some(&offered.key)) {
        selected.insert("map".to_owned(), "all-maps".into());
    }
    let tier = selected.get("tier").and_then(Value::as_str);
    if !site.divisions.iter().any(|offered| tier == Some(offered)) {
        selected.insert("tier".to_owned(), "All".into());
    }
    let mut columns = vec!["name", "pickrate", "winrate"];
    if is_competitive {
        columns.push("banrate");
    }
    let games = json!(selected).to_string();
    let rates: Vec<Value> = site
        .heroes
        .iter()
        .zip(0_u8..)
        .map(|(hero, number)| {
            let Fortune { pickrate, winrate, banrate } = site.fortune(number, &games);
            let mut cells = json!({ "name": hero.name, "pickrate": pickrate, "winrate": winrate });
            if is_competitive {
                cells["banrate"] = json!(banrate);
            }
            let role = hero.role.to_string().to_uppercase();
            json!({ "id": hero.key, "cells": cells, "hero": { "name": hero.name, "role": role } })
        })
        .collect();
    json!({ "rates": { "selected": selected, "rates": rates }, "columns": columns }).to_string()
}
