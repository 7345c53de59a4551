//! What a player was before: the versions of a career that storage keeps.

use overwatch::{
    BlizzardId, PlayerId,
    career::Summary,
    history::{Diff, Filter, Period, Snapshot, Version, between},
};
use storage::{career::SummaryJson, player::Visibility, versions::KeptVersion};

use crate::{
    Cache, Error,
    resource::Entry,
    resources::{
        Player,
        player::{Part, PlayerCareer},
        player_page::find_source,
    },
};

/// No player has as many versions.
pub const ALL: u32 = u32::MAX;

/// A player with what was before.
pub struct PlayerHistory<'a, P = SummaryJson> {
    cache: &'a Cache,
    /// Who the player is now.
    pub player: Entry<PlayerCareer<P>>,
    /// Whose versions are shown: nobody's, while the career is private.
    shown: Option<BlizzardId>,
}

/// What a difference is asked for of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Between two times in seconds since 1970: from 24 hours ago and until now unless told.
    Times {
        /// The first second.
        since: Option<i64>,
        /// The last second.
        until: Option<i64>,
    },
    /// A time until now.
    Period(Period),
}

impl<'a> PlayerHistory<'a> {
    /// Looks a player up as [`Player::get`] does, by whatever a client calls it.
    ///
    /// # Errors
    ///
    /// As [`Player::get`].
    pub async fn of(cache: &'a Cache, id: &str) -> Result<Self, Error> {
        Self::with(cache, id, Player::summary).await
    }

    /// What the player is called now, without a number.
    ///
    /// # Errors
    ///
    /// [`Error::Json`] when what is stored is damaged.
    pub fn name(&self) -> Result<String, Error> {
        let summary: Summary = serde_json::from_slice(self.player.value.part.json())?;
        Ok(summary.username)
    }
}

impl<'a> PlayerHistory<'a, Snapshot> {
    /// The same as [`PlayerHistory::of`] with what the player is now.
    ///
    /// # Errors
    ///
    /// As [`Player::get`].
    pub async fn with_snapshot(cache: &'a Cache, id: &str) -> Result<Self, Error> {
        Self::with(cache, id, Player::snapshot).await
    }
}

impl<'a, P: Part> PlayerHistory<'a, P> {
    async fn with(
        cache: &'a Cache,
        id: &str,
        part: fn(PlayerId) -> Player<P>,
    ) -> Result<Self, Error> {
        let player = Player::get(cache, id, part).await?;
        let shown = match player.key.player() {
            Some(id) if is_public(cache, &player.value, id).await? => Some(id.clone()),
            _ => None,
        };
        Ok(Self { cache, player, shown })
    }

    /// The Blizzard ID, which stays when the name changes.
    #[must_use]
    pub fn id(&self) -> &str {
        // A player is found under no other key.
        self.player.key.player().map_or("", BlizzardId::as_str)
    }

    /// Whether the career is private, so that nothing from before is shown.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.shown.is_none()
    }

    /// The last versions of those that were taken between two times, both included, with the heroes that pass;
    /// the newest first.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn versions(
        &self,
        since: Option<i64>,
        until: Option<i64>,
        limit: u32,
        filter: &Filter,
    ) -> Result<Vec<Version>, Error> {
        let Some(id) = &self.shown else { return Ok(Vec::new()) };
        Ok(self.cache.storage().find_versions(id, since, until, limit, filter).await?)
    }

    /// The newest version that was not taken after that time.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn version_at(&self, until: i64) -> Result<Option<KeptVersion>, Error> {
        let Some(id) = &self.shown else { return Ok(None) };
        Ok(self.cache.storage().find_version(id, until).await?)
    }

    /// What was played in between.
    ///
    /// # Errors
    ///
    /// When storage fails.
    pub async fn diff(&self, span: Span) -> Result<Diff, Error> {
        let now = self.now();
        let all = Filter::default();
        let (since, until) = match span {
            Span::Period(Period::Season) => {
                let mut versions = self.versions(None, None, ALL, &all).await?;
                versions.reverse();
                return Ok(self.diff_among(&versions, Period::Season));
            }
            Span::Period(period) => (period.since(now, &[]), None),
            Span::Times { since, until } => {
                (since.unwrap_or_else(|| Period::Day.since(now, &[])), until)
            }
        };
        // Until now is without an end: the clock of storage, which versions are taken by, may be ahead of ours.
        let mut versions = self.versions(Some(since), until, ALL, &all).await?;
        versions.extend(self.versions(None, Some(since.saturating_sub(1)), 1, &all).await?);
        versions.reverse();
        Ok(Diff::of(since, between(&versions, since, until.unwrap_or(i64::MAX))))
    }

    /// The same of a period, where all versions are at hand, in the order of their time.
    #[must_use]
    pub fn diff_among(&self, versions: &[Version], period: Period) -> Diff {
        let since = period.since(self.now(), versions);
        Diff::of(since, between(versions, since, i64::MAX))
    }

    /// In seconds since 1970.
    fn now(&self) -> i64 {
        i64::try_from(self.cache.clock().now().as_secs()).unwrap_or(i64::MAX)
    }
}

/// Whether the career is shown to everybody; what cannot be read counts as hidden.
async fn is_public<P>(
    cache: &Cache,
    player: &PlayerCareer<P>,
    id: &BlizzardId,
) -> Result<bool, Error> {
    if player.visibility == Visibility::Public {
        return Ok(true);
    }
    let source = find_source(cache.storage(), id).await?;
    Ok(source.is_some_and(|source| !source.is_private()))
}
