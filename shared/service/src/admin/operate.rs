//! What an operator sees of one player.

use overwatch::{BattleTag, BlizzardId, PlayerId};
use serde::Serialize;
use serde_json::Value;
use storage::{Storage, player::CareerPart};

use crate::{Error, Freshness, freshness::PLAYER_PROFILE};

/// What is stored of a player.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredPlayer {
    /// The player.
    pub id: BlizzardId,
    /// The BattleTag that leads to the player, if one is known.
    pub battletag: Option<BattleTag>,
    /// The name without its number, if known.
    pub name: Option<String>,
    /// Seconds since Blizzard confirmed it.
    pub age: u64,
    /// Whether it should not be taken for current any more.
    pub is_stale: bool,
    /// Whether somebody refreshes it.
    pub is_refreshed: bool,
    /// When the career last changed on Blizzard's side, in seconds since 1970.
    pub last_updated_blizzard: Option<i64>,
    /// The version of the parser that wrote it.
    pub data_version: i16,
    /// The length of the stored page, in bytes.
    pub html_bytes: usize,
    /// Who the player is; null where only the page is stored.
    pub summary: Value,
}

/// What is stored of a player. Blizzard is not asked, and no refresh either.
///
/// # Errors
///
/// When storage fails, or what is stored is damaged.
pub async fn find_stored_player(
    storage: &dyn Storage,
    id: &PlayerId,
) -> Result<Option<StoredPlayer>, Error> {
    let profile = storage.find_player_profile(id, CareerPart::Summary).await?;
    let Some(profile) = profile else { return Ok(None) };
    let Some(source) = storage.find_player_source(&profile.id).await? else {
        return Ok(None);
    };
    let summary = match profile.career {
        Some(summary) => serde_json::from_slice(&summary.json()?)?,
        None => Value::Null,
    };
    Ok(Some(StoredPlayer {
        id: profile.id,
        battletag: source.battletag,
        name: source.name,
        age: profile.age.as_secs(),
        is_stale: Freshness { age: profile.age, stale_after: PLAYER_PROFILE }.is_stale(),
        is_refreshed: profile.is_leased,
        last_updated_blizzard: profile.last_updated_blizzard,
        data_version: profile.data_version,
        html_bytes: source.html.len(),
        summary,
    }))
}
