//! The kinds of game that statistics are kept for, and those that maps are made for.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

/// What statistics are kept for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
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
#[schema(as = PlayerGamemode)]
pub enum Gamemode {
    /// Unranked games.
    Quickplay,
    /// Ranked games.
    Competitive,
}

/// One of something for each gamemode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ByGamemode<T> {
    /// Unranked games.
    pub quickplay: Option<T>,
    /// Ranked games.
    pub competitive: Option<T>,
}

impl<T> ByGamemode<T> {
    /// The one of that gamemode.
    #[must_use]
    pub fn get(&self, gamemode: Gamemode) -> Option<&T> {
        match gamemode {
            Gamemode::Quickplay => self.quickplay.as_ref(),
            Gamemode::Competitive => self.competitive.as_ref(),
        }
    }

    /// `None` when neither gamemode has one.
    #[must_use]
    pub fn unless_empty(self) -> Option<Self> {
        (self.quickplay.is_some() || self.competitive.is_some()).then_some(self)
    }
}

/// A kind of game that maps are made for.
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
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum MapGamemode {
    /// Two points, one after the other.
    Assault,
    /// Two flags.
    CaptureTheFlag,
    /// Five points in a row.
    Clash,
    /// One point, for both teams.
    Control,
    /// Everybody alone.
    Deathmatch,
    /// One life a round.
    Elimination,
    /// One payload.
    Escort,
    /// Five points, all over the map.
    Flashpoint,
    /// A point, then a payload.
    Hybrid,
    /// Two payloads.
    PayloadRace,
    /// Training bots.
    PracticeRange,
    /// A robot.
    Push,
    /// Two teams, and nothing else.
    TeamDeathmatch,
    /// Whatever players make of it.
    Workshop,
}

/// A gamemode, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GamemodeDetails {
    /// The gamemode.
    pub key: MapGamemode,
    /// In English.
    pub name: String,
    /// A URL.
    pub icon: String,
    /// In English.
    pub description: String,
    /// A URL.
    pub screenshot: String,
}

impl MapGamemode {
    /// The gamemode's name, and what it is about.
    #[must_use]
    pub const fn described(self) -> (&'static str, &'static str) {
        match self {
            Self::Assault => (
                "Assault",
                "Attackers take two points one after the other, and defenders hold them. \
                 From the first Overwatch.",
            ),
            Self::CaptureTheFlag => (
                "Capture the Flag",
                "Each team guards a flag of its own and tries to carry the other one home.",
            ),
            Self::Clash => (
                "Clash",
                "Five points in a row: the team that takes one moves the fight on to the next.",
            ),
            Self::Control => {
                ("Control", "Both teams want the same point. Two of three rounds decide.")
            }
            Self::Deathmatch => {
                ("Deathmatch", "Everybody against everybody, until somebody has scored enough.")
            }
            Self::Elimination => (
                "Elimination",
                "The last team with a hero alive takes the round: nobody comes back before it ends.",
            ),
            Self::Escort => {
                ("Escort", "Attackers bring a payload to its destination before time runs out.")
            }
            Self::Flashpoint => (
                "Flashpoint",
                "Points open one at a time, all over a large map. Three of five decide.",
            ),
            Self::Hybrid => (
                "Hybrid",
                "Attackers take a point first, then bring the payload that waits there onwards.",
            ),
            Self::PayloadRace => {
                ("Payload Race", "Each team has a payload, and the first one to arrive wins.")
            }
            Self::PracticeRange => {
                ("Practice Range", "A quiet place to try heroes and settings on training bots.")
            }
            Self::Push => (
                "Push",
                "Who holds the robot has it push a barricade towards the other team's side.",
            ),
            Self::TeamDeathmatch => {
                ("Team Deathmatch", "Two teams and nothing to hold: the one with more kills wins.")
            }
            Self::Workshop => {
                ("Workshop", "Empty maps for games whose rules players write themselves.")
            }
        }
    }

    /// All there is to say of the gamemode. Its images are below `static_base_url`.
    #[must_use]
    pub fn details(self, static_base_url: &str) -> GamemodeDetails {
        let (name, description) = self.described();
        GamemodeDetails {
            key: self,
            name: name.to_owned(),
            icon: format!("{static_base_url}/gamemodes/{self}-icon.svg"),
            description: description.to_owned(),
            screenshot: format!("{static_base_url}/gamemodes/{self}.avif"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gamemode_is_named_like_its_key() {
        for &gamemode in MapGamemode::VARIANTS {
            let (name, description) = gamemode.described();
            assert_eq!(name.to_lowercase().replace(' ', "-"), gamemode.to_string());
            assert!(description.ends_with('.'), "{description}");
        }
    }

    #[test]
    fn images_are_below_the_base() {
        let details = MapGamemode::PayloadRace.details("https://static.example");
        assert_eq!(details.icon, "https://static.example/gamemodes/payload-race-icon.svg");
        assert_eq!(details.screenshot, "https://static.example/gamemodes/payload-race.avif");
    }
}
