//! What the page of one hero says, `/{locale}/heroes/{key}/`: [`HeroDetails`], parsed by [`parse`].

mod header;
mod loadout;
mod story;

use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use crate::{
    HeroKey, ParseError, dom,
    hero::{Hitpoints, known_hero},
    heroes::HeroEntry,
    schema::described,
};
use header::Header;

/// The version of the parser: a stored hero of an older one is parsed again.
///
/// Raise it with every change that changes what is parsed of some page, or a hero complete otherwise.
pub const DATA_VERSION: i16 = 1;

/// Everything we say of a hero. Texts are in the page's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Hero)]
pub struct HeroDetails {
    /// The hero's name.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// A URL. From the list of heroes: the page does not have it.
    pub portrait: Option<String>,
    /// The page's first picture, in the page's order.
    pub backgrounds: Vec<Background>,
    /// A `Role`, or what Blizzard invents next.
    pub role: Option<String>,
    /// A `SubRole`, or what Blizzard invents next.
    pub subrole: Option<String>,
    /// Where the hero lives.
    pub location: Option<String>,
    /// Day and month; `None` when it is not known.
    pub birthday: Option<String>,
    /// In years; `None` when it is not known.
    pub age: Option<u32>,
    /// From our own table: no page has them.
    pub hitpoints: Option<Hitpoints>,
    /// In the page's order.
    pub abilities: Vec<Ability>,
    /// `None` for a hero without.
    pub perks: Option<Perks>,
    /// `None` for a hero that is not played in Stadium.
    #[schema(value_type = Option<Vec<StadiumPower>>)]
    pub stadium_powers: Option<Vec<Upgrade>>,
    /// The hero's past.
    pub story: Story,
}

/// A picture, for screens of some sizes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = HeroBackground)]
pub struct Background {
    /// The picture.
    pub url: String,
    /// `min` … `xl+`, as the page names sizes.
    #[schema(value_type = Vec<BackgroundImageSize>)]
    pub sizes: Vec<String>,
}

/// `min`, `xs`, `sm`, `md`, `lg`, `xl+`, or what Blizzard invents next.
#[derive(ToSchema)]
pub struct BackgroundImageSize(pub String);

/// What a hero can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ability {
    /// The ability's name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// A URL.
    pub icon: Option<String>,
    /// How it looks.
    pub video: Option<Video>,
}

/// A video of an ability.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AbilityVideo)]
pub struct Video {
    /// What is shown before it starts, a URL.
    pub thumbnail: String,
    /// The video itself.
    pub link: VideoLink,
}

/// One video in two formats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AbilityVideoLink)]
pub struct VideoLink {
    /// A URL.
    pub mp4: String,
    /// A URL.
    pub webm: String,
}

/// What a hero can choose from in a match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PerksContainer)]
pub struct Perks {
    /// The first choice.
    pub minor: Vec<Upgrade>,
    /// The second.
    pub major: Vec<Upgrade>,
}

/// A perk, or a power of Stadium.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Perk)]
pub struct Upgrade {
    /// The upgrade's name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// A URL.
    pub icon: Option<String>,
}

/// A power of Stadium, in the documentation.
pub struct StadiumPower;

impl PartialSchema for StadiumPower {
    fn schema() -> RefOr<Schema> {
        described("A power of Stadium.", Upgrade::schema())
    }
}

impl ToSchema for StadiumPower {}

/// A hero's past.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Story {
    /// All of it, in short.
    pub summary: String,
    /// A video, a comic, or a text.
    pub media: Option<Media>,
    /// In the page's order.
    pub chapters: Vec<Chapter>,
}

/// Where a story is told at length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Media {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: MediaKind,
    /// A URL.
    pub link: String,
}

/// How a story can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = MediaType)]
pub enum MediaKind {
    /// In pictures.
    Comic,
    /// In words.
    ShortStory,
    /// In moving pictures.
    Video,
}

/// A part of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = StoryChapter)]
pub struct Chapter {
    /// The part's name.
    pub title: String,
    /// All its paragraphs.
    pub content: String,
    /// A URL.
    pub picture: Option<String>,
}

/// Parses a hero's page.
///
/// What is missing from the page or of another shape is left out; only what makes it another page
/// altogether is an error.
///
/// # Errors
///
/// - [`ParseError::NotAKnownPage`] without main content, or when the page is no page at all.
/// - [`ParseError::CutOff`] when its end is missing.
/// - [`ParseError::HeroNotFound`] without abilities.
/// - [`ParseError::OtherPage`] without the hero's name.
pub fn parse(page: &str) -> Result<HeroDetails, ParseError> {
    let page = dom::parse(page)?;
    let main = page.main_content()?;
    let abilities = dom::first(main, dom::classed("div", ["abilities-container"]))
        .ok_or(ParseError::HeroNotFound)?;
    let header = Header::of(main);
    let (birthday, age) = header.birthday_and_age();
    Ok(HeroDetails {
        name: header.name().ok_or(ParseError::OtherPage)?,
        description: header.description().unwrap_or_default(),
        portrait: None,
        backgrounds: header.backgrounds(),
        role: header.role(),
        subrole: header.subrole(),
        location: header.location(),
        birthday,
        age,
        hitpoints: None,
        abilities: loadout::abilities(abilities),
        perks: loadout::perks(main),
        stadium_powers: loadout::stadium_powers(main),
        story: story::parse(main),
    })
}

impl HeroDetails {
    /// Completes a hero with what only the list of heroes and our own table know.
    #[must_use]
    pub fn completed(self, key: &HeroKey, heroes: &[HeroEntry]) -> Self {
        let listed = heroes.iter().find(|hero| hero.key == *key);
        Self {
            portrait: listed.and_then(|hero| hero.portrait.clone()),
            hitpoints: known_hero(key).map(|hero| hero.hitpoints),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<main><blz-page-header><blz-header><h2>Ana</h2></blz-header>
        </blz-page-header><div class="abilities-container"></div></main>"#;

    #[test]
    fn other_pages_are_told_apart() {
        assert_eq!(parse("<p>").err(), Some(ParseError::NotAKnownPage));
        assert_eq!(parse("<main></main>").err(), Some(ParseError::HeroNotFound));
        let nameless = r#"<main><div class="abilities-container"></div></main>"#;
        assert_eq!(parse(nameless).err(), Some(ParseError::OtherPage));
    }

    #[test]
    fn a_page_with_a_name_alone_is_a_hero_without_anything() {
        let hero = parse(PAGE).unwrap();
        assert_eq!((hero.name.as_str(), hero.role, hero.perks), ("Ana", None, None));
        assert_eq!((hero.stadium_powers, hero.story), (None, Story::default()));
    }

    #[test]
    fn the_list_and_the_table_complete_a_hero() {
        let list = r#"<main><div class="heroIndexWrapper"><blz-media-gallery>
            <a href="/heroes/ana" data-role="a" data-subrole="b"><blz-card>
            <blz-image src="/ana.png"></blz-image><blz-content-block><h2>Ana</h2></main>"#;
        let heroes = crate::heroes::parse(list).unwrap();
        let completed = |key: &str| parse(PAGE).unwrap().completed(&key.parse().unwrap(), &heroes);
        assert_eq!(completed("ana").portrait.as_deref(), Some("/ana.png"));
        assert_eq!(completed("ana").hitpoints, Some(Hitpoints::new(250, 0, 0)));
        assert_eq!((completed("new").portrait, completed("new").hitpoints), (None, None));
    }
}
