//! What players play on.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

/// What a player plays on.
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
#[schema(as = PlayerPlatform)]
pub enum Platform {
    /// Playstation, Xbox, Switch.
    Console,
    /// Mouse and keyboard.
    Pc,
}

impl Platform {
    /// All of them, as people expect them: that of most players first.
    pub const PC_FIRST: [Self; 2] = [Self::Pc, Self::Console];

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pc => "PC",
            Self::Console => "Console",
        }
    }
}

/// One of something for each platform.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ByPlatform<T> {
    /// Mouse and keyboard.
    pub pc: Option<T>,
    /// Playstation, Xbox, Switch.
    pub console: Option<T>,
}

impl<T> ByPlatform<T> {
    /// The one of that platform.
    #[must_use]
    pub fn get(&self, platform: Platform) -> Option<&T> {
        match platform {
            Platform::Pc => self.pc.as_ref(),
            Platform::Console => self.console.as_ref(),
        }
    }

    /// `None` when neither platform has one.
    #[must_use]
    pub fn unless_empty(self) -> Option<Self> {
        (self.pc.is_some() || self.console.is_some()).then_some(self)
    }
}
