//! Answering a player: fresh or stale from storage, or fetched now.

use std::time::Duration;

use overwatch::{
    HeroKey, PlayerId,
    career::{Career, DATA_VERSION, Stats},
};
use storage::{
    Document,
    player::{CareerPart, PlayerProfile},
};

use crate::{
    Error, Freshness, Service, UnknownPlayer, count,
    fetch::{Fetched, is_unknown},
    fetch_once::player_key,
    freshness::PLAYER_PROFILE,
    refresh_queue::{REFRESH_CLAIM, Refresh},
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

/// A player, or the part of one that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct PlayerAnswer {
    /// The part of the career.
    pub career: Document,
    /// How fresh it is.
    pub freshness: Freshness,
    /// When the career last changed on Blizzard's side, in seconds since 1970.
    pub last_modified: Option<i64>,
}

impl PlayerAnswer {
    /// The whole career, when that was asked for.
    ///
    /// # Errors
    ///
    /// [`Error::Unpack`] and [`Error::Career`] when what is stored is damaged.
    pub fn read_career(&self) -> Result<Career, Error> {
        Ok(serde_json::from_slice(&self.career.json()?)?)
    }
}

impl Service {
    /// A player by whatever a client calls it: from storage at any age, or else from Blizzard.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownPlayer`], or what kept the player from us.
    pub async fn player(&self, id: &str, part: CareerPart) -> Result<PlayerAnswer, Error> {
        let Ok(id) = id.parse::<PlayerId>() else {
            return Err(Error::UnknownPlayer(self.impossible_player()));
        };
        if let Some(answer) = self.known_player(&id, part).await? {
            count::stored(answer.freshness);
            return Ok(answer);
        }
        count::missing();
        let stored = || self.known_player(&id, part);
        self.fetch_once(&player_key(&id), stored, || self.fetch_and_store(&id, part)).await
    }

    /// The heroes that a stored player has statistics of. Blizzard is not asked.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn stored_heroes(&self, id: &str) -> Result<Vec<HeroKey>, Error> {
        let Ok(id) = id.parse::<PlayerId>() else { return Ok(Vec::new()) };
        let Some(answer) = self.stored_player(&id, CareerPart::Whole).await? else {
            return Ok(Vec::new());
        };
        let stats = answer.read_career()?.stats;
        Ok(stats.iter().flat_map(Stats::heroes).cloned().collect())
    }

    async fn stored_player(
        &self,
        id: &PlayerId,
        part: CareerPart,
    ) -> Result<Option<PlayerAnswer>, Error> {
        let Some(profile) = self.storage.find_player_profile(id, part).await? else {
            return Ok(None);
        };
        let freshness = Freshness { age: profile.age, stale_after: PLAYER_PROFILE };
        if freshness.is_half_way() && !profile.refresh_claimed {
            let claim = self.storage.claim_refresh(&profile.id, REFRESH_CLAIM).await;
            self.ask_for_refresh(claim, Refresh::Player(profile.id.clone())).await;
        }
        let last_modified = profile.last_updated_blizzard;
        let career = self.current_career(profile, part).await?;
        Ok(career.map(|career| PlayerAnswer { career, freshness, last_modified }))
    }

    /// The stored career as today's parser sees it.
    async fn current_career(
        &self,
        profile: PlayerProfile,
        part: CareerPart,
    ) -> Result<Option<Document>, Error> {
        if profile.data_version >= DATA_VERSION
            && let Some(career) = profile.career
        {
            return Ok(Some(career));
        }
        match self.read_again(&profile.id).await {
            Ok(career) => Ok(career.map(|career| career.part(part))),
            // What an older parser made of the page is better than nothing.
            Err(Error::Read(error)) => {
                tracing::warn!(%error, "a stored page cannot be read again");
                Ok(profile.career)
            }
            Err(error) => Err(error),
        }
    }

    /// The stored player; an error for one that Blizzard is not to be asked for again yet.
    async fn known_player(
        &self,
        id: &PlayerId,
        part: CareerPart,
    ) -> Result<Option<PlayerAnswer>, Error> {
        if let Some(answer) = self.stored_player(id, part).await? {
            return Ok(Some(answer));
        }
        match self.storage.find_unknown_player(id).await? {
            Some(unknown) if !unknown.retry_after.is_zero() => {
                Err(Error::UnknownPlayer(unknown.into()))
            }
            _ => Ok(None),
        }
    }

    async fn fetch_and_store(
        &self,
        id: &PlayerId,
        part: CareerPart,
    ) -> Result<PlayerAnswer, Error> {
        let fetched = match self.fetch_player(id, None).await {
            Err(error) if is_unknown(&error) => return Err(self.note_unknown(id).await),
            fetched => fetched?,
        };
        if let Err(error) = self.store(&fetched).await {
            tracing::error!(%error, "a fetched player could not be stored");
        }
        Ok(PlayerAnswer {
            career: fetched.career.part(part),
            freshness: Freshness::new(PLAYER_PROFILE),
            last_modified: fetched.source.last_updated_blizzard,
        })
    }

    async fn store(&self, fetched: &Fetched) -> Result<(), Error> {
        let Fetched { source, career, .. } = fetched;
        self.storage.set_player_profile(source, career, fetched.age()).await?;
        self.storage.delete_unknown_player(&source.id, source.battletag.as_ref()).await?;
        Ok(())
    }

    async fn note_unknown(&self, id: &PlayerId) -> Error {
        match self.storage.set_unknown_player(id, &UNKNOWN_PAUSES).await {
            Ok(unknown) => Error::UnknownPlayer(unknown.into()),
            Err(error) => error.into(),
        }
    }

    /// What is answered for an id that no player can have.
    fn impossible_player(&self) -> UnknownPlayer {
        let retry_after = LONGEST_PAUSE.as_secs();
        UnknownPlayer {
            retry_after,
            next_check_at: i64::try_from(self.clock.now().as_secs() + retry_after)
                .unwrap_or(i64::MAX),
            check_count: CHECKS_TO_LONGEST_PAUSE,
        }
    }
}
