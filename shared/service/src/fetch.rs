//! Asking Blizzard for a player.

use std::time::{Duration, Instant};

use blizzard::Page;
use overwatch::{
    BlizzardId, PlayerId, ReadError, SearchEntry,
    career::{self, Career, DATA_VERSION},
    search,
};
use storage::player::{PlayerSource, StoredCareer};

use crate::{Error, Service, count, json};

/// What Blizzard's search said when it was asked for a player.
#[derive(Clone)]
pub(crate) struct Searched {
    pub(crate) id: BlizzardId,
    pub(crate) name: String,
    /// `None` for a player that it does not show.
    pub(crate) entry: Option<SearchEntry>,
}

/// A player as Blizzard has just shown it.
pub(crate) struct Fetched {
    pub(crate) source: PlayerSource,
    pub(crate) career: StoredCareer,
    started: Instant,
}

impl Fetched {
    /// Time since Blizzard was asked.
    pub(crate) fn age(&self) -> Duration {
        self.started.elapsed()
    }
}

impl Service {
    /// A player's career page, completed with the search entry: from `searched` where that was for
    /// this player, else Blizzard is asked.
    pub(crate) async fn fetch_player(
        &self,
        id: &PlayerId,
        searched: Option<Searched>,
    ) -> Result<Fetched, Error> {
        let started = Instant::now();
        let page = self.ask(self.blizzard.career(id)).await?;
        let career = count::readable(Page::Career, career::read(&page.html))?;
        let name = career.summary.username.clone();
        let searched = match searched {
            Some(searched) if searched.id == page.id && searched.name == name => Ok(searched),
            _ => self.search_player(&page.id, name.clone()).await,
        };
        let search_entry = searched.map_or_else(
            |error| {
                // It only adds to the page, which is here.
                tracing::warn!(%error, "no search entry: Blizzard's search failed");
                None
            },
            |searched| searched.entry,
        );
        let battletag = match id {
            PlayerId::BattleTag(battletag) => Some(battletag.clone()),
            PlayerId::BlizzardId(_) => None,
        };
        let career = store_form(career, search_entry.as_ref())?;
        let source = PlayerSource {
            id: page.id,
            battletag,
            name: Some(name),
            html: page.html,
            last_updated_blizzard: search_entry.as_ref().and_then(|entry| entry.last_updated),
            search_entry,
        };
        Ok(Fetched { source, career, started })
    }

    /// The search entry of exactly that player: public, of that name and that id.
    pub(crate) async fn search_player(
        &self,
        id: &BlizzardId,
        name: String,
    ) -> Result<Searched, Error> {
        let entries = self.ask(self.blizzard.search(&name)).await?;
        let entries = count::readable(Page::Search, search::read(&entries))?;
        let entry = entries
            .into_iter()
            .find(|entry| entry.id == *id && entry.name == name && entry.is_public);
        Ok(Searched { id: id.clone(), name, entry })
    }

    /// Reads a stored career again from its page, and keeps what today's reader made of it.
    pub(crate) async fn read_again(&self, id: &BlizzardId) -> Result<Option<StoredCareer>, Error> {
        let Some(source) = self.storage.find_player_source(id).await? else { return Ok(None) };
        let career = store_form(career::read(&source.html)?, source.search_entry.as_ref())?;
        if let Err(error) = self.storage.set_career(id, &career).await {
            tracing::warn!(%error, "a career that was read again could not be stored");
        }
        Ok(Some(career))
    }
}

/// Whether Blizzard says that there is no such player.
pub(crate) fn is_unknown(error: &Error) -> bool {
    matches!(
        error,
        Error::Blizzard(blizzard::Error::NotFound) | Error::Read(ReadError::PlayerNotFound)
    )
}

fn store_form(career: Career, entry: Option<&SearchEntry>) -> Result<StoredCareer, Error> {
    let career = career.with_search_entry(entry);
    let summary = json::to_string(&career.summary)?;
    Ok(StoredCareer::new(summary, &json::to_vec(&career)?, DATA_VERSION)?)
}
