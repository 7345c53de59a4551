//! The table against the `OpenAPI` document. `.ci/run` holds binaries and cargo-lambda's routes to it.

use std::{collections::BTreeSet, fs};

use functions::endpoints::ENDPOINTS;

use crate::support::root;

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
