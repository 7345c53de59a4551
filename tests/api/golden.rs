//! Answers to pages that lie in a folder, compared as JSON. There are two collections:
//!
//! - The project's own: pages in `tests/golden/site`, laid out as Blizzard's URLs, and what must be answered,
//!   a file a request, in `tests/golden/answers`. Drop a page and its answer there, and it is tested.
//!   `RENEW_GOLDEN=1 cargo test -p tests golden` fills in the status and body of every answer: read
//!   the difference before it is committed.
//! - The reference's answers to real pages, where both lie beside the project.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use fake::Site;
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::support::{
    compare::difference,
    fixtures,
    laptop::{run_lambdas, run_local},
    root, say,
    world::{World, client, send},
};

/// What the reference was told; its links start with it.
const API_BASE_URL: &str = "https://overfast-api.tekrop.fr";
const STATIC_BASE_URL: &str = "https://overfast-api.tekrop.fr/static";

/// A request and its answer.
#[derive(Clone, Serialize, Deserialize)]
struct Case {
    path_and_query: String,
    #[serde(default)]
    status: u16,
    #[serde(default)]
    body: Value,
    #[serde(skip)]
    file: Option<PathBuf>,
}

struct Collection {
    name: &'static str,
    site: PathBuf,
    cases: Vec<Case>,
}

#[tokio::test]
async fn the_api_on_this_machine_answers_as_the_golden_files() {
    local(Collection::own()).await;
}

#[tokio::test]
async fn the_lambdas_answer_as_the_golden_files() {
    lambdas(Collection::own()).await;
}

#[tokio::test]
async fn the_api_on_this_machine_answers_as_the_reference() {
    if let Some(reference) = Collection::reference() {
        local(reference).await;
    }
}

#[tokio::test]
async fn the_lambdas_answer_as_the_reference() {
    if let Some(reference) = Collection::reference() {
        lambdas(reference).await;
    }
}

async fn local(collection: Collection) {
    let world = collection.serve().await;
    let (_program, address) = run_local(&[], &variables(&world));
    collection.check("cargo run -p local", &address).await;
}

async fn lambdas(collection: Collection) {
    let world = collection.serve().await;
    let Some((_program, address)) = run_lambdas(&variables(&world)).await else { return };
    collection.check("cargo lambda watch", &address).await;
}

fn variables(world: &World) -> Vec<(&str, &str)> {
    let addresses = [("API_BASE_URL", API_BASE_URL), ("STATIC_BASE_URL", STATIC_BASE_URL)];
    world.variables().into_iter().chain(addresses).collect()
}

impl Collection {
    fn own() -> Self {
        let folder = root().join("tests/golden");
        let files = fs::read_dir(folder.join("answers")).unwrap().map(|file| file.unwrap().path());
        let case = |file: PathBuf| Case { file: Some(file.clone()), ..read(&file) };
        let cases: Vec<Case> = files.map(case).collect();
        assert!(cases.len() > 20, "{} golden files", cases.len());
        Self { name: "golden files", site: folder.join("site"), cases }
    }

    fn reference() -> Option<Self> {
        let Some(fixtures) = fixtures() else {
            say("skipped: no real pages beside the project");
            return None;
        };
        let lines = fs::read_to_string(fixtures.join("golden.jsonl")).unwrap();
        let cases = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        Some(Self { name: "reference", site: fixtures.join("site"), cases })
    }

    async fn serve(&self) -> World {
        World::with(Site::from_folder(&self.site).unwrap()).await
    }

    async fn check(&self, what: &str, address: &str) {
        let client = client();
        // The stored list says which role a hero has.
        assert_eq!(send(client.get(format!("{address}/heroes"))).await.status, 200);
        let failures: Vec<String> = stream::iter(&self.cases)
            .map(|case| {
                let request = client.get(format!("{address}{}", case.path_and_query));
                async move {
                    let reply = send(request).await;
                    let body = serde_json::from_slice(&reply.body).unwrap_or_default();
                    case.check(reply.status, body)
                }
            })
            .buffer_unordered(4)
            .filter_map(std::future::ready)
            .collect()
            .await;
        let total = self.cases.len();
        say(&format!("{}, {what}: {} of {total}", self.name, total - failures.len()));
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }
}

fn read(file: &Path) -> Case {
    serde_json::from_str(&fs::read_to_string(file).unwrap())
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

impl Case {
    /// What is wrong with an answer, if anything is.
    fn check(&self, status: u16, body: Value) -> Option<String> {
        if let Some(file) = &self.file
            && env::var_os("RENEW_GOLDEN").is_some()
        {
            let renewed = Self { status, body, ..self.clone() };
            fs::write(file, serde_json::to_string_pretty(&renewed).unwrap() + "\n").unwrap();
            return None;
        }
        let difference = if status == self.status {
            self.differ(body)?
        } else {
            format!("expected status {}, found {status}", self.status)
        };
        Some(format!("{}: {difference:.1000}", self.path_and_query))
    }

    fn differ(&self, mut actual: Value) -> Option<String> {
        let mut expected = self.body.clone();
        if self.path_and_query.starts_with("/maps") {
            forget_new_maps(&mut actual, &expected);
        }
        for body in [&mut expected, &mut actual] {
            forget_what_is_known(body);
            if self.path_and_query.starts_with("/gamemodes") {
                forget_descriptions(body);
            }
        }
        difference(&expected, &actual)
    }
}

/// Lists of what is known grow: they are not compared.
fn forget_what_is_known(body: &mut Value) {
    const GROWING: [&str; 5] = ["hero", "hero_key", "map", "competitive_division", "order_by"];
    for error in body.get_mut("detail").and_then(Value::as_array_mut).into_iter().flatten() {
        if GROWING.iter().any(|name| error["loc"][1] == *name) {
            error["msg"].take();
            error["ctx"].take();
        }
    }
}

/// Maps are added to the game.
fn forget_new_maps(actual: &mut Value, expected: &Value) {
    let expected = expected.as_array().into_iter().flatten().map(|map| &map["key"]);
    let expected: Vec<&Value> = expected.collect();
    if let Some(maps) = actual.as_array_mut() {
        maps.retain(|map| expected.contains(&&map["key"]));
    }
}

/// Those are our own words.
fn forget_descriptions(body: &mut Value) {
    for gamemode in body.as_array_mut().into_iter().flatten() {
        gamemode["description"].take();
    }
}
