//! What rates can be asked for.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

use crate::Division;

/// Where games are played.
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
#[schema(as = PlayerRegion)]
pub enum Region {
    /// Europe, Africa and the Middle East.
    Europe,
    /// North and South America.
    Americas,
    /// Asia and Oceania.
    Asia,
}

/// A text that no option of the rates page can have for its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the value of a filter")]
pub struct InvalidFilterKey;

/// A map or a division that rates can be asked for, as the rates page offers it: `kings-row`, `Gold`.
/// [`Division`] has the divisions that we know; Blizzard may add some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FilterKey(String);

impl FilterKey {
    /// The value as the page offers it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FilterKey {
    type Err = InvalidFilterKey;

    fn from_str(text: &str) -> Result<Self, InvalidFilterKey> {
        let is_possible = !text.is_empty()
            && text.len() <= 64
            && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        if is_possible { Ok(Self(text.to_owned())) } else { Err(InvalidFilterKey) }
    }
}

impl From<Division> for FilterKey {
    fn from(division: Division) -> Self {
        Self(division.to_string())
    }
}

/// What it is called in our parameters: in lower case.
impl fmt::Display for FilterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_lowercase())
    }
}

/// What rates can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum RateKey {
    /// The hero's key.
    Hero,
    /// How often the hero's team wins.
    Winrate,
    /// How often the hero is picked.
    Pickrate,
    /// How often the hero is banned; only competitive games have bans.
    Banrate,
}
