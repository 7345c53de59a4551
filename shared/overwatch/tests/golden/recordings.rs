//! The recordings, and how answers are compared with them.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    str::FromStr,
};

use serde_json::{Map, Value};

/// The recorded answers, and the site that they were read from.
pub(crate) struct Recordings {
    pub(crate) site: PathBuf,
    recordings: Vec<Recording>,
}

#[derive(serde::Deserialize)]
struct Recording {
    path_and_query: String,
    status: u16,
    body: Value,
}

/// A recorded request.
pub(crate) struct Request<'a> {
    pub(crate) path: &'a str,
    query: HashMap<&'a str, &'a str>,
}

impl<'a> Request<'a> {
    /// Of a repeated parameter the last value counts.
    fn of(path_and_query: &'a str) -> Self {
        let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        let query = query.split('&').filter_map(|parameter| parameter.split_once('=')).collect();
        Self { path, query }
    }

    pub(crate) fn value(&self, name: &str) -> Option<&'a str> {
        self.query.get(name).copied()
    }

    /// A parameter. Not every endpoint has it, and one that has not ignores it whatever it is.
    pub(crate) fn parsed<T: FromStr>(&self, name: &str) -> Option<T> {
        self.value(name)?.parse().ok()
    }
}

impl Recordings {
    /// `None` when there are none here.
    pub(crate) fn find() -> Option<Self> {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures");
        let Ok(lines) = fs::read_to_string(fixtures.join("golden.jsonl")) else {
            println!("skipped: there are no recordings");
            return None;
        };
        let recordings = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        Some(Self { site: fixtures.join("site"), recordings })
    }

    /// Drops a member of the listed objects, in every answer.
    pub(crate) fn forget(&mut self, member: &str) {
        let bodies = self.recordings.iter_mut().filter_map(|one| one.body.as_array_mut());
        for object in bodies.flatten().filter_map(Value::as_object_mut) {
            object.remove(member);
        }
    }

    /// Compares the answers that were no errors, for the requests that match.
    pub(crate) fn compare(
        &self,
        matches: impl Fn(&str) -> bool,
        answer: impl Fn(&Request) -> Value,
    ) {
        let (mut right, mut wrong) = (0, Vec::new());
        for recording in self.recordings.iter().filter(|recording| recording.status == 200) {
            let request = Request::of(&recording.path_and_query);
            if !matches(request.path) {
                continue;
            }
            if equal(&recording.body, &answer(&request), "$") {
                right += 1;
            } else {
                wrong.push(&recording.path_and_query);
            }
        }
        println!("{right} of {}", right + wrong.len());
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

/// Whether an answer is the expected one. Null and absent are the same, and so are 57 and 57.0.
fn equal(expected: &Value, actual: &Value, place: &str) -> bool {
    let equal = match (expected, actual) {
        (Value::Object(a), Value::Object(b)) => {
            return a.keys().chain(b.keys()).all(|key| {
                let member = |object: &Map<_, _>| object.get(key).cloned().unwrap_or_default();
                equal(&member(a), &member(b), &format!("{place}.{key}"))
            });
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            return (0..a.len()).all(|i| equal(&a[i], &b[i], &format!("{place}[{i}]")));
        }
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        _ => expected == actual,
    };
    if !equal {
        println!("{place}: {expected:.200} expected, {actual:.200} found");
    }
    equal
}
