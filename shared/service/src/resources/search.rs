//! Searching players.

use std::time::Duration;

use blizzard::Page;
use overwatch::{BattleTag, Order, SearchEntry, path_segment, player_id::is_same_name, search};
use serde::Serialize;
use storage::data::DataTable;
use strum::EnumString;
use utoipa::ToSchema;

use super::{Key, data::DataResource};
use crate::{Error, Freshness, cache::Cache, freshness::PLAYER_SEARCH};

/// What results are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum OrderField {
    /// As the answer writes it.
    PlayerId,
    /// By code points.
    Name,
    /// Who has none comes first.
    LastUpdatedAt,
}

/// What is searched for, and which part of the results is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayerSearch {
    /// A name, or a BattleTag.
    pub name: String,
    /// What results are ordered by.
    pub order_by: Order<OrderField>,
    /// So many results are left out at the start.
    pub offset: usize,
    /// At most so many results follow.
    pub limit: usize,
}

/// A part of the results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PlayerSearchResult)]
pub struct PlayerSearchResults {
    /// How many there are in all.
    pub total: usize,
    /// This part.
    pub results: Vec<PlayerFound>,
}

/// A player that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PlayerShort)]
pub struct PlayerFound {
    /// The BattleTag asked for where only one player can be meant, else the Blizzard ID.
    pub player_id: String,
    /// The name without its number.
    pub name: String,
    /// A URL.
    pub avatar: Option<String>,
    /// A URL.
    pub namecard: Option<String>,
    /// In American English.
    pub title: Option<String>,
    /// Where this API answers the career, percent-encoded.
    pub career_url: String,
    /// The Blizzard ID, with `%7C`.
    pub blizzard_id: String,
    /// When the career last changed, in seconds since 1970.
    pub last_updated_at: Option<i64>,
    /// Always true: others are not shown.
    pub is_public: bool,
}

/// The entries of players of exactly one name.
pub struct Search(pub String);

impl DataResource for Search {
    type Content = Vec<SearchEntry>;

    const PAGE: Page = Page::Search;
    const TABLE: DataTable = DataTable::CachedAnswers;
    const STALE_AFTER: Duration = PLAYER_SEARCH;

    fn key(&self) -> Key {
        Key::Search(self.0.clone())
    }

    fn named(key: &Key) -> Option<Self> {
        if let Key::Search(name) = key { Some(Self(name.clone())) } else { None }
    }

    async fn fetch(&self, cache: &Cache) -> Result<Self::Content, Error> {
        let mut entries =
            cache.read(Self::PAGE, |blizzard| blizzard.search(&self.0), search::parse).await?;
        entries.retain(|entry| is_same_name(&entry.name, &self.0) && entry.is_public);
        Ok(entries)
    }
}

impl PlayerSearch {
    /// Players of exactly that name. `api_base_url` is where this API is.
    ///
    /// # Errors
    ///
    /// When storage fails, or when Blizzard does and has not been asked for this name before.
    pub async fn run(
        &self,
        cache: &Cache,
        api_base_url: &str,
    ) -> Result<(PlayerSearchResults, Freshness), Error> {
        let Ok(battletag) = self.name.parse::<BattleTag>() else {
            // No player can have this name; Blizzard need not be asked.
            let nothing = PlayerSearchResults { total: 0, results: Vec::new() };
            return Ok((nothing, Freshness::new(PLAYER_SEARCH)));
        };
        let entry = cache.get(&Search(battletag.name().to_owned())).await?;
        let (entries, freshness) = (entry.value.into_content()?, entry.freshness);
        let has_number = battletag.as_str().contains('-');
        let meant = (has_number && entries.len() == 1).then_some(&battletag);
        let found =
            entries.iter().map(|entry| PlayerFound::new(entry, meant, api_base_url)).collect();
        Ok((self.page(found), freshness))
    }
}

impl PlayerSearch {
    fn page(&self, mut found: Vec<PlayerFound>) -> PlayerSearchResults {
        let Order { by, direction } = self.order_by;
        found.sort_by(|a, b| {
            direction.apply(match by {
                OrderField::PlayerId => a.player_id.cmp(&b.player_id),
                OrderField::Name => a.name.cmp(&b.name),
                OrderField::LastUpdatedAt => a.last_updated_at.cmp(&b.last_updated_at),
            })
        });
        PlayerSearchResults {
            total: found.len(),
            results: found.into_iter().skip(self.offset).take(self.limit).collect(),
        }
    }
}

impl PlayerFound {
    /// `meant` is the BattleTag asked for, where it can only be this player's.
    fn new(entry: &SearchEntry, meant: Option<&BattleTag>, api_base_url: &str) -> Self {
        let blizzard_id = entry.id.encoded();
        let id = meant.map_or(entry.id.as_str(), BattleTag::as_str);
        Self {
            career_url: format!("{api_base_url}/players/{}", path_segment(id)),
            player_id: meant.map_or(blizzard_id.as_str(), BattleTag::as_str).to_owned(),
            name: entry.name.clone(),
            avatar: entry.avatar().map(str::to_owned),
            namecard: entry.namecard().map(str::to_owned),
            title: entry.title().map(str::to_owned),
            blizzard_id,
            last_updated_at: entry.last_updated,
            is_public: entry.is_public,
        }
    }
}
