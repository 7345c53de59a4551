//! What Blizzard changed in the game, by `/{locale}/news/patch-notes/live/`: [`PatchNote`], parsed by [`parse`].
//!
//! - `lines.rs`: the text of a part of the page.
//! - [`hitpoints`]: what notes say of heroes' hit points.

pub mod hitpoints;
mod lines;

use scraper::ElementRef;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

use crate::{HeroKey, ParseError, dom};
use lines::lines;

/// The version of the parser: stored notes of an older one are parsed again.
///
/// Raise it with every change that changes what is parsed of some page.
pub const DATA_VERSION: i16 = 1;

/// The kind of a section about heroes.
pub const HERO_UPDATE: &str = "hero_update";

/// The kind of a section that does not tell its own.
const OTHER: &str = "other";

/// What a patch changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PatchNote {
    /// The day of the patch, such as `2026-08-14`.
    #[schema(format = Date)]
    pub date: String,
    /// In the page's language.
    pub title: String,
    /// In the page's order.
    pub sections: Vec<PatchNoteSection>,
}

/// A section of a patch note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PatchNoteSection {
    /// In the page's language; null where the page has none.
    pub title: Option<String>,
    /// As Blizzard names it: `generic_update`, `hero_update`, `map_update`, or what it invents next.
    pub kind: String,
    /// What stands before the entries, a line a paragraph; null where there is nothing.
    pub description: Option<String>,
    /// In the page's order.
    pub entries: Vec<PatchNoteEntry>,
}

/// One hero, map or topic of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PatchNoteEntry {
    /// The hero's name, the place on a map, or the topic, in the page's language.
    pub title: String,
    /// The key of the hero whom the title names; null where it is nobody on the list of heroes in that language.
    pub hero: Option<HeroKey>,
    /// A line for each paragraph and each item of a list, the developers' comment too; a picture is its URL.
    pub details: Vec<String>,
    /// What changed of single abilities.
    pub abilities: Vec<PatchNoteAbility>,
}

/// What changed of an ability.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PatchNoteAbility {
    /// In the page's language.
    pub name: String,
    /// A line for each paragraph and each item of a list.
    pub details: Vec<String>,
}

/// Parses the page with patch notes, the newest first. Heroes have no keys yet.
///
/// # Errors
///
/// - [`ParseError::NotAKnownPage`] without main content, or when the page is no page at all.
/// - [`ParseError::CutOff`] when its end is missing.
/// - [`ParseError::OtherPage`] without a single note.
pub fn parse(page: &str) -> Result<Vec<PatchNote>, ParseError> {
    let page = dom::parse(page)?;
    let main = page.main_content()?;
    let patches = dom::all(main, dom::classed("div", ["PatchNotes-patch"]));
    let mut notes: Vec<_> = patches.filter_map(note).collect();
    notes.sort_by(|a, b| b.date.cmp(&a.date));
    if notes.is_empty() { Err(ParseError::OtherPage) } else { Ok(notes) }
}

/// Notes with the key of each hero whose name is among these, which are in the page's language.
#[must_use]
pub fn with_heroes<'a>(
    mut notes: Vec<PatchNote>,
    heroes: impl IntoIterator<Item = (&'a str, HeroKey)>,
) -> Vec<PatchNote> {
    let heroes: Vec<_> = heroes.into_iter().map(|(name, key)| (letters(name), key)).collect();
    let sections = notes.iter_mut().flat_map(|note| &mut note.sections);
    for section in sections.filter(|section| section.kind == HERO_UPDATE) {
        for entry in &mut section.entries {
            let name = letters(&entry.title);
            let hero = heroes.iter().find(|(other, _)| *other == name);
            entry.hero = hero.map(|(_, key)| key.clone());
        }
    }
    notes
}

/// What is the same in two ways to write a name.
fn letters(name: &str) -> String {
    name.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `None` where it does not say which day it is of.
fn note(patch: ElementRef) -> Option<PatchNote> {
    let anchor = dom::first(patch, dom::classed("div", ["anchor"]))?;
    let date = dom::attribute(anchor, "id")?.strip_prefix("patch-").filter(|date| is_date(date))?;
    let is_title = |element| dom::has_class(element, "PatchNotes-patchTitle");
    let sections = dom::all(patch, dom::classed("div", ["PatchNotes-section"]));
    Some(PatchNote {
        date: date.to_owned(),
        title: dom::first(patch, is_title).map(one_line).unwrap_or_default(),
        sections: sections.map(section).collect(),
    })
}

/// Whether a text is a day such as `2026-08-14`, by its form.
fn is_date(text: &str) -> bool {
    let form = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() == 10 && text.bytes().enumerate().all(form)
}

fn section(section: ElementRef) -> PatchNoteSection {
    let kind = dom::classes(section).find_map(|class| class.strip_prefix("PatchNotes-section-"));
    let kind = kind.filter(|kind| !kind.is_empty()).unwrap_or(OTHER);
    let description = lines(section, |element| is_section_title(element) || is_update(element));
    let title =
        dom::first(section, is_section_title).map(one_line).filter(|title| !title.is_empty());
    let mut entries: Vec<PatchNoteEntry> = Vec::new();
    for element in dom::all(section, is_update) {
        let next = entry(element);
        match entries.last_mut() {
            // The pictures of one place have its name on the first of them only.
            Some(last) if next.title.is_empty() => {
                last.details.extend(next.details);
                last.abilities.extend(next.abilities);
            }
            _ => entries.push(next),
        }
    }
    PatchNoteSection {
        title,
        kind: kind.to_owned(),
        description: (!description.is_empty()).then(|| description.join("\n")),
        entries,
    }
}

fn entry(element: ElementRef) -> PatchNoteEntry {
    // What is called something behind the first ability is not the entry.
    let title = dom::first(element, is_apart).filter(|first| is_name(*first));
    PatchNoteEntry {
        title: title.map(one_line).unwrap_or_default(),
        hero: None,
        details: lines(element, is_apart),
        abilities: dom::all(element, is_ability).map(ability).collect(),
    }
}

fn ability(element: ElementRef) -> PatchNoteAbility {
    PatchNoteAbility {
        name: dom::first(element, is_name).map(one_line).unwrap_or_default(),
        details: lines(element, is_name),
    }
}

/// What is no detail of an update.
fn is_apart(element: ElementRef) -> bool {
    is_name(element) || is_ability(element)
}

fn is_section_title(element: ElementRef) -> bool {
    dom::has_class(element, "PatchNotes-sectionTitle")
}

/// Whether an element is an update of whatever kind: a `PatchNotesHeroUpdate`, or what Blizzard invents next.
fn is_update(element: ElementRef) -> bool {
    dom::classes(element).any(|class| class.starts_with("PatchNotes") && class.ends_with("Update"))
}

fn is_ability(element: ElementRef) -> bool {
    dom::has_class(element, "PatchNotesAbilityUpdate")
}

/// Whether an element is what an update is called.
fn is_name(element: ElementRef) -> bool {
    dom::classes(element)
        .any(|class| class.ends_with("Update-name") || class.ends_with("Update-title"))
}

fn one_line(element: ElementRef) -> String {
    lines(element, |_| false).join(" ")
}
