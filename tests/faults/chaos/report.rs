//! What was injected, what was survived, and what was found wrong.

use std::collections::BTreeMap;

use axum::{body::Bytes, http::Response};

use crate::support::say;

/// How an environment fared under one fault.
pub(super) struct Tally {
    fault: String,
    /// How often something went wrong.
    pub(super) injected: usize,
    /// Answers meanwhile, by status.
    statuses: BTreeMap<u16, usize>,
    checks: usize,
    violations: Vec<String>,
}

impl Tally {
    pub(super) fn new(fault: impl Into<String>) -> Self {
        Self {
            fault: fault.into(),
            injected: 0,
            statuses: BTreeMap::new(),
            checks: 0,
            violations: Vec::new(),
        }
    }

    pub(super) fn answered(&mut self, answer: &Response<Bytes>) {
        *self.statuses.entry(answer.status().as_u16()).or_default() += 1;
    }

    /// Notes whether something that always holds did.
    pub(super) fn check(&mut self, held: Result<(), String>, of: &str) {
        self.checks += 1;
        self.violations.extend(held.err().map(|violation| format!("{of}: {violation:.300}")));
    }

    /// Says how it was; what was found wrong.
    pub(super) fn close(self) -> Vec<String> {
        let Self { fault, injected, statuses, checks, violations } = self;
        let answers: Vec<_> =
            statuses.iter().map(|(status, count)| format!("{count} × {status}")).collect();
        let passed = checks - violations.len();
        say(&format!(
            "{fault}: injected {injected} times; survived with {}; {passed} of {checks} invariant \
             checks passed",
            answers.join(", ")
        ));
        let mut violations = violations;
        if injected == 0 {
            violations.push("nothing was injected".to_owned());
        }
        violations.into_iter().map(|violation| format!("{fault}: {violation}")).collect()
    }
}
