//! What an operator does with one player: look at what is stored, and forget it.

use overwatch::{BattleTag, BlizzardId, PlayerId, player_id::name_of};
use serde::Serialize;
use serde_json::Value;
use storage::player::CareerPart;

use crate::{DataKey, Error, Freshness, Service, fetch_once, freshness::PLAYER_PROFILE};

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
    /// Whether a refresh has been asked for.
    pub refresh_claimed: bool,
    /// When the career last changed on Blizzard's side, in seconds since 1970.
    pub last_updated_blizzard: Option<i64>,
    /// The version of the parser that wrote it.
    pub data_version: i16,
    /// The length of the stored page, in bytes.
    pub html_bytes: usize,
    /// Who the player is; null where only the page is stored.
    pub summary: Value,
}

impl Service {
    /// What is stored of a player. Blizzard is not asked, and no refresh either.
    ///
    /// # Errors
    ///
    /// When storage fails, or what is stored is damaged.
    pub async fn find_stored_player(&self, id: &PlayerId) -> Result<Option<StoredPlayer>, Error> {
        let profile = self.storage.find_player_profile(id, CareerPart::Summary).await?;
        let Some(profile) = profile else { return Ok(None) };
        let Some(source) = self.storage.find_player_source(&profile.id).await? else {
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
            refresh_claimed: profile.refresh_claimed,
            last_updated_blizzard: profile.last_updated_blizzard,
            data_version: profile.data_version,
            html_bytes: source.html.len(),
            summary,
        }))
    }

    /// Deletes all that is stored of a player, under every name that is known; how many rows. A
    /// request for the player asks Blizzard again.
    ///
    /// # Errors
    ///
    /// When storage fails, or what is stored is damaged; then nothing is deleted.
    pub async fn forget_player(&self, id: &PlayerId) -> Result<u64, Error> {
        let mut ids = vec![id.clone()];
        let mut names = Vec::new();
        if let Some(stored) = self.find_stored_player(id).await? {
            ids.push(PlayerId::BlizzardId(stored.id));
            ids.extend(stored.battletag.map(PlayerId::BattleTag));
            names.extend(stored.name);
        }
        names.extend(ids.iter().filter_map(|id| match id {
            PlayerId::BattleTag(battletag) => Some(name_of(battletag.as_str()).to_owned()),
            PlayerId::BlizzardId(_) => None,
        }));
        let searches = names.into_iter().map(|name| DataKey::Search(name).to_string());
        let keys: Vec<_> = searches.chain(ids.iter().map(fetch_once::player_key)).collect();
        Ok(self.storage.forget(&ids, &keys).await?)
    }
}
