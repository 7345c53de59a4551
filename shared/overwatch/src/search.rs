//! The entries of Blizzard's player search, `/en-us/search/account-by-name/{name}/`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{BlizzardId, ParseError};

/// One player that Blizzard's search found. What is missing or of another shape is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchEntry {
    /// The name without its number.
    #[serde(default)]
    pub name: String,
    /// The old, regional shape has it in the name's place: `TeKrop#2217`.
    #[serde(default, skip_serializing)]
    battle_tag: Option<String>,
    /// Whether the career is shown to everybody.
    #[serde(default)]
    pub is_public: bool,
    /// When the career last changed, in seconds since 1970.
    #[serde(default)]
    pub last_updated: Option<i64>,
    #[serde(default)]
    avatar: Option<String>,
    #[serde(default)]
    namecard: Option<String>,
    #[serde(default)]
    title: Option<Title>,
    /// Only the old, regional shape has it; such an entry's pictures and title mean nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    portrait: Option<String>,
    /// The player.
    #[serde(rename = "url")]
    pub id: BlizzardId,
}

/// A title: in every language, or a plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Title {
    Localized(BTreeMap<String, Option<String>>),
    Plain(String),
}

impl SearchEntry {
    /// The player's avatar, a URL.
    #[must_use]
    pub fn avatar(&self) -> Option<&str> {
        self.unless_regional(self.avatar.as_deref())
    }

    /// The player's name card, a URL. No other page has it.
    #[must_use]
    pub fn namecard(&self) -> Option<&str> {
        self.unless_regional(self.namecard.as_deref())
    }

    /// The player's title in American English.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        let title = match self.title.as_ref()? {
            Title::Localized(titles) => titles.get("en_US")?.as_deref(),
            Title::Plain(title) => Some(title.as_str()),
        };
        self.unless_regional(title.filter(|title| is_title(title)))
    }

    fn unless_regional<'a>(&self, value: Option<&'a str>) -> Option<&'a str> {
        if self.portrait.is_some() { None } else { value }
    }
}

/// Whether a text stands for a title; Blizzard writes "No Title" for none.
pub(crate) fn is_title(text: &str) -> bool {
    !text.is_empty() && text != "No Title"
}

/// Parses a response of the search.
///
/// An entry that is not of the shape we know is left out, so that one of them does not hide the rest.
///
/// # Errors
///
/// [`ParseError::NotASearchAnswer`] when the text is no JSON list, [`ParseError::NoKnownEntry`] when it is
/// one and none of its entries can be parsed.
pub fn parse(json: &str) -> Result<Vec<SearchEntry>, ParseError> {
    let found: Vec<serde_json::Value> =
        serde_json::from_str(json).map_err(|_| ParseError::NotASearchAnswer)?;
    let is_empty = found.is_empty();
    let entries: Vec<_> = found.into_iter().filter_map(entry).collect();
    // Nobody found is an answer; players of whom nothing can be parsed are none.
    if entries.is_empty() && !is_empty { Err(ParseError::NoKnownEntry) } else { Ok(entries) }
}

fn entry(mut found: serde_json::Value) -> Option<SearchEntry> {
    strip_nul(&mut found);
    let mut entry: SearchEntry = serde_json::from_value(found).ok()?;
    if let Some(battletag) = entry.battle_tag.take()
        && entry.name.is_empty()
    {
        // No name has a `#`.
        battletag.split('#').next().unwrap_or_default().clone_into(&mut entry.name);
    }
    (!entry.name.is_empty()).then_some(entry)
}

/// PostgreSQL stores no NUL, which no name or title means anything by.
fn strip_nul(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) => text.retain(|c| c != '\0'),
        serde_json::Value::Array(values) => values.iter_mut().for_each(strip_nul),
        serde_json::Value::Object(values) => values.values_mut().for_each(strip_nul),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_of_another_shape_hides_no_other() {
        let entry = r#"{"name":"Ana","isPublic":true,"url":"ab|cd"}"#;
        assert_eq!(parse(&format!("[{entry},1,{{}}]")).unwrap().len(), 1);
        assert_eq!(parse("[]"), Ok(Vec::new()));
    }

    #[test]
    fn a_nul_is_dropped() {
        let json = r#"[{"name":"A\u0000na","title":{"en_US":"T\u0000"},"url":"ab|cd"}]"#;
        let [entry] = &parse(json).unwrap()[..] else { panic!() };
        assert_eq!((entry.name.as_str(), entry.title()), ("Ana", Some("T")));
    }

    #[test]
    fn the_regional_shape_names_its_player_by_battletag() {
        let json = r#"[{"battleTag":"Ana#1234","frame":"/f.png","portrait":"/p.png","avatar":"/a.png",
            "isPublic":true,"lastUpdated":17,"url":"ab%7Ccd"}]"#;
        let [entry] = &parse(json).unwrap()[..] else { panic!() };
        assert_eq!(
            parse(&json.replace(r#""frame""#, r#""name":"Ana","f""#)).unwrap()[0].name,
            "Ana"
        );
        assert_eq!((entry.name.as_str(), entry.last_updated), ("Ana", Some(17)));
        assert_eq!((entry.avatar(), entry.namecard(), entry.title()), (None, None, None));
        let stored = serde_json::to_string(entry).unwrap();
        assert_eq!(serde_json::from_str::<SearchEntry>(&stored).unwrap(), *entry);
    }

    #[test]
    fn other_answers_are_told_apart() {
        for text in ["", "{}", "null", "<html>"] {
            assert_eq!(parse(text), Err(ParseError::NotASearchAnswer), "{text}");
        }
        for text in ["[1]", r#"[{"battleName":"Ana"}]"#, r#"[{"name":"Ana"}]"#] {
            assert_eq!(parse(text), Err(ParseError::NoKnownEntry), "{text}");
        }
    }
}
