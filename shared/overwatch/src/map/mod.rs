//! The maps we know; no page of Blizzard's lists them.

mod table;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{gamemode::MapGamemode, rates::page::OfferedMap};

pub use table::known_maps;

/// A map we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Map {
    /// What the map is called in URLs and answers.
    pub key: &'static str,
    /// In English.
    pub name: &'static str,
    /// What is played on it.
    pub gamemodes: &'static [MapGamemode],
    /// Where it is, in English.
    pub location: &'static str,
    /// The country's two letters; `None` outside of any country.
    pub country_code: Option<&'static str>,
}

/// What is answered of a map: of one that we know, or of one that only the rates page offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Map)]
pub struct MapDetails {
    /// The map's key.
    pub key: String,
    /// In English.
    pub name: String,
    /// A URL.
    pub screenshot: String,
    /// What is played on it: a `MapGamemode`, or what Blizzard invents next.
    #[schema(value_type = Vec<MapGamemode>)]
    pub gamemodes: Vec<String>,
    /// In English; `None` for a map that only Blizzard's rates page has shown.
    pub location: Option<String>,
    /// Two letters; `None` outside of any country, or without a location.
    pub country_code: Option<String>,
}

impl Map {
    /// All there is to say of the map. Its screenshot is below `static_base_url`.
    #[must_use]
    pub fn details(&self, static_base_url: &str) -> MapDetails {
        MapDetails {
            key: self.key.to_owned(),
            name: self.name.to_owned(),
            screenshot: screenshot(static_base_url, self.key),
            gamemodes: self.gamemodes.iter().map(ToString::to_string).collect(),
            location: Some(self.location.to_owned()),
            country_code: self.country_code.map(str::to_owned),
        }
    }
}

impl MapDetails {
    /// All there is to say of a map that only the rates page offers.
    #[must_use]
    pub fn offered(map: &OfferedMap, static_base_url: &str) -> Self {
        Self {
            key: map.key.to_string(),
            name: map.name.clone(),
            screenshot: screenshot(static_base_url, map.key.as_str()),
            gamemodes: map.gamemodes.clone(),
            location: None,
            country_code: None,
        }
    }
}

fn screenshot(static_base_url: &str, key: &str) -> String {
    format!("{static_base_url}/maps/{key}.jpg")
}

/// The map of that key, if we know it.
#[must_use]
pub fn known_map(key: &str) -> Option<&'static Map> {
    known_maps().iter().find(|map| map.key == key)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use strum::VariantArray;

    use super::*;

    #[test]
    fn every_key_is_there_once() {
        let keys: HashSet<_> = known_maps().iter().map(|map| map.key).collect();
        assert_eq!(keys.len(), known_maps().len());
    }

    #[test]
    fn every_gamemode_has_a_map_and_every_map_a_gamemode() {
        let played = |mode| known_maps().iter().any(|map| map.gamemodes.contains(mode));
        assert!(MapGamemode::VARIANTS.iter().all(played));
        assert!(known_maps().iter().all(|map| !map.gamemodes.is_empty()));
    }

    #[test]
    fn country_codes_are_two_letters() {
        for code in known_maps().iter().filter_map(|map| map.country_code) {
            assert!(code.len() == 2 && code.bytes().all(|c| c.is_ascii_uppercase()), "{code}");
        }
    }

    #[test]
    fn the_screenshot_is_below_the_base() {
        let details = known_map("ilios").unwrap().details("https://static.example");
        assert_eq!(details.screenshot, "https://static.example/maps/ilios.jpg");
        assert_eq!(known_map("all-maps"), None);
    }
}
