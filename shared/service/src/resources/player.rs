//! A player, or the part of one that is asked for.

use std::{marker::PhantomData, time::Duration};

use blizzard::Page;
use overwatch::{
    BlizzardId, HeroKey, ParseError, PlayerId,
    career::{self, DATA_VERSION, Stats},
    history::Snapshot,
};
use storage::{
    Clock, Lease, Storage, Write,
    career::{CareerValues, Stored, SummaryJson, WholeCareer},
    player::{NegativeEntry, PlayerProfile, PlayerSource, Visibility},
};

use super::{
    Key,
    player_page::{PlayerPage, find_source, is_unknown, parse_again},
};
use crate::{
    Error,
    batch::Found,
    cache::{Cache, Resource},
    count,
    freshness::PLAYER_PROFILE,
    resource::{Entry, Note, Refreshed},
};

/// How long Blizzard is not asked for an unknown player again: 600 s × 3ⁿ, at most 6 h.
const UNKNOWN_PAUSES: [Duration; CHECKS_TO_LONGEST_PAUSE as usize] = [
    Duration::from_mins(10),
    Duration::from_mins(30),
    Duration::from_mins(90),
    Duration::from_mins(270),
    LONGEST_PAUSE,
];
const CHECKS_TO_LONGEST_PAUSE: u32 = 5;
const LONGEST_PAUSE: Duration = Duration::from_hours(6);

/// A player, of whom a part is asked for.
#[derive(Debug, Clone)]
pub struct Player<Part = SummaryJson> {
    pub(super) id: PlayerId,
    part: PhantomData<fn() -> Part>,
}

/// What is stored of a player.
#[derive(Debug, Clone, PartialEq)]
pub struct PlayerCareer<Part = SummaryJson> {
    /// What was asked for.
    pub part: Part,
    pub(crate) visibility: Visibility,
}

impl Player {
    /// Who the player is.
    #[must_use]
    pub fn summary(id: PlayerId) -> Self {
        Self::new(id)
    }
}

impl Player<WholeCareer> {
    /// The whole career.
    #[must_use]
    pub fn whole(id: PlayerId) -> Self {
        Self::new(id)
    }

    /// The heroes that a stored player has statistics of. Blizzard is not asked.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn stored_heroes(cache: &Cache, id: &str) -> Result<Vec<HeroKey>, Error> {
        let Ok(id) = id.parse() else { return Ok(Vec::new()) };
        let entry = match cache.peek(&Self::whole(id)).await {
            Ok(Some(entry)) => entry,
            Ok(None) | Err(Error::UnknownPlayer(_)) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        Ok(entry.value.part.read()?.stats.iter().flat_map(Stats::heroes).cloned().collect())
    }
}

impl Player<CareerValues> {
    /// The values of the statistics.
    #[must_use]
    pub fn values(id: PlayerId) -> Self {
        Self::new(id)
    }
}

impl Player<Snapshot> {
    /// The counters.
    #[must_use]
    pub fn snapshot(id: PlayerId) -> Self {
        Self::new(id)
    }
}

/// What a player can be asked for.
pub trait Part: Stored + Send + Sync + 'static {}

impl<T: Stored + Send + Sync + 'static> Part for T {}

impl<P: Part> Player<P> {
    fn new(id: PlayerId) -> Self {
        Self { id, part: PhantomData }
    }

    /// The part of a player, by whatever a client calls it.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownPlayer`], also for what no player can be called; or what kept the player from us.
    pub async fn get(
        cache: &Cache,
        id: &str,
        part: fn(PlayerId) -> Self,
    ) -> Result<Entry<PlayerCareer<P>>, Error> {
        match id.parse() {
            Ok(id) => cache.get(&part(id)).await,
            Err(_) => Err(Error::UnknownPlayer(impossible_player(cache.clock()))),
        }
    }

    /// What lacks its search entry because the search failed is fresh for half as long.
    fn entry_of(
        id: BlizzardId,
        career: PlayerCareer<P>,
        last_modified: Option<i64>,
        search_failed: bool,
    ) -> Entry<PlayerCareer<P>> {
        let stale_after = if search_failed { PLAYER_PROFILE / 2 } else { PLAYER_PROFILE };
        Entry {
            last_modified,
            is_incomplete: search_failed,
            note: Note::Due,
            ..Entry::new(Key::Player(PlayerId::BlizzardId(id)), career, stale_after)
        }
    }

    /// What is answered of what is stored.
    pub(super) async fn stored_entry(
        storage: &dyn Storage,
        mut profile: PlayerProfile,
    ) -> Result<Option<Entry<PlayerCareer<P>>>, Error> {
        let Some(part) = Self::current_part(storage, &mut profile).await? else {
            return Ok(None);
        };
        let PlayerProfile { id, last_updated_blizzard, age, visibility, .. } = profile;
        let career = PlayerCareer { part, visibility };
        let mut entry = Self::entry_of(id, career, last_updated_blizzard, profile.search_failed);
        entry.freshness.age = age;
        // Refresh-ahead: from half of its time on.
        entry.is_due = age >= PLAYER_PROFILE / 2;
        entry.is_leased = profile.is_leased;
        entry.note = if profile.is_noted { Note::Needless } else { Note::Due };
        Ok(Some(entry))
    }

    /// The part of the stored career, as today's parser sees it.
    async fn current_part(
        storage: &dyn Storage,
        profile: &mut PlayerProfile,
    ) -> Result<Option<P>, Error> {
        let stored = profile.career.take().and_then(|bytes| {
            P::stored(bytes)
                // As if it was missing: the page is there.
                .inspect_err(|error| tracing::error!(%error, "a stored career is damaged"))
                .ok()
        });
        if profile.data_version >= DATA_VERSION && stored.is_some() {
            return Ok(stored);
        }
        match parse_again(storage, &profile.id).await {
            Ok(Some(career)) => Ok(Some(P::stored(career.part(P::PART))?)),
            Ok(None) => Ok(None),
            // What an older parser made of the page is better than nothing.
            Err(Error::Read(error)) => {
                tracing::warn!(%error, "a stored page cannot be parsed again");
                Ok(stored)
            }
            Err(error) => Err(error),
        }
    }
}

impl<P: Part> Resource for Player<P> {
    type Value = PlayerCareer<P>;
    type Fetched = PlayerPage;

    fn key(&self) -> Key {
        Key::Player(self.id.clone())
    }

    fn named(key: &Key) -> Option<Self> {
        if let Key::Player(id) = key { Some(Self::new(id.clone())) } else { None }
    }

    /// An error for one that Blizzard is not to be asked for again yet.
    async fn load(&self, storage: &dyn Storage) -> Result<Option<Entry<PlayerCareer<P>>>, Error> {
        match storage.find_player_profile(&self.id, P::PART).await? {
            Some(profile) => Self::stored_entry(storage, profile).await,
            None => known_as_missing(storage.find_unknown_player(&self.id).await?),
        }
    }

    async fn fetch(&self, cache: &Cache) -> Result<PlayerPage, Error> {
        PlayerPage::fetch(cache, &self.id).await
    }

    async fn refresh(&self, cache: &Cache, lease: &Lease) -> Result<Refreshed<PlayerPage>, Error> {
        match &self.id {
            PlayerId::BlizzardId(id) => PlayerPage::refresh(cache, id, lease).await,
            PlayerId::BattleTag(_) => Ok(Refreshed::New(self.fetch(cache).await?)),
        }
    }

    /// Statistics do not vanish: unless a page says that they are private now, one without any has become
    /// one that we cannot parse, and replaces no career that has some.
    async fn save(
        &self,
        storage: &dyn Storage,
        page: &PlayerPage,
        write: Write<'_>,
    ) -> Result<bool, Error> {
        let PlayerPage { source, career, .. } = page;
        if page.shows_nothing() {
            let stored = find_source(storage, &source.id).await?;
            let stored = stored.and_then(|stored| career::parse(&stored.html).ok());
            if stored.is_some_and(|career| career.has_statistics()) {
                return Err(count::unreadable(Page::Career, ParseError::OtherPage).into());
            }
        }
        // A BattleTag moves to the player it leads to now, who need not be stored yet.
        let is_another = matches!(&self.id, PlayerId::BlizzardId(id) if *id != source.id);
        let write = Write { may_insert: write.may_insert || is_another, ..write };
        let is_stored = storage.set_player_profile(source, career, write).await?;
        if is_stored {
            storage.delete_unknown_player(&source.id, source.battletag.as_ref()).await?;
        }
        Ok(is_stored)
    }

    async fn load_kept(
        &self,
        storage: &dyn Storage,
        page: &PlayerPage,
    ) -> Result<Option<Entry<PlayerCareer<P>>>, Error> {
        Self::new(PlayerId::BlizzardId(page.source.id.clone())).load(storage).await
    }

    fn entry(&self, page: PlayerPage) -> Result<Entry<PlayerCareer<P>>, Error> {
        let visibility = page.source.visibility();
        let part = P::stored(page.career.part(P::PART))?;
        let career = PlayerCareer { part, visibility };
        let PlayerSource { id, last_updated_blizzard, search_failed, .. } = page.source;
        Ok(Self::entry_of(id, career, last_updated_blizzard, search_failed))
    }

    async fn note_failure(&self, storage: &dyn Storage, error: Error) -> (Error, Duration) {
        if !is_unknown(&error) {
            return (error, Duration::ZERO);
        }
        match storage.set_unknown_player(&self.id, &UNKNOWN_PAUSES).await {
            Ok(unknown) => (Error::UnknownPlayer(unknown), unknown.retry_after),
            Err(error) => (error.into(), Duration::ZERO),
        }
    }
}

/// What is found of a player who is not stored: an error for one that Blizzard is not to be asked for again yet.
pub(super) fn known_as_missing<P: Part>(unknown: Option<NegativeEntry>) -> Found<Player<P>> {
    match unknown {
        Some(unknown) if !unknown.retry_after.is_zero() => Err(Error::UnknownPlayer(unknown)),
        _ => Ok(None),
    }
}

/// What is answered for an id that no player can have.
pub(super) fn impossible_player(clock: &Clock) -> NegativeEntry {
    let next_check = clock.now() + LONGEST_PAUSE;
    NegativeEntry {
        check_count: CHECKS_TO_LONGEST_PAUSE,
        retry_after: LONGEST_PAUSE,
        next_check_at: i64::try_from(next_check.as_secs()).unwrap_or(i64::MAX),
    }
}
