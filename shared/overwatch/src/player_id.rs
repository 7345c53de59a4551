//! How a player is named: by BattleTag or by Blizzard ID.

use std::{fmt, str::FromStr};

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Longest id accepted, in bytes of UTF-8.
const MAX_LENGTH: usize = 128;

/// A text that cannot be a player's id: empty, too long, or with characters no id has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a player id")]
pub struct InvalidPlayerId;

/// What a client names a player by. One that exists is valid.
///
/// Parsing accepts both spellings of both kinds, as they are and percent-encoded (`%7C` for `|`):
/// API Gateway decodes path parameters, `cargo lambda watch` does not. A Blizzard ID may be encoded
/// twice, since answers hold it encoded and some clients encode what they send.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PlayerId {
    /// `TeKrop-2217`
    BattleTag(BattleTag),
    /// `c65b…|cfe9…`
    BlizzardId(BlizzardId),
}

impl PlayerId {
    /// The canonical text of this id, as storage knows it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::BattleTag(battletag) => battletag.as_str(),
            Self::BlizzardId(id) => id.as_str(),
        }
    }
}

impl FromStr for PlayerId {
    type Err = InvalidPlayerId;

    fn from_str(text: &str) -> Result<Self, InvalidPlayerId> {
        let decoded = percent_decode_str(text).decode_utf8().map_err(|_| InvalidPlayerId)?;
        if let Ok(id) = decoded.parse() {
            return Ok(Self::BlizzardId(id));
        }
        decoded.parse().map(Self::BattleTag)
    }
}

impl fmt::Display for PlayerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for PlayerId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for PlayerId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A name and its number with `-` for `#`: `TeKrop-2217`. Any script, kept in Unicode's NFC; letter case
/// counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct BattleTag(String);

impl BattleTag {
    /// The whole BattleTag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name without its number, which is what Blizzard's search asks for.
    #[must_use]
    pub fn name(&self) -> &str {
        name_of(&self.0)
    }
}

/// Whether two names are the same in Unicode's NFC; letter case counts.
#[must_use]
pub fn is_same_name(one: &str, other: &str) -> bool {
    one.nfc().eq(other.nfc())
}

/// `name` without a trailing `-digits`.
#[must_use]
pub fn name_of(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((name, digits))
            if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) =>
        {
            name
        }
        _ => name,
    }
}

impl FromStr for BattleTag {
    type Err = InvalidPlayerId;

    fn from_str(text: &str) -> Result<Self, InvalidPlayerId> {
        // The game shows `#`, which ends a URL's path: both are written.
        let text: String = text.nfc().map(|c| if c == '#' { '-' } else { c }).collect();
        // A number alone names nobody.
        let possible = !name_of(&text).is_empty()
            && text.len() <= MAX_LENGTH
            // A URL loses these two as path segments, however they are encoded.
            && text != "."
            && text != ".."
            && !text.chars().any(|c| c.is_control() || matches!(c, '/' | '\\' | '%' | '|'));
        if possible { Ok(Self(text)) } else { Err(InvalidPlayerId) }
    }
}

/// Blizzard's own id of a player: two hexadecimal numbers, `c65b…|cfe9…`.
///
/// Kept with `|` everywhere; in answers and search entries it is written with `%7C`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlizzardId(String);

impl BlizzardId {
    /// The canonical form, with `|`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that answers and URLs use, with `%7C`.
    #[must_use]
    pub fn encoded(&self) -> String {
        self.0.replace('|', "%7C")
    }
}

impl FromStr for BlizzardId {
    type Err = InvalidPlayerId;

    fn from_str(text: &str) -> Result<Self, InvalidPlayerId> {
        let text = text.replace("%7C", "|").replace("%7c", "|").to_ascii_lowercase();
        let hexadecimal =
            |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_hexdigit());
        match text.split_once('|') {
            Some((first, second))
                if hexadecimal(first) && hexadecimal(second) && text.len() <= MAX_LENGTH =>
            {
                Ok(Self(text))
            }
            _ => Err(InvalidPlayerId),
        }
    }
}

impl Serialize for BlizzardId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.encoded())
    }
}

impl<'de> Deserialize<'de> for BlizzardId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<PlayerId, InvalidPlayerId> {
        text.parse()
    }

    #[test]
    fn both_spellings_of_a_blizzard_id_are_one() {
        let id = PlayerId::BlizzardId("ab12|cd34".parse().unwrap());
        for text in ["ab12|cd34", "ab12%7Ccd34", "ab12%7ccd34", "AB12|CD34", "ab12%257Ccd34"] {
            assert_eq!(parse(text).as_ref(), Ok(&id), "{text}");
        }
        assert_eq!(id.to_string(), "ab12|cd34");
    }

    #[test]
    fn both_spellings_of_a_battletag_are_one() {
        assert_eq!(parse("T%C3%A9Krop-2217"), parse("TéKrop-2217"));
        assert_ne!(parse("TeKrop-2217"), parse("tekrop-2217"));
        for text in ["TeKrop#2217", "TeKrop%232217"] {
            assert_eq!(parse(text), parse("TeKrop-2217"), "{text}");
        }
    }

    #[test]
    fn a_name_is_the_same_in_both_of_unicodes_forms() {
        for (decomposed, composed) in [
            ("Te\u{301}Krop-2217", "T\u{e9}Krop-2217"),
            ("Te%CC%81Krop-2217", "T\u{e9}Krop-2217"),
            ("\u{1112}\u{1161}\u{11ab}-1", "\u{d55c}-1"),
        ] {
            let id = parse(decomposed).unwrap();
            assert_eq!(Ok(&id), parse(composed).as_ref());
            assert_eq!(id.as_str(), composed);
        }
        assert!(is_same_name("e\u{301}", "\u{e9}") && !is_same_name("e", "\u{e9}"));
        let longest = format!("{}-1", "\u{e9}".repeat(63));
        let decomposed = format!("{}-1", "e\u{301}".repeat(63));
        assert_eq!(parse(&longest), parse(&decomposed), "the length counts in the same form");
        assert!(parse(&longest).is_ok());
    }

    #[test]
    fn what_no_player_can_be_called_is_invalid() {
        let long = "x".repeat(129);
        for text in [
            "",
            "-1",
            ".",
            "..",
            "%2E%2e",
            "a/b",
            "a%2Fb",
            "a%00b",
            "a\nb",
            "a|b|c",
            "x|y",
            "%FF",
            "#1",
            "a%252Fb",
            "x%2541",
            "x%2523-1",
            "ab%25257Ccd",
            "%25",
            &long,
        ] {
            assert_eq!(parse(text), Err(InvalidPlayerId), "{text:?}");
        }
    }

    #[test]
    fn the_name_is_what_stands_before_the_number() {
        for (text, name) in
            [("TeKrop-2217", "TeKrop"), ("A-b-12", "A-b"), ("Name", "Name"), ("x-", "x-")]
        {
            assert_eq!(name_of(text), name);
        }
    }
}
