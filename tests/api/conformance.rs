//! The answers against our own OpenAPI document: schemathesis makes requests up, valid and invalid.

use tokio::process::Command;

use crate::support::{root, runs, say, skip, world::World};

/// For each operation and phase; together more than 5,000 cases.
const MAX_EXAMPLES: &str = "520";

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_schema_conformance,response_headers_conformance";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_is_as_documented() {
    if !runs("schemathesis", &["--version"]) {
        skip("schemathesis", "pip install schemathesis");
        return;
    }
    let world = World::new().await;
    let output = Command::new("schemathesis")
        .args(["--config-file", "tests/api/schemathesis.toml", "run"])
        .arg(format!("{}/openapi.json", world.url()))
        .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", MAX_EXAMPLES, "--generation-deterministic", "--no-color"])
        .current_dir(root())
        .output()
        .await
        .unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    let cases = report.lines().find(|line| line.contains(" generated, ")).unwrap_or_default();
    say(&format!("schemathesis: {}", cases.trim()));
    assert!(output.status.success(), "{report}");
    let generated: u32 = cases.split_whitespace().next().unwrap().parse().unwrap();
    assert!(generated >= 5_000, "{cases}");
}
