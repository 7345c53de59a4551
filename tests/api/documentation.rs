//! The `OpenAPI` document: each change is seen, and `OverFast`'s clients find the names they know.

use std::{collections::BTreeSet, env, fs};

use functions::endpoints::openapi;
use serde_json::Value;

use crate::support::{fixtures, root, say};

/// Renews `docs/openapi.json` instead of comparing with it.
const RENEW: &str = "RENEW_OPENAPI";

#[test]
fn a_change_of_the_api_is_a_change_of_the_committed_document() {
    let document = serde_json::to_string_pretty(&document()).unwrap() + "\n";
    let path = root().join("docs/openapi.json");
    if env::var_os(RENEW).is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &document).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        document == committed,
        "the API has changed; to see how: {RENEW}=1 cargo test -p tests documentation; git diff docs"
    );
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let schemas = schemas(&document);
    let missing: Vec<_> =
        references(&document).into_iter().filter(|r| !schemas.contains(r)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn clients_find_the_names_they_know() {
    let reference = fixtures().map(|folder| folder.join("../reference/openapi.json"));
    let Some(reference) = reference.filter(|path| path.is_file()) else {
        say("skipped: the reference's OpenAPI document is not at hand");
        return;
    };
    let theirs: Value = serde_json::from_slice(&fs::read(reference).unwrap()).unwrap();
    let ours = document();
    let our_schemas = schemas(&ours);
    for (path, item) in ours["paths"].as_object().unwrap() {
        let Some(their_item) = theirs["paths"].get(path) else { continue };
        let (our, their) = (&item["get"], &their_item["get"]);
        assert_eq!(our["operationId"], their["operationId"], "{path}");
        assert_eq!(our["tags"], their["tags"], "{path}");
        assert_eq!(parameters(our), parameters(their), "{path}");
        let missing: Vec<_> = statuses(their).difference(&statuses(our)).copied().collect();
        assert!(missing.is_empty(), "{path}: {missing:?}");
        let their = reachable(&theirs, their);
        let missing: Vec<_> = their.difference(&our_schemas).collect();
        assert!(missing.is_empty(), "{path}: {missing:?}");
    }
}

#[test]
fn what_says_when_to_come_again_is_documented() {
    let document = document();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (status, response) in item["get"]["responses"].as_object().unwrap() {
            let may_wait = match status.as_str() {
                "404" => response["description"].as_str().unwrap().starts_with("Nobody"),
                status => ["429", "503", "504"].contains(&status),
            };
            let is_told = response["headers"].get("Retry-After").is_some();
            assert_eq!(is_told, may_wait, "{path}: {status}");
        }
    }
    for path in ["/status", "/metrics", "/health"] {
        let responses = &document["paths"][path]["get"]["responses"];
        assert!(responses.get("504").is_none(), "{path} asks nobody");
    }
}

#[test]
fn every_parameter_has_a_value_to_try() {
    let document = document();
    for (path, item) in document["paths"].as_object().unwrap() {
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            let schema = &parameter["schema"];
            let known = [&parameter["example"], &schema["default"]].iter().any(|it| !it.is_null());
            assert!(known || is_to_try(&document, schema), "{path}: {}", parameter["name"]);
        }
    }
}

/// What stands within a schema without a name of its own gets one from each generator, such as
/// `HeroesAdditionalPropertyAdditionalProperty`; and TypeScript's takes an object of which nothing is said for
/// one without members.
#[test]
fn generated_types_have_names() {
    let document = document();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert_parts_are_named(schema, name);
    }
}

#[test]
fn descriptions_are_not_of_our_code() {
    let document = serde_json::to_string_pretty(&document()).unwrap();
    let links: Vec<_> =
        document.lines().filter(|line| line.contains("[`") || line.contains("::")).collect();
    assert!(links.is_empty(), "{links:#?}");
}

/// Whether a schema itself, or the one that it refers to, says a value that it stands for.
fn is_to_try(document: &Value, schema: &Value) -> bool {
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    let named = schema["$ref"].as_str().and_then(|target| document.pointer(&target[1..]));
    !schema["example"].is_null()
        || schema["enum"].is_array()
        || choices.chain(named).any(|schema| is_to_try(document, schema))
}

fn assert_parts_are_named(schema: &Value, place: &str) {
    let is_object = schema["type"] == "object";
    let values = &schema["additionalProperties"];
    assert!(!is_object || schema["properties"].is_object() || values.is_object(), "{place}");
    for list in ["oneOf", "allOf"] {
        for part in schema[list].as_array().into_iter().flatten() {
            assert_parts_are_named(part, place);
        }
    }
    for part in [values, &schema["items"]] {
        assert!(part["type"] != "object" && !part["enum"].is_array(), "{place}: {part}");
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{place}.{name}");
        assert!(!property["properties"].is_object() && !property["enum"].is_array(), "{place}");
        assert_parts_are_named(property, &place);
    }
}

fn document() -> Value {
    serde_json::to_value(openapi()).unwrap()
}

fn schemas(document: &Value) -> BTreeSet<String> {
    document["components"]["schemas"].as_object().unwrap().keys().cloned().collect()
}

/// Name, place, and whether it must be there.
fn parameters(operation: &Value) -> BTreeSet<(&str, &str, bool)> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    parameters
        .map(|p| {
            (
                p["name"].as_str().unwrap(),
                p["in"].as_str().unwrap(),
                p["required"].as_bool().unwrap(),
            )
        })
        .collect()
}

fn statuses(operation: &Value) -> BTreeSet<&str> {
    operation["responses"].as_object().unwrap().keys().map(String::as_str).collect()
}

/// The names of the schemas that `part` of a document refers to, through others too.
fn reachable(document: &Value, part: &Value) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut ahead: Vec<String> = references(part).into_iter().collect();
    while let Some(name) = ahead.pop() {
        if reached.insert(name.clone()) {
            ahead.extend(references(&document["components"]["schemas"][&name]));
        }
    }
    reached
}

/// The names of the schemas that `part` of a document refers to itself.
fn references(part: &Value) -> BTreeSet<String> {
    match part {
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, value)| match value.as_str() {
                Some(target) if key == "$ref" => {
                    BTreeSet::from([target.replace("#/components/schemas/", "")])
                }
                _ => references(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => BTreeSet::new(),
    }
}
