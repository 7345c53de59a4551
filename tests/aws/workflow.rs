//! The workflow that may take on a role in AWS runs only what nobody can change under it.

use std::fs;

use serde_yaml_ng::Value;

use crate::support::root;

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The packages of a requirements file, each with its version.
fn pins(path: &str) -> Vec<String> {
    let text = read(path);
    let lines = text.lines().map(|line| line.trim_end_matches([' ', '\\']));
    lines
        .filter(|line| line.starts_with(|first: char| first.is_alphanumeric()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn it_takes_actions_by_commit_and_packages_by_hash() {
    let workflow: Value = serde_yaml_ng::from_str(&read(".github/workflows/deploy.yml")).unwrap();
    for step in workflow["jobs"]["deploy"]["steps"].as_sequence().unwrap() {
        if let Some(action) = step["uses"].as_str() {
            let (_, commit) = action.split_once('@').unwrap();
            let is_commit = commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit());
            assert!(is_commit, "{action} is what its owner makes of it");
        }
        let script = step["run"].as_str().unwrap_or_default();
        for line in script.lines().filter(|line| line.contains("install") && line.contains("pip")) {
            assert!(line.contains("--require-hashes"), "{line}");
        }
    }
}

/// What deploys is what the template is checked with, and the functions are built and tested with.
#[test]
fn it_deploys_with_what_ci_checks() {
    let ours = [pins(".ci/requirements.txt"), pins(".ci/template-requirements.txt")].concat();
    let locked = pins(".ci/deploy-requirements.txt");
    for pin in pins(".ci/deploy-requirements.in") {
        assert!(ours.contains(&pin), "CI has another {pin}");
        assert!(locked.contains(&pin), "the file with hashes has another {pin}");
    }
}
