//! Headers of responses.

use http::{HeaderName, HeaderValue};

use super::Response;

/// Sets a header; all our values are visible ASCII.
pub(crate) fn set(response: &mut Response, name: HeaderName, value: impl AsRef<str>) {
    if let Ok(value) = HeaderValue::from_str(value.as_ref()) {
        response.headers_mut().insert(name, value);
    }
}
