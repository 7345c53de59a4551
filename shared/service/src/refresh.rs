//! Refreshing in the background.

use std::time::Duration;

use blizzard::Page;
use overwatch::{BlizzardId, ParseError, PlayerId};
use storage::player::{CareerPart, PlayerSource};
use strum::{Display, IntoStaticStr};

use crate::{
    Error, Freshness, Service, count,
    fetch::{Fetched, Searched, is_unknown},
    freshness::PLAYER_PROFILE,
    refresh_queue::{REFRESH_CLAIM, Refresh, Refused},
};

/// What a refresh found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Outcome {
    /// Blizzard says that nothing has changed, or has been asked a moment ago.
    Unchanged,
    /// It was asked for again, and stored.
    Updated,
    /// The player is gone from storage.
    Gone,
    /// Blizzard would have been asked too often; the queue brings it again.
    Postponed,
}

impl Service {
    /// Whoever got the claim asks for the refresh. An answer never fails because of it.
    pub(crate) async fn ask_for_refresh(
        &self,
        claim: Result<bool, storage::Error>,
        refresh: Refresh,
    ) {
        match claim {
            Ok(true) => {
                self.ask_for_refreshes(vec![refresh], Duration::ZERO).await;
            }
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "a refresh could not be claimed"),
        }
    }

    /// Asks for refreshes that are claimed, not before `delay`; how many the queue took. What it did
    /// not take may be claimed again at once.
    pub(crate) async fn ask_for_refreshes(
        &self,
        refreshes: Vec<Refresh>,
        delay: Duration,
    ) -> usize {
        let wanted = refreshes.len();
        let refused = self.refresh_queue.ask(refreshes, delay).await;
        let asked = wanted - refused.len();
        for Refused { refresh, reason } in refused {
            tracing::warn!(reason, "a refresh could not be asked for");
            let released = match &refresh {
                Refresh::Player(id) => self.storage.release_refresh(id).await,
                Refresh::Data(key) => self.storage.release_fetch(&key.refresh_claim()).await,
            };
            if let Err(error) = released {
                tracing::warn!(%error, "its claim stays until it runs out");
            }
        }
        asked
    }

    /// Does what the queue asks for, unless it has been done since: a queue may say a thing twice.
    /// When Blizzard may not be asked yet it goes back to the queue.
    ///
    /// # Errors
    ///
    /// What kept it from us.
    pub async fn refresh_if_due(&self, refresh: &Refresh) -> Result<Outcome, Error> {
        let result = match self.is_due(refresh).await {
            Ok(true) => match self.in_background().refresh(refresh).await {
                Err(Error::NotYet(wait)) => self.postpone(refresh, wait).await,
                result => result,
            },
            Ok(false) => Ok(Outcome::Unchanged),
            Err(error) => Err(error),
        };
        count::refresh(result.as_ref().map_or("failed", |outcome| (*outcome).into()));
        result
    }

    /// The claim lasts as if the refresh had been asked for when it comes again.
    async fn postpone(&self, refresh: &Refresh, wait: Duration) -> Result<Outcome, Error> {
        let claim = wait + REFRESH_CLAIM;
        match refresh {
            Refresh::Player(id) => self.storage.renew_refresh(id, claim).await?,
            Refresh::Data(key) => self.storage.renew_fetch(&key.refresh_claim(), claim).await?,
        }
        self.ask_for_refreshes(vec![refresh.clone()], wait).await;
        Ok(Outcome::Postponed)
    }

    async fn is_due(&self, refresh: &Refresh) -> Result<bool, Error> {
        match refresh {
            Refresh::Player(id) => {
                let id = PlayerId::BlizzardId(id.clone());
                let stored = self.storage.find_player_profile(&id, CareerPart::Summary).await?;
                Ok(stored.is_none_or(|profile| {
                    Freshness { age: profile.age, stale_after: PLAYER_PROFILE }.is_half_way()
                }))
            }
            Refresh::Data(key) => self.is_data_due(key).await,
        }
    }

    /// Asks Blizzard for something stored again.
    ///
    /// # Errors
    ///
    /// What kept it from us.
    pub async fn refresh(&self, refresh: &Refresh) -> Result<Outcome, Error> {
        match refresh {
            Refresh::Player(id) => self.refresh_player(id).await,
            Refresh::Data(key) => self.refresh_data(key).await.map(|()| Outcome::Updated),
        }
    }

    /// What is stored stays until there is something better; a failed refresh leaves the claim to run
    /// out, so that the next one comes later.
    async fn refresh_player(&self, id: &BlizzardId) -> Result<Outcome, Error> {
        let stored = match self.storage.find_player_source(id).await {
            Ok(Some(stored)) => stored,
            Ok(None) => return Ok(Outcome::Gone),
            Err(error @ storage::Error::Corrupt { .. }) => {
                tracing::error!(%error, "a stored player is lost, and fetched anew");
                let fetched = self.fetch_player(&PlayerId::BlizzardId(id.clone()), None).await?;
                return self.replace(&fetched).await;
            }
            Err(error) => return Err(error.into()),
        };
        let searched = match &stored.name {
            Some(name) => Some(self.search_player(id, name.clone()).await?),
            None => None,
        };
        let last_updated =
            searched.as_ref().and_then(|searched| searched.entry.as_ref()?.last_updated);
        if last_updated.is_some() && last_updated == stored.last_updated_blizzard {
            self.storage.touch_player_profile(id).await?;
            return Ok(Outcome::Unchanged);
        }
        let fetched = self.fetch_stored(&stored, searched).await?;
        if fetched.has_lost(&stored) {
            return Err(count::unreadable(Page::Career, ParseError::OtherPage).into());
        }
        self.replace(&fetched).await
    }

    async fn replace(&self, fetched: &Fetched) -> Result<Outcome, Error> {
        self.storage.set_player_profile(&fetched.source, &fetched.career, fetched.age()).await?;
        Ok(Outcome::Updated)
    }

    /// By BattleTag, to notice when it leads to another player now; by id when it leads nowhere.
    async fn fetch_stored(
        &self,
        stored: &PlayerSource,
        searched: Option<Searched>,
    ) -> Result<Fetched, Error> {
        if let Some(battletag) = &stored.battletag {
            let battletag = PlayerId::BattleTag(battletag.clone());
            match self.fetch_player(&battletag, searched.clone()).await {
                Err(error) if is_unknown(&error) => {}
                fetched => return fetched,
            }
        }
        self.fetch_player(&PlayerId::BlizzardId(stored.id.clone()), searched).await
    }
}
