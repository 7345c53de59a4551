//! The times that people ask for by name.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

use super::Version;

/// A time until now.
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
#[schema(as = HistoryPeriod)]
pub enum Period {
    /// 24 hours.
    Day,
    /// Seven days.
    Week,
    /// Thirty days.
    Month,
    /// As long as the season that the player is in; all there is without one.
    Season,
}

const DAY: i64 = 86_400;

impl Period {
    /// When the period began, in seconds since 1970 as `now` is. Only [`Period::Season`] needs the
    /// versions, and all that could belong to it.
    #[must_use]
    pub fn since(self, now: i64, versions: &[Version]) -> i64 {
        match self {
            Self::Day => now.saturating_sub(DAY),
            Self::Week => now.saturating_sub(7 * DAY),
            Self::Month => now.saturating_sub(30 * DAY),
            Self::Season => season_began(versions).unwrap_or(now),
        }
    }
}

/// When the first version of the season was taken that the player is in at last.
fn season_began(versions: &[Version]) -> Option<i64> {
    let season = versions.last()?.snapshot.season();
    let first = versions.iter().find(|version| version.snapshot.season() == season)?;
    Some(first.taken_at)
}
