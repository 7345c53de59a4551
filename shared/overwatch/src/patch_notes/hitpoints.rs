//! What patch notes say of heroes' hit points, which Blizzard tells nowhere else. English only.

use std::collections::BTreeMap;

use strum::{Display, EnumString};

use super::{HERO_UPDATE, PatchNote, PatchNoteSection};
use crate::{
    HeroKey,
    hero::{Hitpoints, known_hero},
};

/// A kind of hit points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum Part {
    /// Comes back by healing.
    Health,
    /// Comes back by healing, and weakens hits.
    Armor,
    /// Comes back by itself.
    #[strum(to_string = "shields", serialize = "shield")]
    Shields,
}

/// What a hero has of a kind of hit points since a patch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The hero.
    pub hero: HeroKey,
    /// The kind.
    pub part: Part,
    /// How many points.
    pub points: u32,
}

/// What stands before the kind: `Base health`.
const QUALIFIERS: [&str; 4] = ["base", "max", "maximum", "mech"];

/// What notes call a change.
const VERBS: [&str; 6] = ["increased", "reduced", "decreased", "lowered", "raised", "changed"];

/// What stands between the kind and what happened to it: `Shield health has been reduced`.
const FILLERS: [&str; 5] = ["health", "pool", "has", "been", "was"];

/// What the last line of an entry that says something of the hero is followed by: the name of a perk, a power or an
/// item, whose effects come next.
const HEADINGS: [&str; 3] = ["Perk", "Power", "Item"];

/// The game mode whose heroes have other hit points.
const STADIUM: &str = "Stadium";

/// The newest change of each hero's hit points that our own table does not have. Heroes whom it does not have are
/// left out.
#[must_use]
pub fn unknown_changes(notes: &[PatchNote]) -> Vec<Change> {
    let is_unknown = |change: &Change| {
        known_hero(&change.hero).is_some_and(|hero| change.part.of(hero.hitpoints) != change.points)
    };
    newest_changes(notes).into_iter().filter(is_unknown).collect()
}

/// The newest change of each hero and kind.
fn newest_changes(notes: &[PatchNote]) -> Vec<Change> {
    let mut newest = BTreeMap::new();
    // The newest note comes first, and the last of those here counts.
    for note in notes.iter().rev() {
        // Sections behind one about Stadium are about heroes there.
        let sections = note.sections.iter().take_while(|section| !is_of_stadium(section));
        for section in sections.filter(|section| section.kind == HERO_UPDATE) {
            for entry in &section.entries {
                let Some(hero) = &entry.hero else { continue };
                let lines = entry.details.iter().take_while(|line| !is_heading(line));
                let changes = lines.flat_map(|line| changes(line));
                newest.extend(changes.map(|(part, points)| ((hero.clone(), part), points)));
            }
        }
    }
    newest.into_iter().map(|((hero, part), points)| Change { hero, part, points }).collect()
}

fn is_of_stadium(section: &PatchNoteSection) -> bool {
    section.title.as_ref().is_some_and(|title| title.contains(STADIUM))
}

fn is_heading(line: &str) -> bool {
    line.split_whitespace().next_back().is_some_and(|word| HEADINGS.contains(&word))
}

/// The changes that a line tells, such as `Health reduced from 300 to 275 and armor increased to 50.`
fn changes(line: &str) -> impl Iterator<Item = (Part, u32)> {
    line.split(" and ").flat_map(|part| part.split([',', ';'])).filter_map(change)
}

fn change(clause: &str) -> Option<(Part, u32)> {
    // The rules of that mode give heroes other hit points.
    if clause.contains("6v6") {
        return None;
    }
    let clause = clause.to_lowercase();
    let mut words = clause.split_whitespace().peekable();
    let is_told_first = words.next_if(|word| VERBS.contains(word)).is_some();
    while words.next_if(|word| QUALIFIERS.contains(word)).is_some() {}
    let part: Part = words.next()?.parse().ok()?;
    while words.next_if(|word| FILLERS.contains(word)).is_some() {}
    if !is_told_first {
        words.next().filter(|word| VERBS.contains(word))?;
    }
    if words.next_if_eq(&"from").is_some() {
        number(words.next()?)?;
    }
    words.next_if_eq(&"to")?;
    let points = number(words.next()?)?;
    // `to 30 per second` is something else.
    words.next().is_none_or(|word| word.starts_with('(')).then_some((part, points))
}

fn number(word: &str) -> Option<u32> {
    word.trim_end_matches('.').parse().ok()
}

impl Part {
    /// So many of these are hit points of this kind.
    fn of(self, hitpoints: Hitpoints) -> u32 {
        match self {
            Self::Health => hitpoints.health,
            Self::Armor => hitpoints.armor,
            Self::Shields => hitpoints.shields,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_tell_changes_in_many_ways() {
        for (line, expected) in [
            ("Health reduced from 300 to 275.", &[(Part::Health, 275)][..]),
            ("Base health increased from 250 to 275", &[(Part::Health, 275)]),
            ("Base armor decreased to 75 (Down from 100).", &[(Part::Armor, 75)]),
            ("Shield health has been reduced from 150 to 125 (5v5)", &[(Part::Shields, 125)]),
            ("Reduced maximum shields from 75 to 50.", &[(Part::Shields, 50)]),
            (
                "Health reduced from 300 to 275 and armor increased from 0 to 50.",
                &[(Part::Health, 275), (Part::Armor, 50)],
            ),
        ] {
            assert_eq!(changes(line).collect::<Vec<_>>(), expected, "{line}");
        }
    }

    #[test]
    fn other_lines_tell_none() {
        for line in [
            "",
            "Health",
            "Barrier health increased from 450 to 500.",
            "Overhealth gained per shot increased from 3 to 4.",
            "Health increased by 25.",
            "Health regenerated increased from 20 to 30 per second.",
            "Health increased from 20 to 30 per second.",
            "Health increased from 300 to 350 (6v6).",
            "Damage reduced from 300 to 275.",
            "Health reduced from many to 99999999999.",
        ] {
            assert_eq!(changes(line).collect::<Vec<_>>(), [], "{line}");
        }
    }
}
