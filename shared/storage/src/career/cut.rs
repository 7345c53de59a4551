//! JSON in a gzip member, and where its parts lie there.

use std::{collections::BTreeMap, io};

use overwatch::HeroKey;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::{
    Document,
    gzip::{Part, Writer, damaged, length},
};

/// The first byte of what is stored: how the rest is written. No zstd frame begins with it.
const FORMAT: u8 = 1;

/// JSON in a gzip member, and where its parts lie there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cut<Parts> {
    pub(super) parts: Parts,
    pub(super) member: Vec<u8>,
}

impl<Parts: Serialize + DeserializeOwned> Cut<Parts> {
    pub(super) fn from_bytes(bytes: &[u8]) -> io::Result<Self> {
        let [FORMAT, bytes @ ..] = bytes else { return Err(damaged()) };
        let (parts, member) = postcard::take_from_bytes(bytes).map_err(io::Error::other)?;
        length(member).ok_or_else(damaged)?;
        Ok(Self { parts, member: member.to_vec() })
    }

    pub(super) fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = postcard::to_allocvec(&(FORMAT, &self.parts)).map_err(io::Error::other)?;
        bytes.extend_from_slice(&self.member);
        Ok(bytes)
    }

    /// An object with a member for each hero: all of it, or with only that hero's.
    pub(super) fn by_hero(
        &self,
        part: Option<Part>,
        hero: Option<&HeroKey>,
    ) -> io::Result<Document> {
        let Some(part) = part else { return Ok(Document::Json(b"{}".to_vec())) };
        let Some(hero) = hero else {
            let mut writer = Writer::new();
            writer.copy(part, &self.member)?;
            return Ok(Document::Gzip(writer.finish()));
        };
        let text = part.inflate(&self.member)?;
        let mut heroes: BTreeMap<&str, &RawValue> = serde_json::from_slice(&text)?;
        heroes.retain(|key, _| *key == hero.as_str());
        Ok(Document::Json(serde_json::to_vec(&heroes)?))
    }
}
