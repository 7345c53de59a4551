//! The table against binaries, cargo-lambda's routes and the `OpenAPI` document.

use std::{collections::BTreeSet, fs};

use functions::{endpoints::ENDPOINTS, events::EVENTS};

use crate::support::root;

const METHODS: [&str; 3] = ["GET", "HEAD", "OPTIONS"];

#[test]
fn every_line_of_the_table_has_its_binary_and_every_binary_its_line() {
    let binaries: BTreeSet<String> = fs::read_dir(root().join("functions/src/bin"))
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let endpoints = ENDPOINTS.iter().map(|route| route.name);
    let table = endpoints.chain(EVENTS.iter().copied()).chain(["fallback"]);
    let table: BTreeSet<String> = table.map(str::to_owned).collect();
    assert_eq!(table, binaries, "left: the tables; right: functions/src/bin");
}

#[test]
fn cargo_lambda_watch_serves_the_table() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap();
    let router = manifest["workspace"]["metadata"]["lambda"]["watch"]["router"].as_table().unwrap();
    let served: BTreeSet<String> = router
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_array().unwrap().iter().map(move |route| (path, route))
        })
        .map(|(path, route)| {
            line(path, route["method"].as_str().unwrap(), route["function"].as_str().unwrap())
        })
        .collect();
    let table: BTreeSet<String> = ENDPOINTS
        .iter()
        .flat_map(|route| METHODS.map(|method| line(&(route.path)(), method, route.name)))
        .collect();
    let missing: Vec<_> = table.difference(&served).collect();
    let surplus: Vec<_> = served.difference(&table).collect();
    assert!(missing.is_empty(), "missing in Cargo.toml: {missing:#?}");
    assert!(surplus.is_empty(), "in Cargo.toml, but not in the table: {surplus:#?}");
}

#[test]
fn the_openapi_document_describes_the_table() {
    let document = fs::read_to_string(root().join("docs/openapi.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let described: BTreeSet<String> =
        document["paths"].as_object().unwrap().keys().cloned().collect();
    let table = ENDPOINTS.iter().map(|route| (route.path)());
    // The fallback's own.
    let table: BTreeSet<String> = table.chain(["/static/{path}".to_owned()]).collect();
    assert_eq!(table, described, "left: the table; right: docs/openapi.json");
}

fn line(path: &str, method: &str, function: &str) -> String {
    format!("{path:?}: method = {method:?}, function = {function:?}")
}
