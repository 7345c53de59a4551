//! Asking Blizzard for a player.

use std::time::{Duration, Instant};

use blizzard::Page;
use overwatch::{
    BlizzardId, ParseError, PlayerId, SearchEntry,
    career::{self, Career, DATA_VERSION},
    player_id::{is_same_name, name_of},
    search,
};
use storage::player::{PlayerSource, StoredCareer};

use crate::{Error, Service, count, json};

/// What Blizzard's search said when it was asked for a player.
#[derive(Clone)]
pub(crate) struct Searched {
    pub(crate) id: BlizzardId,
    pub(crate) name: String,
    /// Whether it knows a player of that id and name.
    is_known: bool,
    /// `None` for a player that it does not show to everybody.
    pub(crate) entry: Option<SearchEntry>,
}

/// A player as Blizzard has just shown it.
pub(crate) struct Fetched {
    pub(crate) source: PlayerSource,
    pub(crate) career: StoredCareer,
    has_statistics: bool,
    started: Instant,
}

impl Fetched {
    /// Time since Blizzard was asked.
    pub(crate) fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// Whether it shows less than what is stored of the same player. Statistics do not vanish: unless the
    /// page says that they are private now, it has become one that we cannot read.
    pub(crate) fn has_lost(&self, stored: &PlayerSource) -> bool {
        let Self { source, has_statistics, .. } = self;
        source.id == stored.id
            && !has_statistics
            && !source.html.contains(career::PRIVATE)
            && career::parse(&stored.html).is_ok_and(|career| career.has_statistics())
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
        let career = count::readable(Page::Career, career::parse(&page.html))?;
        let name = career.summary.username.clone();
        let search_entry = self.search_entry(id, &page.id, &name, searched).await?;
        let battletag = match id {
            PlayerId::BattleTag(battletag) => Some(battletag.clone()),
            PlayerId::BlizzardId(_) => None,
        };
        let has_statistics = career.has_statistics();
        let career = store_form(career, search_entry.as_ref())?;
        let source = PlayerSource {
            id: page.id,
            battletag,
            name: Some(name),
            html: page.html,
            last_updated_blizzard: search_entry.as_ref().and_then(|entry| entry.last_updated),
            search_entry,
        };
        Ok(Fetched { source, career, has_statistics, started })
    }

    /// The search entry that completes a page; `searched` is what search said before, of the id or another.
    async fn search_entry(
        &self,
        asked: &PlayerId,
        id: &BlizzardId,
        name: &str,
        searched: Option<Searched>,
    ) -> Result<Option<SearchEntry>, Error> {
        let searched = searched.filter(|searched| searched.id == *id);
        let meant = match (&searched, asked) {
            (Some(searched), _) => Some(searched.name.clone()),
            (None, PlayerId::BattleTag(battletag)) => Some(name_of(battletag.as_str()).to_owned()),
            (None, PlayerId::BlizzardId(_)) => None,
        };
        if let Some(meant) = meant.filter(|meant| !is_same_name(meant, name)) {
            // Boxed: it is rare, and would make every answer's future larger.
            return Box::pin(self.search_entry_of_another(id, name, meant, searched)).await;
        }
        let found = match searched {
            Some(searched) => Ok(searched),
            None => self.search_player(id, name.to_owned()).await,
        };
        // It only adds to the page, which is here.
        let found = found.inspect_err(
            |error| tracing::warn!(%error, "no search entry: Blizzard's search failed"),
        );
        Ok(found.ok().and_then(|found| found.entry))
    }

    /// The same for a page that names somebody else than was meant, who was renamed or whom the BattleTag
    /// leads to now. It is another player's page when search still knows the id by the name that was meant.
    async fn search_entry_of_another(
        &self,
        id: &BlizzardId,
        name: &str,
        meant: String,
        searched: Option<Searched>,
    ) -> Result<Option<SearchEntry>, Error> {
        let found = self.search_player(id, name.to_owned()).await?;
        if found.entry.is_some() {
            return Ok(found.entry);
        }
        let by_meant_name = match searched {
            Some(searched) => searched,
            None => self.search_player(id, meant).await?,
        };
        if by_meant_name.is_known { Err(blizzard::Error::OtherPlayer.into()) } else { Ok(None) }
    }

    /// The search entry of exactly that player: of that name and that id.
    pub(crate) async fn search_player(
        &self,
        id: &BlizzardId,
        name: String,
    ) -> Result<Searched, Error> {
        let entries = self.ask(self.blizzard.search(&name)).await?;
        let entries = count::readable(Page::Search, search::parse(&entries))?;
        let is_meant = |entry: &SearchEntry| entry.id == *id && is_same_name(&entry.name, &name);
        let entry = entries.into_iter().find(is_meant);
        let is_known = entry.is_some();
        Ok(Searched {
            id: id.clone(),
            name,
            is_known,
            entry: entry.filter(|entry| entry.is_public),
        })
    }

    /// Reads a stored career again from its page, and keeps what today's parser made of it.
    pub(crate) async fn read_again(&self, id: &BlizzardId) -> Result<Option<StoredCareer>, Error> {
        let source = match self.storage.find_player_source(id).await {
            Ok(Some(source)) => source,
            Ok(None) => return Ok(None),
            Err(error @ storage::Error::Corrupt { .. }) => {
                tracing::error!(%error, "a stored player is lost");
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let career = store_form(career::parse(&source.html)?, source.search_entry.as_ref())?;
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
        Error::Blizzard(blizzard::Error::NotFound) | Error::Read(ParseError::PlayerNotFound)
    )
}

fn store_form(career: Career, entry: Option<&SearchEntry>) -> Result<StoredCareer, Error> {
    let career = career.with_search_entry(entry);
    let summary = json::to_string(&career.summary)?;
    Ok(StoredCareer::new(summary, &json::to_vec(&career)?, DATA_VERSION)?)
}
