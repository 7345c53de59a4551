//! The page with patch notes.

use maud::{Markup, html};
use overwatch::patch_notes::{
    HERO_UPDATE, PatchNote, PatchNoteAbility, PatchNoteEntry, PatchNoteSection,
};

use super::document;

/// All notes.
pub(crate) fn patch_notes(notes: &[PatchNote]) -> String {
    document(&html! {
        div class="PatchNotes-body" {
            @for note in notes { (patch(note)) }
        }
    })
}

fn patch(note: &PatchNote) -> Markup {
    html! {
        div class="PatchNotes-patch PatchNotes-live" {
            div class="anchor" id={ "patch-" (note.date) } {}
            div class="PatchNotes-labels" { div class="PatchNotes-date" { (note.date) } }
            h3 class="PatchNotes-patchTitle" { (note.title) }
            @for section in &note.sections { (section_of(section)) }
            div class="PatchNotesTop" { blz-button class="PatchNotesTop-link" { "Top" } }
        }
    }
}

fn section_of(section: &PatchNoteSection) -> Markup {
    let kind = format!("PatchNotes-section-{}", section.kind);
    html! {
        div class={ "PatchNotes-section " (kind) } {
            @if let Some(title) = &section.title { h4 class="PatchNotes-sectionTitle" { (title) } }
            @if let Some(description) = &section.description {
                div class="PatchNotes-sectionDescription" {
                    @for line in description.lines() { p { (line) } }
                }
            }
            div class={ "PatchNotes-update " (kind) } {}
            @for entry in &section.entries {
                @match section.kind.as_str() {
                    HERO_UPDATE => (hero(entry)),
                    "map_update" => (map(entry)),
                    _ => (topic(entry)),
                }
            }
        }
    }
}

fn hero(entry: &PatchNoteEntry) -> Markup {
    html! {
        div class="PatchNotesHeroUpdate" {
            div class="PatchNotesHeroUpdate-header" {
                img class="PatchNotesHeroUpdate-icon" src="https://images.example/hero.png" alt=(entry.title);
                h5 class="PatchNotesHeroUpdate-name" { (entry.title) }
            }
            div class="PatchNotesHeroUpdate-body" {
                div class="PatchNotesHeroUpdate-generalUpdates" { (list(&entry.details)) }
                div class="PatchNotesHeroUpdate-abilitiesList" {
                    @for ability in &entry.abilities { (ability_of(ability)) }
                }
            }
        }
    }
}

fn ability_of(ability: &PatchNoteAbility) -> Markup {
    html! {
        div class="PatchNotesAbilityUpdate" {
            div class="PatchNotesAbilityUpdate-icon-container" {
                img class="PatchNotesAbilityUpdate-icon" src="https://images.example/ability.png";
            }
            div class="PatchNotesAbilityUpdate-text" {
                div class="PatchNotesAbilityUpdate-name" { (ability.name) }
                div class="PatchNotesAbilityUpdate-detailList" { (list(&ability.details)) }
            }
        }
    }
}

/// Its lines are URLs of pictures.
fn map(entry: &PatchNoteEntry) -> Markup {
    html! {
        div class="PatchNotesMapUpdate" {
            div class="PatchNotesMapUpdate-name" { (entry.title) }
            div class="PatchNotesMapUpdate-body" {
                blz-comparison-slider {
                    @for picture in &entry.details { blz-image src=(picture) {} }
                }
            }
        }
    }
}

fn topic(entry: &PatchNoteEntry) -> Markup {
    html! {
        div class="PatchNotesGeneralUpdate" {
            div class="PatchNotesGeneralUpdate-title" { (entry.title) }
            div class="PatchNotesGeneralUpdate-description" { (list(&entry.details)) }
        }
    }
}

fn list(lines: &[String]) -> Markup {
    html! { ul { @for line in lines { li { (line) } } } }
}
