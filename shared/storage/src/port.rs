//! The port: all that can be asked of storage. A missing row is `None`; every error is [`Error`](crate::Error).

use std::{collections::BTreeMap, slice, time::Duration};

use async_trait::async_trait;
use overwatch::{
    BattleTag, BlizzardId, PlayerId,
    history::{Filter, Version},
    rates::record::{Games, RateRecord, RecordedRate},
};
use serde_json::Value;

use crate::{
    Result,
    data::{DataTable, PageWatch, StorageStats, StoredData},
    lease::{Lease, LeaseState, Owner},
    notices::{Noted, Notice, NoticeKind, Receiver},
    player::{CareerPart, NegativeEntry, PlayerProfile, PlayerSource, StoredCareer},
    rate_limiter::{Outcome, RateLimiter, Reservation, Shares, Slot, Urgency},
    versions::KeptVersion,
};

/// A write under a lease.
#[derive(Debug, Clone, Copy)]
pub struct Write<'a> {
    /// Without it nothing is written.
    pub lease: &'a Lease,
    /// Time since Blizzard was asked.
    pub age: Duration,
    /// Whether a row that is not there may be made.
    pub may_insert: bool,
}

/// Stored players.
#[async_trait]
pub trait PlayerProfiles: Send + Sync {
    /// The player an id leads to, with the part of the career that is wanted.
    async fn find_player_profile(
        &self,
        id: &PlayerId,
        part: CareerPart,
    ) -> Result<Option<PlayerProfile>>;

    /// The same for many at once, in their order.
    async fn find_player_profiles(
        &self,
        wanted: &[(&PlayerId, CareerPart)],
    ) -> Result<Vec<Option<PlayerProfile>>>;

    /// What a player's career was read from.
    async fn find_player_source(&self, id: &BlizzardId) -> Result<Option<PlayerSource>>;

    /// Stores a player; whether it did.
    ///
    /// A battletag or name that is known already is kept where `source` has none. A fetch older than
    /// what is stored changes nothing. The BattleTag leads to this player from now on, unless a newer
    /// fetch found it elsewhere. A career other than the last kept version is the next version; what was
    /// stored of a player without versions is the first.
    async fn set_player_profile(
        &self,
        source: &PlayerSource,
        career: &StoredCareer,
        write: Write<'_>,
    ) -> Result<bool>;

    /// Notes that Blizzard has confirmed a stored player now; whether it did.
    async fn touch_player_profile(&self, id: &BlizzardId, lease: &Lease) -> Result<bool>;

    /// Replaces a career that an older parser made, unless a newer one has been there.
    async fn set_career(&self, id: &BlizzardId, career: &StoredCareer) -> Result<()>;

    /// Notes that a client asks for these stored players now, but for those whom one asked for within a day.
    async fn note_asked(&self, ids: &[&BlizzardId]) -> Result<()>;

    /// The players whose refreshes this hour are to be asked for, the one not confirmed for longest first: of those
    /// whom a client asked for within that time, so many that with as many each hour each is confirmed daily, and at
    /// most a twenty-fourth. Who could not be confirmed for two hours beyond the day comes behind the others.
    async fn find_players_to_follow(&self, asked_within: Duration) -> Result<Vec<BlizzardId>>;
}

/// Versions of careers: what players were over time.
#[async_trait]
pub trait PlayerVersions: Send + Sync {
    /// The little of each version that was taken from `since` to `until`, both in seconds since 1970 and
    /// included, with the heroes that pass; at most `limit`, the newest first. One that cannot be read is left out.
    async fn find_versions(
        &self,
        id: &BlizzardId,
        since: Option<i64>,
        until: Option<i64>,
        limit: u32,
        filter: &Filter,
    ) -> Result<Vec<Version>>;

    /// The newest version that was not taken after `until`, in seconds since 1970.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`](crate::Error::Corrupt) for one that is damaged, and for those behind it in its chain.
    async fn find_version(&self, id: &BlizzardId, until: i64) -> Result<Option<KeptVersion>>;
}

/// The negative cache: ids that Blizzard did not know.
#[async_trait]
pub trait NegativeCache: Send + Sync {
    /// What is known of an id that Blizzard did not know.
    async fn find_unknown_player(&self, id: &PlayerId) -> Result<Option<NegativeEntry>> {
        Ok(self.find_unknown_players(&[id]).await?.into_iter().flatten().next())
    }

    /// The same for many at once, in their order.
    async fn find_unknown_players(&self, ids: &[&PlayerId]) -> Result<Vec<Option<NegativeEntry>>>;

    /// Notes that Blizzard does not know an id. `pauses` holds how long it is not asked again after
    /// the first check, the second, and so on; the last counts for all that follow.
    async fn set_unknown_player(&self, id: &PlayerId, pauses: &[Duration])
    -> Result<NegativeEntry>;

    /// Forgets that Blizzard did not know a player under these names.
    async fn delete_unknown_player(
        &self,
        id: &BlizzardId,
        battletag: Option<&BattleTag>,
    ) -> Result<()>;
}

/// Who fetches or refreshes what, so that many requests for one thing make one fetch.
#[async_trait]
pub trait Leases: Send + Sync {
    /// Takes a lease for `duration`; `false` while another owner holds it.
    async fn acquire_lease(&self, lease: &Lease, duration: Duration) -> Result<bool> {
        Ok(self.acquire_leases(slice::from_ref(lease), duration).await? == [true])
    }

    /// The same for many at once, in their order. Of two with one key the first counts.
    async fn acquire_leases(&self, leases: &[Lease], duration: Duration) -> Result<Vec<bool>>;

    /// Hands a lease to another owner, whom it lasts for `duration` from now; `false` when it is not
    /// the first owner's any more.
    async fn hand_over_lease(&self, lease: &Lease, to: Owner, duration: Duration) -> Result<bool>;

    /// Extends a lease to `duration` from now; `false` when the owner has lost it.
    async fn extend_lease(&self, lease: &Lease, duration: Duration) -> Result<bool> {
        self.hand_over_lease(lease, lease.owner, duration).await
    }

    /// Ends a lease with the reason of a failure, which those who wait are told. For `pause` nobody
    /// acquires it again.
    async fn fail_lease(&self, lease: &Lease, failure: &Value, pause: Duration) -> Result<()>;

    /// The state of the lease of that key; `None` where there is none, or its owner died.
    async fn find_lease(&self, key: &str) -> Result<Option<LeaseState>>;

    /// Ends a lease.
    async fn release_lease(&self, lease: &Lease) -> Result<()> {
        self.release_leases(slice::from_ref(lease)).await
    }

    /// Ends many leases at once.
    async fn release_leases(&self, leases: &[Lease]) -> Result<()>;
}

/// The rate limiter towards Blizzard, which all instances share.
#[async_trait]
pub trait RateLimiting: Send + Sync {
    /// Reserves the next slot for one request, with all its redirects, unless that is further away than
    /// `longest_wait`. What nobody waits for gets a slot that is free now, or every fourth; what everything else
    /// goes before gets a spare one, and none for ten minutes after a refusal.
    async fn reserve_slot(&self, urgency: Urgency, longest_wait: Duration) -> Result<Reservation>;

    /// The rate limiter now.
    async fn find_rate_limiter(&self) -> Result<RateLimiter>;

    /// Says what came of the request in a slot. A refusal makes the slots void that were given so far.
    async fn report(&self, slot: &Slot, outcome: Outcome) -> Result<()>;

    /// Counts new things that are fetched for a client, as many of those wanted as make no more than `limit`
    /// in its minute.
    async fn take_shares(&self, client: &str, wanted: u32, limit: u32) -> Result<Shares>;
}

/// What is the same for everybody, what Blizzard answered lately, and what the watch on its pages saw last,
/// as JSON.
#[async_trait]
pub trait Data: Send + Sync {
    /// What is stored under a key.
    async fn find_data(&self, table: DataTable, key: &str) -> Result<Option<StoredData>>;

    /// The static data under many keys, in their order, for a parser of that version.
    async fn find_static_data(
        &self,
        version: i16,
        keys: &[String],
    ) -> Result<Vec<Option<StoredData>>>;

    /// Stores JSON under a key; whether it did. A fetch older than what is stored changes nothing.
    async fn set_data(
        &self,
        table: DataTable,
        key: &str,
        json: &[u8],
        write: Write<'_>,
    ) -> Result<bool>;

    /// What the watch saw, by page.
    async fn find_page_watches(&self) -> Result<Vec<PageWatch>>;

    /// Stores what the watch saw of a page.
    async fn set_page_watch(&self, page: &str, data: &Value) -> Result<()>;
}

/// Hero rates over time: a record a day (UTC) of each kind of games. None is deleted.
#[async_trait]
pub trait RateRecords: Send + Sync {
    /// Those of these games that have no record of today.
    async fn find_unrecorded_games(&self, games: &[Games]) -> Result<Vec<Games>>;

    /// Records rates that Blizzard was asked for `age` ago, as those of the day that it was then; `None` where
    /// it had none. Whether it did: the first record of a day stays.
    async fn add_rate_record(
        &self,
        games: &Games,
        rates: Option<&[RecordedRate]>,
        age: Duration,
    ) -> Result<bool>;

    /// Notes that the day that it was `age` ago is recorded whole, if it has a record of each of these games;
    /// whether it has.
    async fn complete_rate_day(&self, games: &[Games], age: Duration) -> Result<bool>;

    /// The rates of days that are recorded whole, taken from `since` to `until`, both in seconds since 1970 and
    /// included; at most `limit`, the newest first. A record that cannot be read is left out.
    async fn find_rate_records(
        &self,
        games: &Games,
        since: Option<i64>,
        until: Option<i64>,
        limit: u32,
    ) -> Result<Vec<RateRecord>>;
}

/// What is new in the game, and who is still to be told of it.
#[async_trait]
pub trait Notices: Send + Sync {
    /// Notes that all of a kind that there are now were seen, names by their keys. The receivers are to be told of
    /// those that were not known, unless nothing of the kind was, or [`MANY`](crate::notices::MANY) are new at once.
    async fn note_seen(
        &self,
        kind: NoticeKind,
        seen: &BTreeMap<String, String>,
        receivers: &[Receiver],
    ) -> Result<Noted>;

    /// What a receiver is still to be told that was found within `max_age`; at most `limit`, the oldest first.
    async fn find_notices(
        &self,
        receiver: Receiver,
        max_age: Duration,
        limit: u32,
    ) -> Result<Vec<Notice>>;

    /// Notes that a receiver was told.
    async fn set_told(&self, notice: &Notice, receiver: Receiver) -> Result<()>;
}

/// What keeps storage small and known.
#[async_trait]
pub trait Housekeeping: Send + Sync {
    /// Deletes at most `limit` rows of each table that have served their time: cached answers older than
    /// `max_age`, unknown players that may be asked for since `max_age`, and leases that ran out as
    /// long ago; how many rows.
    async fn delete_expired(&self, max_age: Duration, limit: u32) -> Result<u64>;

    /// Deletes the `limit` players not confirmed for longest, of those not confirmed for `max_age` where
    /// one is given; how many it deleted, and their bytes.
    async fn delete_oldest_players(
        &self,
        max_age: Option<Duration>,
        limit: u32,
    ) -> Result<(u64, u64)>;

    /// Deletes the `limit` chains of versions whose newest version is the oldest, of those whose newest is
    /// older than `max_age` where one is given; how many versions it deleted, and their bytes.
    async fn delete_oldest_versions(
        &self,
        max_age: Option<Duration>,
        limit: u32,
    ) -> Result<(u64, u64)>;

    /// Deletes all that is stored of a player, under every name that is known, and ends the leases of
    /// all that is on its way; how many rows. Nothing is read that may be damaged. Versions that outlived the
    /// profile are known by the Blizzard ID only.
    async fn forget_player(&self, id: &PlayerId) -> Result<u64>;

    /// Answers when storage does.
    async fn ping(&self) -> Result<()>;

    /// What storage holds.
    async fn stats(&self) -> Result<StorageStats>;

    /// Lets go of the database.
    async fn close(&self);
}

/// All that can be asked of storage.
pub trait Storage:
    PlayerProfiles
    + PlayerVersions
    + NegativeCache
    + Leases
    + RateLimiting
    + Data
    + RateRecords
    + Notices
    + Housekeeping
{
}

impl<T> Storage for T where
    T: PlayerProfiles
        + PlayerVersions
        + NegativeCache
        + Leases
        + RateLimiting
        + Data
        + RateRecords
        + Notices
        + Housekeeping
{
}
