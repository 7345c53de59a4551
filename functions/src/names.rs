//! What people call platforms, roles and heroes.

use overwatch::{HeroKey, Platform, hero::known_hero, history::RankedRole};

pub(crate) fn platform(platform: Platform) -> &'static str {
    match platform {
        Platform::Pc => "PC",
        Platform::Console => "Console",
    }
}

pub(crate) fn role(role: RankedRole) -> &'static str {
    match role {
        RankedRole::Tank => "tank",
        RankedRole::Damage => "damage",
        RankedRole::Support => "support",
        RankedRole::Open => "open queue",
    }
}

/// The key of one that our table does not know.
pub(crate) fn hero(hero: &HeroKey) -> &str {
    known_hero(hero).map_or(hero.as_str(), |known| known.name)
}
