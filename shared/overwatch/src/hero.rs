//! Hero keys, roles, and the heroes we know.

mod table;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

use crate::{dom, keys::hero_key};

pub use table::known_heroes;

/// A text that is no hero's key: empty, or with characters no key has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a hero key")]
pub struct InvalidHeroKey;

/// What a hero is called in URLs and answers: `soldier-76`.
///
/// Any hero, known to us or not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[schema(example = "ana")]
#[serde(transparent)]
pub struct HeroKey(String);

impl HeroKey {
    /// The key of the hero of that name, unless nothing of the name remains.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        hero_key(name).parse().ok()
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HeroKey {
    type Err = InvalidHeroKey;

    fn from_str(text: &str) -> Result<Self, InvalidHeroKey> {
        let possible = !text.is_empty()
            && text.chars().all(|c| c == '-' || (c.is_alphanumeric() && !c.is_uppercase()));
        if possible { Ok(Self(text.to_owned())) } else { Err(InvalidHeroKey) }
    }
}

impl fmt::Display for HeroKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a hero does for the team.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
    ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Role {
    /// Deals the damage.
    Damage,
    /// Heals it.
    Support,
    /// Takes it.
    Tank,
}

/// What a hero does for the team, in more detail: each belongs to one `Role`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
    ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum SubRole {
    /// Damage, from behind.
    Flanker,
    /// Damage, with an eye on weakened enemies.
    Recon,
    /// Damage, by precision.
    Sharpshooter,
    /// Damage, each in its own way.
    Specialist,
    /// Support that heals first.
    Medic,
    /// Support that stays alive.
    Survivor,
    /// Support that plans ahead.
    Tactician,
    /// Tank that hits hard.
    Bruiser,
    /// Tank that starts the fight.
    Initiator,
    /// Tank that holds the line.
    Stalwart,
}

/// A hero we know, with what no page of Blizzard's says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hero {
    /// The text of the hero's [`HeroKey`].
    pub key: &'static str,
    /// In English.
    pub name: &'static str,
    /// What the hero does for the team.
    pub role: Role,
    /// What the hero withstands, outside of role queue's bonus.
    pub hitpoints: Hitpoints,
}

/// What a hero withstands, in points of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = HitPoints)]
pub struct Hitpoints {
    /// Comes back by healing.
    pub health: u32,
    /// Comes back by healing, and weakens hits.
    pub armor: u32,
    /// Comes back by itself.
    pub shields: u32,
    /// All of it.
    pub total: u32,
}

impl Hitpoints {
    /// The sum of these parts.
    #[must_use]
    pub const fn new(health: u32, armor: u32, shields: u32) -> Self {
        Self { health, armor, shields, total: health + armor + shields }
    }
}

/// The hero of that key, if we know it.
#[must_use]
pub fn known_hero(key: &HeroKey) -> Option<&'static Hero> {
    known_heroes().iter().find(|hero| hero.key == key.as_str())
}

/// The role of a hero we know.
#[must_use]
pub fn role_of(key: &HeroKey) -> Option<Role> {
    known_hero(key).map(|hero| hero.role)
}

/// The role or subrole that an icon is named after: a [`Role`], a [`SubRole`], or a new one.
pub(crate) fn role_of_icon(url: &str) -> Option<String> {
    match dom::icon_word(url).to_lowercase().as_str() {
        "" => None,
        "offense" => Some(Role::Damage.to_string()),
        word => Some(word.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_hero_has_the_key_that_its_name_gives() {
        for hero in known_heroes() {
            assert_eq!(HeroKey::from_name(hero.name).unwrap().as_str(), hero.key);
        }
    }

    #[test]
    fn roles_are_those_of_the_table() {
        let role = |key: &str| role_of(&key.parse().unwrap());
        assert_eq!(role("ana"), Some(Role::Support));
        assert_eq!(role("soldier-76"), Some(Role::Damage));
        assert_eq!(role("all-heroes"), None);
    }

    #[test]
    fn icons_name_roles_in_every_language() {
        for (url, role) in [
            ("https://images.example/Tank.svg", Some("tank")),
            ("/offense-0f.svg", Some("damage")),
            ("/Tactician.0f.svg", Some("tactician")),
            ("/Chef", Some("chef")),
            ("/0f.svg", None),
            ("", None),
        ] {
            assert_eq!(role_of_icon(url).as_deref(), role, "{url}");
        }
    }

    #[test]
    fn a_key_is_not_just_any_text() {
        for text in ["", "Ana", "a b", "a/b", "d.va"] {
            assert_eq!(text.parse::<HeroKey>(), Err(InvalidHeroKey), "{text:?}");
        }
        assert_eq!("newcomer-2".parse::<HeroKey>().unwrap().as_str(), "newcomer-2");
    }
}
