//! Refreshing in the background.

use std::time::Duration;

use overwatch::{BlizzardId, PlayerId};
use storage::player::PlayerSource;
use strum::Display;

use crate::{
    Error, Service,
    fetch::{Fetched, Searched, is_unknown},
    refresh_queue::Refresh,
};

/// A refresh that nobody finished may be claimed again after this long.
pub(crate) const REFRESH_CLAIM: Duration = Duration::from_mins(5);

/// What a refresh found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display)]
#[strum(serialize_all = "lowercase")]
pub enum Outcome {
    /// Blizzard says that nothing has changed.
    Unchanged,
    /// It was asked for again, and stored.
    Updated,
    /// The player is gone from storage.
    Gone,
}

impl Service {
    /// Whoever got the claim asks for the refresh. An answer never fails because of it.
    pub(crate) async fn ask_for_refresh(
        &self,
        claim: Result<bool, storage::Error>,
        refresh: Refresh,
    ) {
        let asked = match claim {
            Ok(true) => self.refresh_queue.ask(refresh).await,
            Ok(false) => Ok(()),
            Err(error) => Err(error.into()),
        };
        if let Err(error) = asked {
            tracing::warn!(%error, "a refresh could not be asked for");
        }
    }

    /// Asks Blizzard for something stored again. Whoever asked for it has claimed it.
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
        let Some(stored) = self.storage.find_player_source(id).await? else {
            return Ok(Outcome::Gone);
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
        let fetched = self.fetch_stored(stored, searched).await?;
        self.storage.set_player_profile(&fetched.source, &fetched.career, fetched.age()).await?;
        Ok(Outcome::Updated)
    }

    /// By BattleTag, to notice when it leads to another player now; by id when it leads nowhere.
    async fn fetch_stored(
        &self,
        stored: PlayerSource,
        searched: Option<Searched>,
    ) -> Result<Fetched, Error> {
        if let Some(battletag) = stored.battletag {
            match self.fetch_player(&PlayerId::BattleTag(battletag), searched.clone()).await {
                Err(error) if is_unknown(&error) => {}
                fetched => return fetched,
            }
        }
        self.fetch_player(&PlayerId::BlizzardId(stored.id), searched).await
    }
}
