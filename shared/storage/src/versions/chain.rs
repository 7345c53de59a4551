//! Which version comes next in a chain.

use std::io;

use overwatch::{
    career::Career,
    history::{Snapshot, is_same_version},
};

use super::delta;
use crate::{Error, Result};

/// The versions of a chain, at most: so many rows are read to rebuild one.
pub(crate) const CHAIN_LENGTH: i16 = 16;

/// A version as it is stored in its chain.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// 0 for the whole one.
    pub(crate) position: i16,
    /// The career, which needs those before in the chain to be read.
    pub(crate) frame: Vec<u8>,
    /// The version of the parser that wrote the career.
    pub(crate) data_version: i16,
}

/// A version that is worth keeping.
#[derive(Debug)]
pub(crate) struct NewVersion {
    /// Its place in the last chain, or the begin of a new one.
    pub(crate) link: Link,
    /// Its [`Snapshot`] as it is stored.
    pub(crate) data: Vec<u8>,
}

/// The JSON of the last version of a chain.
pub(crate) fn rebuild(chain: &[Link]) -> Result<Vec<u8>> {
    let is_complete = (0..).zip(chain).all(|(position, link)| link.position == position);
    let career = if is_complete {
        delta::decode(chain.iter().map(|link| link.frame.as_slice()))
    } else {
        Err(io::Error::other("a version of its chain is missing"))
    };
    career.map_err(|error| Error::Corrupt {
        column: "player_versions.career",
        problem: error.to_string(),
    })
}

/// The version that a career makes behind a player's last chain; `None` where it is the last version still, and
/// for a career without statistics, as private ones are. `json` is the same career.
pub(crate) fn next_version(
    chain: &[Link],
    career: &Career,
    json: &[u8],
    data_version: i16,
) -> Result<Option<NewVersion>> {
    if !career.has_statistics() {
        return Ok(None);
    }
    let last = last_of(chain);
    let is_kept = last.as_ref().is_some_and(|(_, last)| {
        last == json || read(last).is_some_and(|last| is_same_version(&last, career))
    });
    if is_kept {
        return Ok(None);
    }
    let before = last
        .filter(|(link, _)| link.data_version == data_version && link.position + 1 < CHAIN_LENGTH);
    let position = before.as_ref().map_or(0, |(link, _)| link.position + 1);
    let before = before.as_ref().map(|(_, json)| json.as_slice());
    let frame = delta::encode(json, before).map_err(Error::Compress)?;
    let data = Snapshot::of(career).to_bytes();
    let data = data.map_err(|error| Error::Compress(io::Error::other(error)))?;
    let link = Link { position, frame, data_version };
    Ok(Some(NewVersion { link, data }))
}

/// The last version there is. What follows a damaged one begins a chain of its own.
fn last_of(chain: &[Link]) -> Option<(&Link, Vec<u8>)> {
    let link = chain.last()?;
    match rebuild(chain) {
        Ok(json) => Some((link, json)),
        Err(error) => {
            tracing::error!(%error, "a chain of versions is damaged: the next version is whole");
            None
        }
    }
}

/// A career of whichever parser, if today's types can hold it.
pub(crate) fn read(json: &[u8]) -> Option<Career> {
    serde_json::from_slice(json)
        // Not the error: it may quote the career.
        .inspect_err(|_| tracing::warn!("a career cannot be compared with another version"))
        .ok()
}
