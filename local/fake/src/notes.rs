//! The patch notes of the generated site: the same ones every time.

use overwatch::{
    hero::{Hero, known_heroes},
    patch_notes::{HERO_UPDATE, PatchNote, PatchNoteAbility, PatchNoteEntry, PatchNoteSection},
};

/// The days of the notes, the newest first.
const DAYS: [&str; 3] = ["2026-08-20", "2026-08-14", "2026-08-11"];

/// Every note of the generated site.
pub(crate) fn patch_notes() -> Vec<PatchNote> {
    DAYS.into_iter().zip(known_heroes().chunks(5)).map(|(day, heroes)| note(day, heroes)).collect()
}

fn note(day: &str, heroes: &[Hero]) -> PatchNote {
    PatchNote {
        date: day.to_owned(),
        title: format!("Patch of {day}"),
        sections: vec![
            section(
                "generic_update",
                "General",
                vec![entry("Greetings", &["They are friendlier."])],
            ),
            section(HERO_UPDATE, "Heroes", heroes.iter().map(hero).collect()),
            section(
                "map_update",
                "Nowhere",
                vec![entry("Corner", &["https://images.example/corner.jpg"])],
            ),
        ],
    }
}

fn section(kind: &str, title: &str, entries: Vec<PatchNoteEntry>) -> PatchNoteSection {
    PatchNoteSection {
        title: Some(title.to_owned()),
        kind: kind.to_owned(),
        description: Some(format!("What is new: {title}.\nNot much.")),
        entries,
    }
}

/// A hero who has the hit points that we know since the patch.
fn hero(hero: &Hero) -> PatchNoteEntry {
    let health = hero.hitpoints.health;
    PatchNoteEntry {
        hero: hero.key.parse().ok(),
        abilities: vec![PatchNoteAbility {
            name: "Greeting".to_owned(),
            details: vec!["Says hello twice.".to_owned()],
        }],
        ..entry(hero.name, &[&format!("Health increased from {} to {health}.", health - 25)])
    }
}

fn entry(title: &str, details: &[&str]) -> PatchNoteEntry {
    PatchNoteEntry {
        title: title.to_owned(),
        hero: None,
        details: details.iter().map(|line| (*line).to_owned()).collect(),
        abilities: Vec::new(),
    }
}
