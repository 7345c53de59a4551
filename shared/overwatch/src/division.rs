//! How good players are.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

/// How good the players of a competitive game are.
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
#[schema(as = CompetitiveDivisionFilter)]
pub enum Division {
    /// The lowest.
    Bronze,
    /// Above bronze.
    Silver,
    /// Above silver.
    Gold,
    /// Above gold.
    Platinum,
    /// Above platinum.
    Emerald,
    /// Above emerald.
    Diamond,
    /// Above diamond.
    Master,
    /// The highest that has rates.
    Grandmaster,
}

/// The division above those that rates are kept for.
const HIGHEST: &str = "ultimate";

/// A text that no division is called: empty, or not in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a division")]
pub struct InvalidDivision;

/// `bronze`, `silver`, `gold`, `platinum`, `emerald`, `diamond`, `master`, `grandmaster`,
/// `ultimate`, or what Blizzard invents next.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct CompetitiveDivision(String);

impl CompetitiveDivision {
    /// The division's name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether players of that division have been seen before. Others pass through all the same.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.place().is_some()
    }

    /// How many known divisions are below; `None` for one that has not been seen before.
    #[must_use]
    pub fn place(&self) -> Option<usize> {
        Self::known().position(|known| known == self.0)
    }

    /// Those that have been seen before, from the lowest to the highest.
    pub fn known() -> impl Iterator<Item = &'static str> {
        Division::VARIANTS.iter().map(Into::into).chain([HIGHEST])
    }
}

impl From<Division> for CompetitiveDivision {
    fn from(division: Division) -> Self {
        Self(division.to_string())
    }
}

impl FromStr for CompetitiveDivision {
    type Err = InvalidDivision;

    fn from_str(text: &str) -> Result<Self, InvalidDivision> {
        let is_possible = !text.is_empty() && !text.contains(char::is_uppercase);
        if is_possible { Ok(Self(text.to_owned())) } else { Err(InvalidDivision) }
    }
}

impl fmt::Display for CompetitiveDivision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisions_never_seen_are_possible_too() {
        let is_known =
            |text: &str| text.parse().map(|division: CompetitiveDivision| division.is_known());
        for (text, known) in [
            ("gold", Ok(true)),
            ("ultimate", Ok(true)),
            ("uranium", Ok(false)),
            ("Gold", Err(InvalidDivision)),
            ("", Err(InvalidDivision)),
        ] {
            assert_eq!(is_known(text), known, "{text:?}");
        }
    }
}
