//! Many players at once.

use overwatch::PlayerId;
use storage::Storage;

use super::{
    Player,
    player::{Part, impossible_player, known_as_missing},
};
use crate::{
    Error,
    batch::{Found, Got, ManyResources},
    cache::Cache,
};

impl<P: Part> Player<P> {
    /// The part of many players, in the order of what a client calls them.
    ///
    /// # Errors
    ///
    /// When storage fails; what keeps one player from us is an error among the others' careers.
    pub async fn get_many(
        cache: &Cache,
        ids: &[&str],
        part: fn(PlayerId) -> Self,
    ) -> Result<Vec<Got<Self>>, Error> {
        let players: Vec<Option<Self>> = ids.iter().map(|id| id.parse().ok().map(part)).collect();
        let possible: Vec<&Self> = players.iter().flatten().collect();
        let mut got = cache.get_many(&possible).await?.into_iter();
        let impossible = || Err(Error::UnknownPlayer(impossible_player(cache.clock())));
        let all = players.iter().map(|player| match player {
            Some(_) => got.next(),
            None => Some(impossible()),
        });
        Ok(all.flatten().collect())
    }
}

impl<P: Part> ManyResources for Player<P> {
    async fn load_many(
        storage: &dyn Storage,
        players: &[&Self],
    ) -> Result<Vec<Found<Self>>, Error> {
        let wanted: Vec<_> = players.iter().map(|player| (&player.id, P::PART)).collect();
        let profiles = storage.find_player_profiles(&wanted).await?;
        let is_missing = profiles.iter().map(Option::is_none);
        let missing: Vec<_> =
            players.iter().zip(is_missing).filter(|(_, is_missing)| *is_missing).collect();
        let mut unknown = Vec::new();
        if !missing.is_empty() {
            let ids: Vec<_> = missing.iter().map(|(player, _)| &player.id).collect();
            unknown = storage.find_unknown_players(&ids).await?;
        }
        let mut unknown = unknown.into_iter();
        let mut found = Vec::new();
        for profile in profiles {
            found.push(match profile {
                Some(profile) => Self::stored_entry(storage, profile).await,
                None => known_as_missing(unknown.next().flatten()),
            });
        }
        Ok(found)
    }
}
