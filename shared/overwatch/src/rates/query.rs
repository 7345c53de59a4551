//! What rates can be asked for.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

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
