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

/// The headers of a page. Functions without pages link none of what makes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageHeaders {
    policy: &'static str,
    robots: Option<&'static str>,
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

impl PageHeaders {
    /// Those of a page about this API.
    pub(crate) fn of_api() -> Self {
        Self { policy: &SCRIPTED_POLICY, robots: None }
    }

    /// Those of a page about players, who are in no search engine because of us.
    pub(crate) fn of_players() -> Self {
        Self { policy: &POLICY, robots: Some("noindex") }
    }

    /// Sets them.
    pub(crate) fn set(self, response: &mut Response) {
        set(response, CONTENT_TYPE, "text/html; charset=utf-8");
        set(response, CONTENT_SECURITY_POLICY, self.policy);
        if let Some(robots) = self.robots {
            set(response, X_ROBOTS_TAG, robots);
        }
    }
}
