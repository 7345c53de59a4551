//! How often heroes are played, and win.

use serde_json::{Value, json};

use super::site::Hero;

/// What Blizzard answers to this query: what it selected, and a rate for every hero.
pub(super) fn rates(query: &str, heroes: &[Hero], competitive_rq: &str) -> String {
    let mut selected: serde_json::Map<String, Value> = form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into()))
        .collect();
    let is_competitive = selected.get("rq").is_some_and(|queue| queue != "0");
    if is_competitive {
        selected.insert("rq".to_owned(), competitive_rq.into());
    }
    let rates: Vec<Value> = heroes
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
    json!({ "rates": { "selected": selected, "rates": rates } }).to_string()
}
