//! Patch notes: every kind of section is read whole.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by failing")]

use overwatch::{
    HeroKey, ParseError,
    patch_notes::{self, PatchNote, hitpoints},
};
use serde_json::{Value, json};

const SEED: &str = include_str!("../seeds/patch_notes.html");

fn page(patches: &str) -> String {
    format!("<main>{patches}</main>")
}

fn patch(date: &str, sections: &str) -> String {
    format!(
        r#"<div class="PatchNotes-patch"><div class="anchor" id="patch-{date}"></div>
        <h3 class="PatchNotes-patchTitle">Title</h3>{sections}</div>"#
    )
}

fn section(kind: &str, inside: &str) -> String {
    format!(r#"<div class="PatchNotes-section PatchNotes-section-{kind}">{inside}</div>"#)
}

fn hero(name: &str, details: &str) -> String {
    format!(
        r#"<div class="PatchNotesHeroUpdate"><h5 class="PatchNotesHeroUpdate-name">{name}</h5>
        <div class="PatchNotesHeroUpdate-generalUpdates">{details}</div></div>"#
    )
}

fn read(patches: &str) -> Vec<PatchNote> {
    patch_notes::parse(&page(patches)).unwrap()
}

fn keys<const N: usize>(names: [(&'static str, &str); N]) -> [(&'static str, HeroKey); N] {
    names.map(|(name, key)| (name, key.parse().unwrap()))
}

#[test]
fn every_kind_of_section_is_read_whole() {
    let notes = patch_notes::with_heroes(patch_notes::parse(SEED).unwrap(), keys([("Ana", "ana")]));
    assert_eq!(
        serde_json::to_value(&notes).unwrap(),
        json!([
            {"date": "2026-01-02", "title": "Second note", "sections": [
                {"title": "General", "kind": "generic_update", "description": "One line.\nAnother.\nWhy.", "entries": [
                    {"title": "Topic", "hero": null, "details": ["It is new.", "Very.", "Comment."], "abilities": []},
                ]},
                {"title": "Heroes", "kind": "hero_update", "description": null, "entries": [
                    {"title": "Ana", "hero": "ana", "details": ["Health reduced from 300 to 275."],
                     "abilities": [{"name": "Hop", "details": ["Hops higher."]}]},
                ]},
            ]},
            {"date": "2026-01-01", "title": "First note", "sections": [
                {"title": "Map", "kind": "map_update", "description": null, "entries": [
                    {"title": "Corner", "hero": null, "details": [
                        "Before and after", "https://images.example/1.jpg", "https://images.example/2.jpg",
                        "https://images.example/3.jpg",
                    ], "abilities": []},
                ]},
            ]},
        ])
    );
}

#[test]
fn kinds_never_seen_pass_through() {
    let inside = r#"<div class="PatchNotesItemUpdate"><b class="PatchNotesItemUpdate-title">Hat</b>Taller.<br>Red.</div>"#;
    let notes =
        read(&patch("2026-01-01", &(section("item_update", inside) + &section("", "Text"))));
    let [item, text] = &notes[0].sections[..] else { panic!("{notes:?}") };
    assert_eq!(item.kind, "item_update");
    assert_eq!(
        (item.entries[0].title.as_str(), &item.entries[0].details[..]),
        ("Hat", &["Taller.".to_owned(), "Red.".to_owned()][..])
    );
    assert_eq!((text.title.as_deref(), text.description.as_deref()), (None, Some("Text")));
}

#[test]
fn notes_come_newest_first_and_those_without_a_day_not_at_all() {
    let days = ["2026-01-01", "2026-02-01", "soon", "2026-2-1", "2025-12-31"];
    let notes = read(&days.map(|day| patch(day, "")).concat());
    let days: Vec<_> = notes.iter().map(|note| note.date.as_str()).collect();
    assert_eq!(days, ["2026-02-01", "2026-01-01", "2025-12-31"]);
}

#[test]
fn heroes_have_the_keys_of_their_names_in_the_pages_language() {
    let names = ["Écho", "SOLDAT\u{a0}: 76", "Newcomer", "Soldier: 76"].map(|name| hero(name, ""));
    let heroes = section("hero_update", &names.concat());
    let topics = section("generic_update", &hero("Écho", ""));
    let notes = patch_notes::with_heroes(
        read(&patch("2026-01-01", &(heroes + &topics))),
        keys([("E\u{301}cho", "echo"), ("Soldat : 76", "soldier-76")]),
    );
    let hero = |section: usize, entry: usize| {
        serde_json::to_value(&notes[0].sections[section].entries[entry].hero).unwrap()
    };
    assert_eq!(
        (0..4).map(|entry| hero(0, entry)).collect::<Vec<_>>(),
        [json!("echo"), json!("soldier-76"), Value::Null, Value::Null]
    );
    assert_eq!(notes[0].sections[0].entries[2].title, "Newcomer");
    assert_eq!(hero(1, 0), Value::Null);
}

#[test]
fn other_pages_are_told_apart() {
    assert_eq!(patch_notes::parse("<p>"), Err(ParseError::NotAKnownPage));
    assert_eq!(patch_notes::parse("<main></main>"), Err(ParseError::OtherPage));
    assert_eq!(patch_notes::parse(&page(&patch("soon", ""))), Err(ParseError::OtherPage));
    let whole = page(&patch("2026-01-01", ""));
    assert_eq!(patch_notes::parse(whole.trim_end_matches("</main>")), Err(ParseError::CutOff));
}

/// What the notes say of hit points that the table does not have, `ana` being 250 health there and `mei` 300.
fn unknown(patches: &str) -> Vec<String> {
    let notes = patch_notes::with_heroes(
        read(patches),
        keys([("Ana", "ana"), ("Mei", "mei"), ("New", "new")]),
    );
    let changes = hitpoints::unknown_changes(&notes);
    changes
        .iter()
        .map(|change| format!("{} {} {}", change.hero, change.part, change.points))
        .collect()
}

fn hero_patch(date: &str, name: &str, details: &str) -> String {
    patch(date, &section("hero_update", &hero(name, details)))
}

#[test]
fn hit_points_that_the_table_does_not_have_are_found() {
    let change = "<ul><li>Health reduced from 300 to 275.</li><li>Base armor increased from 0 to 25.</li></ul>";
    assert_eq!(
        unknown(&hero_patch("2026-01-01", "Mei", change)),
        ["mei health 275", "mei armor 25"]
    );
    assert_eq!(
        unknown(&hero_patch("2026-01-01", "Mei", "<p>Health increased from 275 to 300.</p>")),
        [""; 0]
    );
    assert_eq!(unknown(&hero_patch("2026-01-01", "New", change)), [""; 0]);
}

#[test]
fn the_newest_of_a_heros_changes_counts() {
    let [older, newer] = ["Health reduced from 250 to 225.", "Health increased from 225 to 250."];
    let notes = |first, second| {
        hero_patch("2026-01-02", "Ana", second) + &hero_patch("2026-01-01", "Ana", first)
    };
    assert_eq!(unknown(&notes(older, newer)), [""; 0]);
    assert_eq!(unknown(&notes(newer, older)), ["ana health 225"]);
}

#[test]
fn hit_points_of_stadium_and_of_perks_are_none_of_a_hero() {
    let change = "<p>Health reduced from 250 to 225.</p>";
    let stadium = r#"<h4 class="PatchNotes-sectionTitle">Stadium Updates</h4>"#;
    let sections =
        section("generic_update", stadium) + &section("hero_update", &hero("Ana", change));
    assert_eq!(unknown(&patch("2026-01-01", &sections)), [""; 0]);
    let perk = format!("<p>Tough - Major Perk</p>{change}");
    assert_eq!(unknown(&hero_patch("2026-01-01", "Ana", &perk)), [""; 0]);
    assert_eq!(unknown(&hero_patch("2026-01-01", "Ana", change)), ["ana health 225"]);
}
