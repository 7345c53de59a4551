//! What is answered about players.

use std::{collections::HashMap, fs, path::Path};

use overwatch::{
    BattleTag, BlizzardId,
    career::{self, Career},
    hero, search, stats_summary,
};
use serde_json::Value;

use crate::recordings::Request;

/// The recorded careers, by the player's `BattleTag`.
pub(crate) fn careers(site: &Path) -> HashMap<String, Career> {
    let redirects = fs::read_to_string(site.join("redirects.json")).unwrap();
    let redirects: HashMap<String, BlizzardId> = serde_json::from_str(&redirects).unwrap();
    redirects
        .into_iter()
        .map(|(battletag, id)| {
            let career = career(&site.join("en-us"), &battletag.parse().unwrap(), &id);
            (battletag, career)
        })
        .collect()
}

fn career(site: &Path, battletag: &BattleTag, id: &BlizzardId) -> Career {
    let page = site.join("career").join(id.encoded()).join("index.html");
    let name = battletag.name();
    let search = format!("search/account-by-name/{}.json", name.to_lowercase());
    let entries = search::read(&fs::read_to_string(site.join(search)).unwrap()).unwrap();
    let entry =
        entries.iter().find(|entry| entry.id == *id && entry.name == name && entry.is_public);
    career::read(&fs::read_to_string(page).unwrap()).unwrap().with_search_entry(entry)
}

pub(crate) fn answer(careers: &HashMap<String, Career>, request: &Request) -> Value {
    let path = &request.path["/players/".len()..];
    let (player, endpoint) = path.split_once('/').unwrap_or((path, ""));
    let career = &careers[player];
    let platform = request.parsed("platform");
    let gamemode = request.parsed("gamemode");
    let hero = request.parsed("hero");
    let stats = || career.stats_of(gamemode.unwrap(), platform, hero.as_ref());
    let json = match endpoint {
        "" => serde_json::to_value(career.clone().filtered(platform, gamemode)),
        "summary" => serde_json::to_value(&career.summary),
        "stats" => serde_json::to_value(stats()),
        "stats/career" => serde_json::to_value(career::values(&stats())),
        "stats/summary" => serde_json::to_value(
            career
                .stats
                .as_ref()
                .map(|stats| stats_summary::summarize(stats, platform, gamemode, hero::role_of))
                .unwrap_or_default(),
        ),
        _ => panic!("{path}"),
    };
    json.unwrap()
}
