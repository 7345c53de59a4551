//! The list of heroes, `/{locale}/heroes/`: [`HeroEntry`], parsed by [`parse`].

use std::str::FromStr;
use utoipa::ToSchema;

use scraper::ElementRef;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::{HeroKey, ParseError, Role, SubRole, dom};

/// The version of the parser: a stored list of an older one is parsed again.
///
/// Raise it with every change that changes what is parsed of some page.
pub const DATA_VERSION: i16 = 2;

/// What heroes can be played in.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
    ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum HeroGamemode {
    /// Every hero is played here.
    Quickplay,
    /// Third person, with powers; heroes are added one by one.
    Stadium,
}

/// One hero of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = HeroShort)]
pub struct HeroEntry {
    /// What the hero's page is found by.
    pub key: HeroKey,
    /// In the page's language.
    pub name: String,
    /// A URL.
    pub portrait: Option<String>,
    /// A `Role`, or what Blizzard invents next.
    pub role: String,
    /// A `SubRole`, or what Blizzard invents next.
    pub subrole: String,
    /// Where the hero can be played.
    pub gamemodes: Vec<HeroGamemode>,
}

/// A role or a subrole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(as = RoleOrSubRole)]
#[serde(untagged)]
pub enum RoleFilter {
    /// A role.
    Role(Role),
    /// A subrole.
    SubRole(SubRole),
}

impl FromStr for RoleFilter {
    type Err = strum::ParseError;

    fn from_str(text: &str) -> Result<Self, strum::ParseError> {
        text.parse().map(Self::Role).or_else(|_| text.parse().map(Self::SubRole))
    }
}

impl HeroEntry {
    /// Whether the hero is one of those.
    #[must_use]
    pub fn is_of(&self, filter: RoleFilter) -> bool {
        match filter {
            RoleFilter::Role(role) => self.role == <&str>::from(role),
            RoleFilter::SubRole(subrole) => self.subrole == <&str>::from(subrole),
        }
    }
}

/// Parses the page with the list of heroes. The answer is sorted by key.
///
/// # Errors
///
/// - [`ParseError::NotAKnownPage`] without main content, or when the page is no page at all.
/// - [`ParseError::CutOff`] when its end is missing.
/// - [`ParseError::OtherPage`] without a single hero.
pub fn parse(page: &str) -> Result<Vec<HeroEntry>, ParseError> {
    let page = dom::parse(page)?;
    let main = page.main_content()?;
    let mut heroes: Vec<_> = dom::all(main, dom::classed("div", ["heroIndexWrapper"]))
        .flat_map(|wrapper| dom::all(wrapper, dom::named("blz-media-gallery")))
        .flat_map(|gallery| dom::all(gallery, dom::named("a")))
        .filter_map(entry)
        .collect();
    heroes.sort_by(|a, b| a.key.cmp(&b.key));
    heroes.dedup_by(|a, b| a.key == b.key);
    if heroes.is_empty() { Err(ParseError::OtherPage) } else { Ok(heroes) }
}

fn entry(link: ElementRef) -> Option<HeroEntry> {
    let card = dom::first(link, dom::named("blz-card"))?;
    let title = dom::first(card, dom::named("blz-content-block"))?;
    Some(HeroEntry {
        key: key(dom::attribute(link, "href")?)?,
        name: dom::first_text(title, dom::named("h2"))?,
        portrait: dom::image(card, "blz-image"),
        role: dom::non_empty_attribute(link, "data-role")?.to_lowercase(),
        subrole: dom::non_empty_attribute(link, "data-subrole")?.to_lowercase(),
        gamemodes: gamemodes(card),
    })
}

/// What the link to a hero's page ends in.
fn key(href: &str) -> Option<HeroKey> {
    dom::file_name(href.trim_end_matches('/')).parse().ok()
}

fn gamemodes(card: ElementRef) -> Vec<HeroGamemode> {
    let mut gamemodes = vec![HeroGamemode::Quickplay];
    if dom::first(card, dom::classed("blz-badge", ["stadium-badge"])).is_some() {
        gamemodes.push(HeroGamemode::Stadium);
    }
    gamemodes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(attributes: &str, inside: &str) -> String {
        format!(
            r"<a {attributes}><blz-card>{inside}
            <blz-content-block><h2> Name </h2></blz-content-block></blz-card></a>"
        )
    }

    fn read_cards(cards: &str) -> Result<Vec<HeroEntry>, ParseError> {
        parse(&format!(r#"<main><div class="heroIndexWrapper"><blz-media-gallery>{cards}</main>"#))
    }

    #[test]
    fn heroes_come_sorted_and_once() {
        let link =
            |key| format!(r#"href="/heroes/{key}/" data-role="tank" data-subrole="bruiser""#);
        let cards = ["zed", "abe", "zed"].map(|key| card(&link(key), "")).concat();
        let heroes = read_cards(&cards).unwrap();
        let keys: Vec<_> = heroes.iter().map(|hero| hero.key.as_str()).collect();
        assert_eq!(keys, ["abe", "zed"]);
    }

    #[test]
    fn heroes_never_seen_pass_through() {
        let link = r#"href="/heroes/new-1" data-role="Chef" data-subrole="BAKER""#;
        let inside = r#"<blz-image src="/a.png"></blz-image><blz-badge class="stadium-badge">"#;
        let heroes = read_cards(&card(link, inside)).unwrap();
        assert_eq!(
            serde_json::to_value(&heroes).unwrap(),
            serde_json::json!([{
                "key": "new-1", "name": "Name", "portrait": "/a.png",
                "role": "chef", "subrole": "baker", "gamemodes": ["quickplay", "stadium"],
            }])
        );
    }

    #[test]
    fn a_filter_is_a_role_or_a_subrole() {
        let link = r#"href="/heroes/a" data-role="tank" data-subrole="bruiser""#;
        let [hero] = &read_cards(&card(link, "")).unwrap()[..] else { panic!() };
        for (filter, passes) in [("tank", true), ("bruiser", true), ("damage", false)] {
            assert_eq!(hero.is_of(filter.parse().unwrap()), passes, "{filter}");
        }
        assert!("chef".parse::<RoleFilter>().is_err());
    }

    #[test]
    fn other_pages_are_told_apart() {
        assert_eq!(parse(""), Err(ParseError::NotAKnownPage));
        assert_eq!(parse("<main></main>"), Err(ParseError::OtherPage));
        assert_eq!(read_cards(&card(r#"href="/heroes/""#, "")), Err(ParseError::OtherPage));
    }
}
