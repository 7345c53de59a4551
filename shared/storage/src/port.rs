//! The port: all that can be asked of storage. A missing row is `None`; every error is [`Error`].

use std::time::Duration;

use async_trait::async_trait;
use overwatch::{BattleTag, BlizzardId, PlayerId};
use serde_json::Value;

use crate::{
    Error,
    pace::{Pace, Slot, Turn, Verdict},
    player::{CareerPart, PlayerProfile, PlayerSource, StoredCareer, UnknownPlayer},
    static_data::{CachedAnswer, Category, PageWatch, StaticData, StorageStats},
};

/// Stored players.
#[async_trait]
pub trait PlayerProfiles: Send + Sync {
    /// The player an id leads to, with the part of the career that is wanted.
    async fn find_player_profile(
        &self,
        id: &PlayerId,
        part: CareerPart,
    ) -> Result<Option<PlayerProfile>, Error>;

    /// What a player's career was read from.
    async fn find_player_source(&self, id: &BlizzardId) -> Result<Option<PlayerSource>, Error>;

    /// Keeps a player, fetched `age` ago.
    ///
    /// A battletag or name that is known already is kept where `source` has none. A fetch older than
    /// what is stored changes nothing. The BattleTag leads to this player alone from now on, unless a
    /// newer fetch found it elsewhere. Ends the claim of a refresh.
    async fn set_player_profile(
        &self,
        source: &PlayerSource,
        career: &StoredCareer,
        age: Duration,
    ) -> Result<(), Error>;

    /// Notes that Blizzard has confirmed a stored player now. Ends the claim of a refresh.
    async fn touch_player_profile(&self, id: &BlizzardId) -> Result<(), Error>;

    /// Replaces a career that an older reader made, unless a newer one has been there.
    async fn set_career(&self, id: &BlizzardId, career: &StoredCareer) -> Result<(), Error>;

    /// Promises to refresh a player within `duration`; `false` when somebody has already, or when
    /// there is no such player.
    async fn claim_refresh(&self, id: &BlizzardId, duration: Duration) -> Result<bool, Error>;

    /// Makes such a promise last until so long from now.
    async fn renew_refresh(&self, id: &BlizzardId, duration: Duration) -> Result<(), Error>;

    /// Takes such a promise back.
    async fn release_refresh(&self, id: &BlizzardId) -> Result<(), Error>;

    /// Deletes at most `limit` players not confirmed for `max_age`; how many it deleted.
    async fn delete_old_player_profiles(&self, max_age: Duration, limit: u32)
    -> Result<u64, Error>;
}

/// All that is known of one player, in every table.
#[async_trait]
pub trait Forgetting: Send + Sync {
    /// Deletes, at once, the players and unknown players of these ids, and the answers and claims of
    /// these keys; how many rows.
    async fn forget(&self, ids: &[PlayerId], keys: &[String]) -> Result<u64, Error>;
}

/// Ids that Blizzard did not know.
#[async_trait]
pub trait UnknownPlayers: Send + Sync {
    /// What is known of an id that Blizzard did not know.
    async fn find_unknown_player(&self, id: &PlayerId) -> Result<Option<UnknownPlayer>, Error>;

    /// Notes that Blizzard does not know an id. `pauses` holds how long it is not asked again after
    /// the first check, the second, and so on; the last counts for all that follow.
    async fn set_unknown_player(
        &self,
        id: &PlayerId,
        pauses: &[Duration],
    ) -> Result<UnknownPlayer, Error>;

    /// Forgets that Blizzard did not know a player under these names.
    async fn delete_unknown_player(
        &self,
        id: &BlizzardId,
        battletag: Option<&BattleTag>,
    ) -> Result<(), Error>;
}

/// Who fetches what is not stored, so that many requests for one thing make one fetch.
#[async_trait]
pub trait FetchClaims: Send + Sync {
    /// Promises to fetch something that is not stored within `duration`; `false` when somebody has.
    async fn claim_fetch(&self, key: &str, duration: Duration) -> Result<bool, Error>;

    /// Makes such a promise last until so long from now. One that was taken back stays so.
    async fn renew_fetch(&self, key: &str, duration: Duration) -> Result<(), Error>;

    /// Takes such a promise back, since the fetch failed; those who wait for it are told why.
    async fn fail_fetch(&self, key: &str, failure: &Value) -> Result<(), Error>;

    /// The promise; `None` where there is none, or somebody broke it.
    async fn find_fetch(&self, key: &str) -> Result<Option<FetchClaim>, Error>;

    /// Takes such a promise back.
    async fn release_fetch(&self, key: &str) -> Result<(), Error>;
}

/// A promise to fetch something, as those see it who wait for it.
#[derive(Debug, Clone, PartialEq)]
pub enum FetchClaim {
    /// It is being fetched.
    Running,
    /// It failed, and nobody has promised it again.
    Failed(Value),
}

/// How far apart requests to Blizzard are, whichever instance sends them.
#[async_trait]
pub trait Pacing: Send + Sync {
    /// Takes the next slot for one request, with all its redirects, unless that is further away than
    /// `longest_wait`.
    async fn reserve_slot(&self, longest_wait: Duration) -> Result<Turn, Error>;

    /// The pace now.
    async fn find_pace(&self) -> Result<Pace, Error>;

    /// Says what came of the request in a slot. A refusal makes the slots void that were given so far.
    async fn report(&self, slot: &Slot, verdict: Verdict) -> Result<(), Error>;
}

/// What is the same for everybody, and what Blizzard answered lately.
#[async_trait]
pub trait Answers: Send + Sync {
    /// Static data by key.
    async fn find_static_data(&self, key: &str) -> Result<Option<StaticData>, Error>;

    /// Keeps static data, which is JSON.
    async fn set_static_data(
        &self,
        key: &str,
        category: Category,
        data: &str,
        data_version: i16,
    ) -> Result<(), Error>;

    /// An answer of Blizzard's by key.
    async fn find_cached_answer(&self, key: &str) -> Result<Option<CachedAnswer>, Error>;

    /// Keeps an answer of Blizzard's, as JSON.
    async fn set_cached_answer(&self, key: &str, data: &str) -> Result<(), Error>;
}

/// What the watch on Blizzard's pages saw last.
#[async_trait]
pub trait PageWatches: Send + Sync {
    /// What was seen, by page.
    async fn find_page_watches(&self) -> Result<Vec<PageWatch>, Error>;

    /// Keeps what was seen of a page.
    async fn set_page_watch(&self, page: &str, data: &Value) -> Result<(), Error>;
}

/// What keeps storage small and known.
#[async_trait]
pub trait Housekeeping: Send + Sync {
    /// Deletes what has served its time: answers older than `max_age`, unknown players that may be
    /// asked for since `max_age`, and claims that ran out; how many rows.
    async fn delete_expired(&self, max_age: Duration) -> Result<u64, Error>;

    /// Answers when storage does.
    async fn ping(&self) -> Result<(), Error>;

    /// What storage holds.
    async fn stats(&self) -> Result<StorageStats, Error>;

    /// Deletes everything. For tests.
    async fn clear(&self) -> Result<(), Error>;

    /// Lets go of the database.
    async fn close(&self);
}

/// All that can be asked of storage.
pub trait Storage:
    PlayerProfiles
    + Forgetting
    + UnknownPlayers
    + FetchClaims
    + Pacing
    + Answers
    + PageWatches
    + Housekeeping
{
}

impl<T> Storage for T where
    T: PlayerProfiles
        + Forgetting
        + UnknownPlayers
        + FetchClaims
        + Pacing
        + Answers
        + PageWatches
        + Housekeeping
{
}
