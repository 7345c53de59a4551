//! Patch notes.

use std::{collections::BTreeSet, time::Duration};

use blizzard::Page;
use overwatch::{
    Locale,
    patch_notes::{self, PatchNote},
};
use storage::data::{Category, DataTable};

use super::{
    Heroes, Key,
    data::{DataResource, lost_much},
};
use crate::{Error, cache::Cache, freshness};

/// The patch notes that Blizzard shows now, in one language.
pub struct PatchNotes(pub Locale);

impl DataResource for PatchNotes {
    type Content = Vec<PatchNote>;

    const PAGE: Page = Page::PatchNotes;
    const TABLE: DataTable = DataTable::StaticData(Category::PatchNotes, patch_notes::DATA_VERSION);
    const STALE_AFTER: Duration = freshness::PATCH_NOTES;

    fn key(&self) -> Key {
        Key::PatchNotes(self.0)
    }

    fn named(key: &Key) -> Option<Self> {
        if let Key::PatchNotes(locale) = key { Some(Self(*locale)) } else { None }
    }

    async fn fetch(&self, cache: &Cache) -> Result<Self::Content, Error> {
        let notes = cache
            .read(Self::PAGE, |blizzard| blizzard.patch_notes(self.0), patch_notes::parse)
            .await?;
        // Boxed, for the list comes the same way.
        let heroes = Box::pin(cache.get(&Heroes(self.0))).await?.value.into_content()?;
        let names = heroes.iter().map(|hero| (hero.name.as_str(), hero.key.clone()));
        Ok(patch_notes::with_heroes(notes, names))
    }

    /// The page shows a month, so that with a new one all notes of before are gone. A page is doubtful where it
    /// ends before the newest note, or lost much of the months that it shows.
    fn is_doubtful(fetched: &Self::Content, stored: &Self::Content) -> bool {
        let months: BTreeSet<&str> = fetched.iter().map(month).collect();
        let stored_there = stored.iter().filter(|note| months.contains(month(note)));
        newest(fetched) < newest(stored) || lost_much(size(fetched), size(stored_there))
    }
}

/// The day of the newest note.
fn newest(notes: &[PatchNote]) -> Option<&str> {
    notes.iter().map(|note| note.date.as_str()).max()
}

/// `2026-08` of `2026-08-14`.
fn month(note: &PatchNote) -> &str {
    note.date.rsplit_once('-').map_or(&note.date, |(month, _)| month)
}

/// How many notes, sections and entries there are.
fn size<'a>(notes: impl IntoIterator<Item = &'a PatchNote>) -> usize {
    let sections = |note: &PatchNote| {
        note.sections.iter().map(|section| 1 + section.entries.len()).sum::<usize>()
    };
    notes.into_iter().map(|note| 1 + sections(note)).sum()
}
