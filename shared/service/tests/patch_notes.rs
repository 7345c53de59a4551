//! Patch notes: what replaces what is stored, and the keys of heroes in every language.

use fake::Hero;
use overwatch::{
    Locale,
    patch_notes::{HERO_UPDATE, PatchNote},
};
use service::resources::PatchNotes;

use crate::world::{HOUR, World};

async fn notes(world: &World, locale: Locale) -> Vec<PatchNote> {
    world.request().get(&PatchNotes(locale)).await.unwrap().value.into_content().unwrap()
}

/// The days of the notes once a page was changed like this, and whether it was believed.
async fn after(change: fn(&mut Vec<PatchNote>)) -> (Vec<String>, bool) {
    let world = World::new().await;
    notes(&world, Locale::EnUs).await;
    world.clock.advance(HOUR);
    world.fake.with_site(|site| change(&mut site.patch_notes));
    notes(&world, Locale::EnUs).await;
    let is_believed = world.work().await.iter().all(Result::is_ok);
    let days = notes(&world, Locale::EnUs).await.into_iter().map(|note| note.date);
    (days.collect(), is_believed)
}

#[tokio::test(start_paused = true)]
async fn the_heroes_of_the_list_in_that_language_have_keys() {
    let world = World::new().await;
    world.fake.with_site(|site| {
        let ana = site.heroes.iter_mut().find(|hero| hero.key.as_str() == "ana").unwrap();
        ana.name = "アナ".to_owned();
        let role = ana.role;
        let key = "tomorrow".parse().unwrap();
        site.heroes.push(Hero { key, name: "明日".to_owned(), role });
        let section = &mut site.patch_notes[0].sections[1];
        assert_eq!(section.kind, HERO_UPDATE);
        for (entry, name) in section.entries.iter_mut().zip(["アナ", "明日", "誰か"]) {
            entry.title = name.to_owned();
        }
    });
    let notes = notes(&world, Locale::JaJp).await;
    let found = notes[0].sections[1]
        .entries
        .iter()
        .take(3)
        .map(|entry| (entry.title.as_str(), entry.hero.as_ref().map(ToString::to_string)));
    assert_eq!(
        found.collect::<Vec<_>>(),
        [("アナ", Some("ana".to_owned())), ("明日", Some("tomorrow".to_owned())), ("誰か", None)]
    );
    assert!(world.fake.requests().contains(&"/ja-jp/news/patch-notes/live/".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_new_note_comes_with_the_next_refresh() {
    let (days, is_believed) = after(|notes| {
        let newest = PatchNote { date: "2026-08-25".to_owned(), ..notes[0].clone() };
        notes.insert(0, newest);
    })
    .await;
    assert_eq!(days, ["2026-08-25", "2026-08-20", "2026-08-14", "2026-08-11"]);
    assert!(is_believed);
}

#[tokio::test(start_paused = true)]
async fn the_first_note_of_a_month_replaces_those_of_the_month_before() {
    let (days, is_believed) = after(|notes| {
        notes.truncate(1);
        notes[0].date = "2026-09-01".to_owned();
        notes[0].sections.truncate(1);
    })
    .await;
    assert_eq!((days, is_believed), (vec!["2026-09-01".to_owned()], true));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_lost_notes_sections_or_entries_replaces_none() {
    let all = ["2026-08-20", "2026-08-14", "2026-08-11"].map(str::to_owned);
    let changes: [fn(&mut Vec<PatchNote>); 6] = [
        Vec::clear,
        |notes| notes.truncate(1),
        |notes| drop(notes.remove(0)),
        |notes| notes.iter_mut().for_each(|note| note.sections.clear()),
        |notes| {
            let sections = notes.iter_mut().flat_map(|note| &mut note.sections);
            sections.for_each(|section| section.entries.clear());
        },
        |notes| {
            notes.truncate(1);
            notes[0].date = "2026-07-30".to_owned();
        },
    ];
    for (number, change) in changes.into_iter().enumerate() {
        assert_eq!(after(change).await, (all.to_vec(), false), "change {number}");
    }
}
