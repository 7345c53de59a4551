//! What people are told of when it is new: heroes, maps and patches.

use std::collections::BTreeMap;

use overwatch::{heroes::HeroEntry, patch_notes::PatchNote, rates::page::Filters};
use storage::{
    Storage,
    notices::{NoticeKind, Receiver},
};

use crate::Error;

/// A key is part of an index, whose rows have a limit.
const LONGEST_KEY: usize = 200;

/// A message of Discord has at most 2000 characters, however they are counted.
const LONGEST_NAME: usize = 500;

/// All of a kind that there are now.
pub(super) struct News {
    kind: NoticeKind,
    /// Names by their keys.
    seen: BTreeMap<String, String>,
}

impl News {
    pub(super) fn of_heroes(heroes: &[HeroEntry]) -> Self {
        let named = heroes.iter().map(|hero| (hero.key.as_str(), hero.name.as_str()));
        Self::new(NoticeKind::Hero, named.map(|(key, name)| (key.to_owned(), name.to_owned())))
    }

    pub(super) fn of_filters(filters: &Filters) -> Self {
        let named = filters.maps.iter().map(|map| (map.key.to_string(), map.name.clone()));
        Self::new(NoticeKind::Map, named)
    }

    /// A day may have more than one.
    pub(super) fn of_patch_notes(notes: &[PatchNote]) -> Self {
        let named = notes.iter().map(|PatchNote { date, title, .. }| {
            (format!("{date} {title}"), format!("{title} ({date})"))
        });
        Self::new(NoticeKind::Patch, named)
    }

    fn new(kind: NoticeKind, named: impl Iterator<Item = (String, String)>) -> Self {
        let short =
            |(key, name): (String, String)| (cut(&key, LONGEST_KEY), cut(&name, LONGEST_NAME));
        Self { kind, seen: named.map(short).collect() }
    }

    /// Notes them; the receivers are to be told what is new.
    pub(super) async fn note(
        &self,
        storage: &dyn Storage,
        receivers: &[Receiver],
    ) -> Result<(), Error> {
        let noted = storage.note_seen(self.kind, &self.seen, receivers).await?;
        if noted.new > 0 {
            let kind = <&str>::from(self.kind);
            tracing::info!(kind, new = noted.new, is_news = noted.is_news, "not seen before");
        }
        Ok(())
    }
}

/// One line of at most so many characters.
fn cut(text: &str, longest: usize) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
