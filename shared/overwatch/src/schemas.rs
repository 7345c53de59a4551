//! Names, for the documentation, of what is no type of its own: maps, generic types, and texts of
//! which Blizzard may invent more. They are the names that `OverFast`'s clients know.

use std::collections::BTreeMap;

use utoipa::ToSchema;

use crate::{
    HeroKey, Role, SubRole,
    career::{Category, Comparison, GamemodeStats, Ranks, StatValue},
    hero_page::Upgrade,
    stats_summary::{Figures, Scores},
};

/// Statistics by platform.
#[derive(ToSchema)]
pub struct PlayerStats {
    /// Mouse and keyboard.
    pub pc: Option<PlayerPlatformStats>,
    /// Playstation, Xbox, Switch.
    pub console: Option<PlayerPlatformStats>,
}

/// Statistics by gamemode.
#[derive(ToSchema)]
pub struct PlayerPlatformStats {
    /// Unranked games.
    pub quickplay: Option<GamemodeStats>,
    /// Ranked games.
    pub competitive: Option<GamemodeStats>,
}

/// Ranks by platform.
#[derive(ToSchema)]
pub struct PlayerCompetitiveRanksContainer {
    /// Mouse and keyboard.
    pub pc: Option<Ranks>,
    /// Playstation, Xbox, Switch.
    pub console: Option<Ranks>,
}

/// Heroes side by side, by category.
#[derive(ToSchema)]
pub struct HeroesComparisons(pub BTreeMap<String, HeroesComparison>);

/// A comparison; null where a known category has no data.
#[derive(ToSchema)]
pub struct HeroesComparison(pub Option<Comparison>);

/// Career statistics by hero, and of all heroes together under `all-heroes`.
#[derive(ToSchema)]
pub struct CareerStats(pub BTreeMap<HeroKey, Vec<Category>>);

/// The values of career statistics by hero, and of all heroes together under `all-heroes`.
#[derive(ToSchema)]
pub struct PlayerCareerStats(pub BTreeMap<HeroKey, HeroPlayerCareerStats>);

/// The values of one hero's statistics, by category and statistic.
#[derive(ToSchema)]
pub struct HeroPlayerCareerStats(pub BTreeMap<String, BTreeMap<String, StatValue>>);

/// Figures by role; a role that was not played is absent.
#[derive(ToSchema)]
pub struct PlayerRolesStats(pub BTreeMap<String, Figures>);

/// Figures by hero; a hero that was not played is absent.
#[derive(ToSchema)]
pub struct PlayerHeroesStats(pub BTreeMap<HeroKey, Figures>);

/// Sums over all games.
#[derive(ToSchema)]
pub struct TotalStatsSummary(#[schema(inline)] pub Scores<i64>);

/// Means per ten minutes played.
#[derive(ToSchema)]
pub struct AverageStatsSummary(#[schema(inline)] pub Scores<f64>);

/// `bronze`, `silver`, `gold`, `platinum`, `emerald`, `diamond`, `master`, `grandmaster`,
/// `ultimate`, or what Blizzard invents next.
#[derive(ToSchema)]
pub struct CompetitiveDivision(pub String);

/// `assists`, `average`, `best`, `combat`, `game`, `hero_specific`, `match_awards`,
/// `miscellaneous`, or what Blizzard invents next.
#[derive(ToSchema)]
pub struct CareerStatCategory(pub String);

/// A role or a subrole.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum RoleOrSubRole {
    /// A role.
    Role(Role),
    /// A subrole.
    SubRole(SubRole),
}

/// A power of Stadium.
#[derive(ToSchema)]
pub struct StadiumPower(#[schema(inline)] pub Upgrade);

/// `min`, `xs`, `sm`, `md`, `lg`, `xl+`, or what Blizzard invents next.
#[derive(ToSchema)]
pub struct BackgroundImageSize(pub String);
