//! What every page with patch notes shows, whatever was patched.

use overwatch::patch_notes::{PatchNote, PatchNoteSection};
use serde::Serialize;

/// What a note always says: a patch may well change no ability, and no map.
#[derive(Serialize)]
pub(super) struct AlwaysThere<'a> {
    title: Option<&'a str>,
    kinds: Vec<&'a str>,
    text: Option<&'a str>,
}

pub(super) fn always_there(notes: &[PatchNote]) -> Vec<AlwaysThere<'_>> {
    notes.iter().map(note).collect()
}

fn note(note: &PatchNote) -> AlwaysThere<'_> {
    AlwaysThere {
        title: Some(note.title.as_str()).filter(|title| !title.is_empty()),
        kinds: note.sections.iter().map(|section| section.kind.as_str()).collect(),
        text: note.sections.iter().find_map(text),
    }
}

/// The first text of a section besides titles.
fn text(section: &PatchNoteSection) -> Option<&str> {
    let details = section.entries.iter().flat_map(|entry| {
        let of_abilities = entry.abilities.iter().flat_map(|ability| &ability.details);
        entry.details.iter().chain(of_abilities)
    });
    section.description.iter().chain(details).map(String::as_str).next()
}
