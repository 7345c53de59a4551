//! A player's career page, completed with the entry of Blizzard's search.

use blizzard::{CareerPage, Page};
use overwatch::{
    BattleTag, BlizzardId, ParseError, PlayerId, SearchEntry,
    career::{self, Career, DATA_VERSION},
    player_id::is_same_name,
    search,
};
use storage::{
    Lease, Storage,
    compression::Effort,
    player::{PlayerSource, StoredCareer},
};

use crate::{Error, cache::Cache, count, resource::Refreshed};

/// A player as Blizzard has just shown it.
pub struct PlayerPage {
    pub(super) source: PlayerSource,
    pub(super) career: StoredCareer,
    has_statistics: bool,
}

/// What Blizzard's search answered for a name.
struct Searched {
    name: String,
    entries: Vec<SearchEntry>,
}

impl PlayerPage {
    /// Fetches a player for the first time. For a BattleTag, whose name is known, page and search are
    /// asked side by side.
    pub(super) async fn fetch(cache: &Cache, id: &PlayerId) -> Result<Self, Error> {
        let battletag = match id {
            PlayerId::BlizzardId(_) => {
                let page = fetch_page(cache, id).await?;
                return Self::complete(cache, page, None, None, None).await;
            }
            PlayerId::BattleTag(battletag) => battletag,
        };
        // When the page says "unknown" the search is not waited for, and not sent if it was not yet.
        let searched = async { Ok(Searched::ask(cache, battletag.name()).await) };
        let (page, searched) = tokio::try_join!(fetch_page(cache, id), searched)?;
        let searched = Some((battletag.name(), searched));
        Self::complete(cache, page, Some(battletag.clone()), searched, None).await
    }

    /// Fetches a stored player again: search says whether anything has changed. A search that fails keeps
    /// nothing from being refreshed.
    pub(super) async fn refresh(
        cache: &Cache,
        id: &BlizzardId,
        lease: &Lease,
    ) -> Result<Refreshed<Self>, Error> {
        let stored = match cache.storage().find_player_source(id).await {
            Ok(Some(stored)) => stored,
            Ok(None) => return Ok(Refreshed::Gone),
            Err(error @ storage::Error::Corrupt { .. }) => {
                tracing::error!(%error, "a stored player is lost, and fetched anew");
                let page = fetch_page(cache, &PlayerId::BlizzardId(id.clone())).await?;
                return Ok(Refreshed::New(Self::complete(cache, page, None, None, None).await?));
            }
            Err(error) => return Err(error.into()),
        };
        let searched = match &stored.name {
            Some(name) => match Searched::ask(cache, name).await {
                Err(error @ Error::NotYet(_)) => return Err(error),
                searched => Some((name.as_str(), searched)),
            },
            None => None,
        };
        if let Some((name, Ok(searched))) = &searched
            && let Some(entry) = searched.public_entry(id, name)
            && entry.last_updated.is_some()
            && entry.last_updated == stored.last_updated_blizzard
        {
            return Self::unchanged(cache, stored, entry, lease).await;
        }
        let (page, battletag) = fetch_stored_page(cache, &stored).await?;
        let fetched = Self::complete(cache, page, battletag, searched, Some(&stored)).await?;
        Ok(Refreshed::New(fetched))
    }

    /// Blizzard says that the career has not changed; pictures and title may have.
    async fn unchanged(
        cache: &Cache,
        stored: PlayerSource,
        entry: SearchEntry,
        lease: &Lease,
    ) -> Result<Refreshed<Self>, Error> {
        if stored.search_entry.as_ref() == Some(&entry) && !stored.search_failed {
            if !cache.storage().touch_player_profile(&stored.id, lease).await? {
                return Ok(Refreshed::Gone);
            }
            let PlayerSource { id, battletag, .. } = &stored;
            cache.storage().delete_unknown_player(id, battletag.as_ref()).await?;
            return Ok(Refreshed::Unchanged);
        }
        let career = career::parse(&stored.html)?;
        let source = PlayerSource { search_entry: Some(entry), search_failed: false, ..stored };
        Ok(Refreshed::New(Self::new(source, career, cache.wait().effort())?))
    }

    /// A page with its search entry. `meant` is what search answered before, for the name that was meant.
    async fn complete(
        cache: &Cache,
        page: CareerPage,
        battletag: Option<BattleTag>,
        meant: Option<(&str, Result<Searched, Error>)>,
        stored: Option<&PlayerSource>,
    ) -> Result<Self, Error> {
        let career = count::readable(Page::Career, career::parse(&page.html))?;
        let name = career.summary.username.clone();
        let found = match meant {
            Some((meant, searched)) if is_same_name(meant, &name) => {
                searched.map(|searched| searched.public_entry(&page.id, &name))
            }
            // Boxed: it is rare, and would make every fetch's future larger.
            Some((meant, searched)) => {
                Ok(Box::pin(entry_of_another(cache, &page.id, &name, meant, searched)).await?)
            }
            None => {
                let searched = Searched::ask(cache, &name).await;
                searched.map(|searched| searched.public_entry(&page.id, &name))
            }
        };
        let (search_entry, last_updated_blizzard, search_failed) = match (found, stored) {
            (Ok(entry), _) => {
                let last_updated = entry.as_ref().and_then(|entry| entry.last_updated);
                (entry, last_updated, false)
            }
            // The stored entry stays, also where search had none. So does its time, or the next search would
            // be taken for one without news.
            (Err(error), Some(stored)) if stored.id == page.id => {
                tracing::warn!(%error, "Blizzard's search failed: the search entry stays");
                (stored.search_entry.clone(), stored.last_updated_blizzard, stored.search_failed)
            }
            (Err(error), _) => {
                tracing::warn!(%error, "Blizzard's search failed: no search entry");
                (None, None, true)
            }
        };
        let CareerPage { id, html, .. } = page;
        let name = Some(name);
        let source = PlayerSource {
            id,
            battletag,
            name,
            html,
            search_entry,
            search_failed,
            last_updated_blizzard,
        };
        Self::new(source, career, cache.wait().effort())
    }

    fn new(source: PlayerSource, career: Career, effort: Effort) -> Result<Self, Error> {
        let has_statistics = career.has_statistics();
        let career = store_form(career, source.search_entry.as_ref(), effort)?;
        Ok(Self { source, career, has_statistics })
    }

    /// Whether the page has no statistics, and does not say that they are private.
    pub(super) fn shows_nothing(&self) -> bool {
        !self.has_statistics && !self.source.is_private()
    }
}

impl Searched {
    async fn ask(cache: &Cache, name: &str) -> Result<Self, Error> {
        let search = cache.read(Page::Search, |blizzard| blizzard.search(name), search::parse);
        Ok(Self { name: name.to_owned(), entries: search.await? })
    }

    /// The entry of exactly that player: of that name and that id.
    fn entry(&self, id: &BlizzardId, name: &str) -> Option<&SearchEntry> {
        self.entries.iter().find(|entry| entry.id == *id && is_same_name(&entry.name, name))
    }

    fn public_entry(&self, id: &BlizzardId, name: &str) -> Option<SearchEntry> {
        self.entry(id, name).filter(|entry| entry.is_public).cloned()
    }
}

async fn fetch_page(cache: &Cache, id: &PlayerId) -> Result<CareerPage, Error> {
    cache.ask(|blizzard| blizzard.career(id)).await
}

/// By BattleTag, to notice when it leads to another player now; by id when it leads nowhere.
async fn fetch_stored_page(
    cache: &Cache,
    stored: &PlayerSource,
) -> Result<(CareerPage, Option<BattleTag>), Error> {
    if let Some(battletag) = &stored.battletag {
        match fetch_page(cache, &PlayerId::BattleTag(battletag.clone())).await {
            Err(error) if is_unknown(&error) => {}
            page => return Ok((page?, Some(battletag.clone()))),
        }
    }
    Ok((fetch_page(cache, &PlayerId::BlizzardId(stored.id.clone())).await?, None))
}

/// The entry for a page that names somebody else than was meant, who was renamed or whom the BattleTag leads
/// to now. It is another player's page when search still knows the id by the name that was meant.
async fn entry_of_another(
    cache: &Cache,
    id: &BlizzardId,
    name: &str,
    meant: &str,
    searched: Result<Searched, Error>,
) -> Result<Option<SearchEntry>, Error> {
    let found = Searched::ask(cache, name).await?;
    if let Some(entry) = found.public_entry(id, name) {
        return Ok(Some(entry));
    }
    let by_meant_name = match searched {
        Ok(searched) => searched,
        Err(_) => Searched::ask(cache, meant).await?,
    };
    if by_meant_name.entry(id, &by_meant_name.name).is_some() {
        return Err(blizzard::Error::OtherPlayer.into());
    }
    Ok(None)
}

/// What a stored career was read from. A damaged one is lost, as if there was none.
pub(crate) async fn find_source(
    storage: &dyn Storage,
    id: &BlizzardId,
) -> Result<Option<PlayerSource>, Error> {
    match storage.find_player_source(id).await {
        Err(error @ storage::Error::Corrupt { .. }) => {
            tracing::error!(%error, "a stored player is lost");
            Ok(None)
        }
        source => Ok(source?),
    }
}

/// Parses a stored career again from its page, and stores what today's parser made of it.
pub(super) async fn parse_again(
    storage: &dyn Storage,
    id: &BlizzardId,
) -> Result<Option<StoredCareer>, Error> {
    let Some(source) = find_source(storage, id).await? else { return Ok(None) };
    let career =
        store_form(career::parse(&source.html)?, source.search_entry.as_ref(), Effort::Quick)?;
    if let Err(error) = storage.set_career(id, &career).await {
        tracing::warn!(%error, "a career that was parsed again could not be stored");
    }
    Ok(Some(career))
}

/// Whether Blizzard says that there is no such player.
pub(super) fn is_unknown(error: &Error) -> bool {
    matches!(
        error,
        Error::Blizzard(blizzard::Error::NotFound) | Error::Read(ParseError::PlayerNotFound)
    )
}

fn store_form(
    career: Career,
    entry: Option<&SearchEntry>,
    effort: Effort,
) -> Result<StoredCareer, Error> {
    Ok(StoredCareer::new(career.with_search_entry(entry), DATA_VERSION, effort)?)
}
