//! How often heroes are played, and win.

use serde_json::{Value, json};

use crate::Site;

/// What Blizzard answers to this query: what it selected, and a rate for every hero. A map that it does
/// not offer is taken for all maps.
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
    let mut columns = vec!["name", "pickrate", "winrate"];
    if is_competitive {
        columns.push("banrate");
    }
    let rates: Vec<Value> = site
        .heroes
        .iter()
        .zip(0_u8..)
        .map(|(hero, number)| {
            let mut cells = json!({
                "name": hero.name,
                "pickrate": f64::from(number) / 2.0,
                "winrate": 50.0 + f64::from(number) / 8.0,
            });
            if is_competitive {
                cells["banrate"] = json!(f64::from(number) / 4.0);
            }
            let role = hero.role.to_string().to_uppercase();
            json!({ "id": hero.key, "cells": cells, "hero": { "name": hero.name, "role": role } })
        })
        .collect();
    json!({ "rates": { "selected": selected, "rates": rates }, "columns": columns }).to_string()
}
