//! What an operator does, from a laptop or through the function `operate`: look at a player, refresh or
//! forget one, count.

use overwatch::{BattleTag, BlizzardId, PlayerId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use storage::{Storage, player::CareerPart};

use super::status::status;
use crate::{
    Cache, Error, Freshness,
    freshness::PLAYER_PROFILE,
    resources::{Key, Player},
};

/// What an operator asks for. As JSON it is `{"show": "TeKrop-2217"}`, the same with `refresh` or `forget`,
/// or `"stats"`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// What is stored of a player.
    Show(PlayerId),
    /// Asks Blizzard for a player now, and stores the response.
    Refresh(PlayerId),
    /// Deletes all that is stored of a player.
    Forget(PlayerId),
    /// What storage holds, and what the watch on Blizzard's pages found.
    Stats,
}

/// Why an operation failed.
#[derive(Debug, thiserror::Error)]
pub enum OperateError {
    /// Nothing is stored under that id.
    #[error("no such player is stored")]
    NotStored,
    /// The product failed.
    #[error(transparent)]
    Service(#[from] Error),
}

impl Operation {
    /// Carries it out, and returns what the operator reads.
    ///
    /// # Errors
    ///
    /// [`OperateError`].
    pub async fn run(&self, cache: &Cache) -> Result<Value, OperateError> {
        match self {
            Self::Show(id) => {
                let stored = find_stored_player(cache.storage(), id).await?;
                to_value(stored.ok_or(OperateError::NotStored)?)
            }
            Self::Refresh(id) => Ok(json!({ "outcome": refresh_player(cache, id).await? })),
            Self::Forget(id) => {
                let rows = cache.storage().forget_player(id).await.map_err(Error::from)?;
                Ok(json!({ "deleted_rows": rows }))
            }
            Self::Stats => to_value(status(cache.storage(), cache.limits()).await?.0),
        }
    }
}

fn to_value(found: impl Serialize) -> Result<Value, OperateError> {
    Ok(serde_json::to_value(found).map_err(Error::from)?)
}

async fn refresh_player(cache: &Cache, id: &PlayerId) -> Result<String, Error> {
    if let Some(stored) = find_stored_player(cache.storage(), id).await? {
        let key = Key::Player(PlayerId::BlizzardId(stored.id));
        return Ok(cache.in_background().refresh_now(&key).await?.to_string());
    }
    cache.for_client(None).get(&Player::summary(id.clone())).await?;
    Ok("fetched".to_owned())
}

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
        Some(summary) => serde_json::from_slice(&summary)?,
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
