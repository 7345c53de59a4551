//! What a page tells a browser beside its text.

use std::sync::LazyLock;

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{
    HeaderName,
    header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE},
};
use sha2::{Digest, Sha256};

use super::{Response, headers::set};
use crate::pages::{HOME_SCRIPT, STYLE};

const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// Whom a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// This API.
    Api,
    /// Players, who are in no search engine because of us.
    Players,
}

/// A page contains its style, and sends its forms to its own host alone.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = hash(STYLE);
    format!(
        "default-src 'none'; style-src {style}; img-src data:; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
});

/// The home page contains its script too, which may connect to its own host.
static SCRIPTED_POLICY: LazyLock<String> = LazyLock::new(|| {
    let script = hash(HOME_SCRIPT);
    format!("{}; script-src {script}; connect-src 'self'", *POLICY)
});

/// How a policy names the only text that it allows.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}

/// Sets the headers of a page.
pub(crate) fn set_headers(response: &mut Response, subject: Subject) {
    set(response, CONTENT_TYPE, "text/html; charset=utf-8");
    let policy = match subject {
        Subject::Api => &SCRIPTED_POLICY,
        Subject::Players => &POLICY,
    };
    set(response, CONTENT_SECURITY_POLICY, policy.as_str());
    if subject == Subject::Players {
        set(response, X_ROBOTS_TAG, "noindex");
    }
}
