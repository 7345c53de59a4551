//! What a career page says of a player: [`Career`], parsed by [`parse`].

mod comparisons;
mod labels;
mod masthead;
mod page;
mod sections;
mod statistics;
mod value;
mod views;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ByGamemode, ByPlatform, CompetitiveDivision, HeroKey, SearchEntry, keys::stat_key};

pub use page::{MASTHEAD, PRIVATE, parse};
pub use value::StatValue;
pub use views::{CategoryValues, HeroValues, StatsView, ValuesView};

/// The version of the parser: a stored career of an older one is parsed again from its page.
///
/// Raise it with every change that changes what is parsed of some page.
pub const DATA_VERSION: i16 = 2;

/// The heroes' totals stand under this key beside the heroes themselves.
pub const ALL_HEROES: &str = "all-heroes";

/// Whether statistics of that category have been seen before. Others pass through all the same.
#[must_use]
pub fn is_known_category(key: &str) -> bool {
    comparisons::KNOWN.contains(&key) || labels::known().any(|label| stat_key(label) == key)
}

/// Everything a career page says of a player.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Player)]
pub struct Career {
    /// Who the player is.
    pub summary: Summary,
    /// What the player did; nothing for a private career and for one without games.
    #[schema(value_type = Option<PlayerStats>)]
    pub stats: Option<Stats>,
}

/// Statistics by platform and gamemode.
pub type Stats = ByPlatform<ByGamemode<GamemodeStats>>;

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

/// Who a player is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlayerSummary)]
pub struct Summary {
    /// The name without its number.
    pub username: String,
    /// A URL.
    pub avatar: Option<String>,
    /// A URL.
    pub namecard: Option<String>,
    /// The title under the name.
    pub title: Option<String>,
    /// How other players endorse this one.
    pub endorsement: Option<Endorsement>,
    /// The ranks.
    #[schema(value_type = Option<PlayerCompetitiveRanksContainer>)]
    pub competitive: Option<ByPlatform<Ranks>>,
    /// When the career last changed, in seconds since 1970.
    pub last_updated_at: Option<i64>,
}

/// How other players endorse one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlayerEndorsement)]
pub struct Endorsement {
    /// 0 where the icon does not say.
    pub level: u32,
    /// The icon, a URL.
    pub frame: String,
}

/// The ranks of one platform.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlatformCompetitiveRanksContainer)]
pub struct Ranks {
    /// The last season played.
    pub season: Option<u32>,
    /// Role queue.
    pub tank: Option<Rank>,
    /// Role queue.
    pub damage: Option<Rank>,
    /// Role queue.
    pub support: Option<Rank>,
    /// Open queue.
    pub open: Option<Rank>,
}

/// Ranks by platform.
#[derive(ToSchema)]
pub struct PlayerCompetitiveRanksContainer {
    /// Mouse and keyboard.
    pub pc: Option<Ranks>,
    /// Playstation, Xbox, Switch.
    pub console: Option<Ranks>,
}

/// One rank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlayerCompetitiveRank)]
pub struct Rank {
    /// How good the player is.
    pub division: CompetitiveDivision,
    /// 5 is the lowest, 1 the highest; 0 where there is none.
    pub tier: u32,
    /// A URL.
    pub role_icon: String,
    /// A URL.
    pub rank_icon: String,
    /// A URL.
    pub tier_icon: Option<String>,
}

/// The statistics of one platform and gamemode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlayerGamemodeStats)]
pub struct GamemodeStats {
    /// Heroes side by side, by category key; a known category is there without data too.
    #[schema(value_type = HeroesComparisons)]
    pub heroes_comparisons: BTreeMap<String, Option<Comparison>>,
    /// Each hero's own statistics, and the sum of them under `all-heroes`.
    #[schema(value_type = StatsView)]
    pub career_stats: CareerStats,
}

/// Career statistics by hero.
pub type CareerStats = BTreeMap<HeroKey, Vec<Category>>;

/// Heroes compared by one statistic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = HeroesStats)]
pub struct Comparison {
    /// In English.
    pub label: String,
    /// In the page's order.
    pub values: Vec<HeroValue>,
}

/// Heroes side by side, by category.
#[derive(ToSchema)]
pub struct HeroesComparisons(pub BTreeMap<String, HeroesComparison>);

/// A comparison; null where a known category has no data.
#[derive(ToSchema)]
pub struct HeroesComparison(pub Option<Comparison>);

/// One bar of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = HeroStat)]
pub struct HeroValue {
    /// The hero.
    pub hero: HeroKey,
    /// The bar's value.
    pub value: StatValue,
}

/// Statistics that stand together on the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = HeroCareerStats)]
pub struct Category {
    /// The category's key.
    #[schema(value_type = CareerStatCategory)]
    pub category: String,
    /// In English.
    pub label: String,
    /// In the page's order; a key can stand twice.
    pub stats: Vec<Stat>,
}

/// `assists`, `average`, `best`, `combat`, `game`, `hero_specific`, `match_awards`,
/// `miscellaneous`, or what Blizzard invents next.
#[derive(ToSchema)]
pub struct CareerStatCategory(pub String);

/// One statistic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SingleCareerStat)]
pub struct Stat {
    /// In its plural form.
    pub key: String,
    /// As the page writes it.
    pub label: String,
    /// What it is.
    pub value: StatValue,
}

impl Career {
    /// Whether the page shows statistics of any hero. A private one does not, and one without games.
    #[must_use]
    pub fn has_statistics(&self) -> bool {
        self.stats.iter().any(|stats| stats.heroes().next().is_some())
    }

    /// Completes a career with what only Blizzard's search knows.
    #[must_use]
    pub fn with_search_entry(mut self, entry: Option<&SearchEntry>) -> Self {
        if let Some(entry) = entry {
            let summary = &mut self.summary;
            summary.namecard = entry.namecard().map(str::to_owned);
            summary.avatar = entry.avatar().map(str::to_owned).or(summary.avatar.take());
            summary.title = entry.title().map(str::to_owned).or(summary.title.take());
            summary.last_updated_at = entry.last_updated;
        }
        self
    }
}
