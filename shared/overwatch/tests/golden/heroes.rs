//! What is answered about heroes and roles.

use std::{fs, path::Path};

use overwatch::{
    Locale, hero_page,
    heroes::{self, HeroEntry, HeroGamemode, RoleFilter},
    roles,
};
use serde_json::{Value, json};

use crate::recordings::Request;

/// A page in the language that is asked for.
fn page(site: &Path, request: &Request, path: &str) -> String {
    let locale: Locale = request.parsed("locale").unwrap_or_default();
    fs::read_to_string(site.join(locale.to_string()).join(path).join("index.html")).unwrap()
}

fn all(site: &Path, request: &Request) -> Vec<HeroEntry> {
    heroes::read(&page(site, request, "heroes")).unwrap()
}

pub(crate) fn list(site: &Path, request: &Request) -> Value {
    let role: Option<RoleFilter> = request.parsed("role");
    let gamemode: Option<HeroGamemode> = request.parsed("gamemode");
    let mut heroes = all(site, request);
    heroes.retain(|hero| {
        role.is_none_or(|role| hero.is_of(role))
            && gamemode.is_none_or(|gamemode| hero.gamemodes.contains(&gamemode))
    });
    json!(heroes)
}

pub(crate) fn one(site: &Path, request: &Request) -> Value {
    let path = request.path.trim_start_matches('/');
    let key = path["heroes/".len()..].parse().unwrap();
    let hero = hero_page::read(&page(site, request, path)).unwrap();
    json!(hero.completed(&key, &all(site, request)))
}

pub(crate) fn roles(site: &Path, request: &Request) -> Value {
    json!(roles::read(&page(site, request, "")).unwrap())
}
