//! What each parser makes of the seeds, beside its version: output that is stored changes with the
//! version and not without it, or nobody reads the stored pages again.
//!
//! After raising a `DATA_VERSION`: `RENEW_FINGERPRINTS=1 cargo test -p overwatch --test fingerprints`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by failing")]

use std::{collections::BTreeMap, env, fs, path::Path};

use overwatch::{career, hero_page, heroes, patch_notes, rates, roles, search};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

const CAREER: &str = include_str!("../seeds/career.html");
/// Holds a hero's page and the roles, too.
const HEROES: &str = include_str!("../seeds/heroes.html");
const PATCH_NOTES: &str = include_str!("../seeds/patch_notes.html");
const RATES_PAGE: &str = include_str!("../seeds/rates_page.html");
const SEARCH: &str = include_str!("../seeds/search.json");

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Fingerprint {
    data_version: i16,
    output: String,
}

fn fingerprints() -> BTreeMap<String, Fingerprint> {
    let entries = search::parse(SEARCH).unwrap();
    let career = career::parse(CAREER).unwrap().with_search_entry(entries.first());
    let list = heroes::parse(HEROES).unwrap();
    let hero = hero_page::parse(HEROES).unwrap().completed(&"ana".parse().unwrap(), &list);
    let roles = roles::parse(HEROES).unwrap();
    let names = list.iter().map(|hero| (hero.name.as_str(), hero.key.clone()));
    let notes = patch_notes::with_heroes(patch_notes::parse(PATCH_NOTES).unwrap(), names);
    let filters = rates::page::parse(RATES_PAGE).unwrap();
    [
        ("career", career::DATA_VERSION, json(&career)),
        ("hero_page", hero_page::DATA_VERSION, json(&hero)),
        ("heroes", heroes::DATA_VERSION, json(&list)),
        ("patch_notes", patch_notes::DATA_VERSION, json(&notes)),
        ("rates_page", rates::page::DATA_VERSION, json(&filters)),
        ("roles", roles::DATA_VERSION, json(&roles)),
    ]
    .map(|(parser, data_version, output)| {
        let output = format!("{:016x}", xxh3_64(output.as_bytes()));
        (parser.to_owned(), Fingerprint { data_version, output })
    })
    .into()
}

/// As it is stored. Not through a `Value`, which orders keys by whatever another crate asks of it.
fn json(output: &impl Serialize) -> String {
    serde_json::to_string(output).unwrap()
}

#[test]
fn a_parsers_output_changes_with_its_version_and_not_without() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/fingerprints.json");
    let committed: BTreeMap<String, Fingerprint> =
        serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let found = fingerprints();
    for (parser, found) in &found {
        let Some(committed) = committed.get(parser) else { continue };
        let has_moved = committed.data_version != found.data_version;
        let reads_differently = committed.output != found.output;
        assert!(
            has_moved || !reads_differently,
            "{parser} reads its seed differently: raise its DATA_VERSION, then renew the fingerprints"
        );
        assert!(
            reads_differently || !has_moved,
            "{parser} has a new DATA_VERSION and reads its seed as before: \
             let the seed show what has changed, or take the version back"
        );
    }
    if env::var_os("RENEW_FINGERPRINTS").is_some() {
        fs::write(&path, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
    } else {
        assert_eq!(committed, found, "renew the fingerprints: RENEW_FINGERPRINTS=1");
    }
}
