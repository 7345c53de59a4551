//! A part of Blizzard's site as files, by URL path.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
};

use fs_err as fs;
use overwatch::BlizzardId;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::pages;

/// A part of Blizzard's site as files, by URL path.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    root: PathBuf,
    /// From BattleTags to Blizzard IDs.
    pub(crate) redirects: HashMap<String, BlizzardId>,
    /// From query strings to answers.
    pub(crate) rates: HashMap<String, Value>,
}

impl Folder {
    pub(crate) fn read(root: &Path) -> io::Result<Self> {
        Ok(Self {
            root: root.to_owned(),
            redirects: json_file(&root.join("redirects.json"))?,
            rates: json_file(&root.join("en-us/rates/data.json"))?,
        })
    }

    pub(crate) fn search(&self, name: &str) -> Option<String> {
        let folder = self.root.join("en-us/search/account-by-name");
        is_plain(name).then(|| fs::read_to_string(folder.join(format!("{name}.json"))).ok())?
    }

    pub(crate) fn page(&self, segments: &[&str]) -> Option<String> {
        fs::read_to_string(self.of(segments).join("index.html")).ok()
    }

    /// The `404.html` nearest above what was asked for.
    pub(crate) fn not_found(&self, segments: &[&str]) -> String {
        self.of(segments)
            .ancestors()
            .take_while(|ancestor| ancestor.starts_with(&self.root))
            .find_map(|ancestor| fs::read_to_string(ancestor.join("404.html")).ok())
            .unwrap_or_else(pages::not_found)
    }

    fn of(&self, segments: &[&str]) -> PathBuf {
        let folder: PathBuf = segments.iter().filter(|segment| is_plain(segment)).collect();
        self.root.join(folder)
    }
}

/// Whether a part of a URL is a file's name that leads nowhere else.
fn is_plain(name: &str) -> bool {
    !matches!(name, "." | "..") && !name.contains('/')
}

fn json_file<T: DeserializeOwned + Default>(path: &Path) -> io::Result<T> {
    if !path.exists() {
        return Ok(T::default());
    }
    Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
}
