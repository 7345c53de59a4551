//! What is answered where no endpoint is: a redirect for a slash too many, else 404.

use http::{Method, StatusCode, header::LOCATION};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{
    Error, Response,
    answer::set,
    respond::{finish, preflight},
};

/// What a path must not hold when it is written into a header or a URL.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// Answers a request for `path`, percent-encoded or not, that no endpoint serves.
#[must_use]
pub fn fallback(method: &Method, path: &str, query: &str) -> Response {
    if *method == Method::OPTIONS {
        return finish(Ok(preflight()));
    }
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let plain = format!("/{}", segments.join("/"));
    if plain == path || !matches!(*method, Method::GET | Method::HEAD) {
        return finish(Err(Error::UnknownRoute));
    }
    // One slash at the start, so that it can lead to no other host.
    let mut location = utf8_percent_encode(&plain, PATH).to_string();
    if !query.is_empty() {
        location.push('?');
        location.push_str(query);
    }
    let mut response = Response::default();
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    set(&mut response, LOCATION, location);
    finish(Ok(response))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(path: &str, query: &str) -> Option<String> {
        let response = fallback(&Method::GET, path, query);
        let location = response.headers().get(LOCATION)?;
        assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT);
        Some(location.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_slash_too_many_is_taken_away() {
        for (path, query, expected) in [
            ("/heroes/", "", "/heroes"),
            ("//heroes", "locale=fr-fr&x=%2F", "/heroes?locale=fr-fr&x=%2F"),
            ("/players//a%7Cb///summary/", "", "/players/a%7Cb/summary"),
            ("//evil.example/", "", "/evil.example"),
            ("/a b\r\nx: y/", "", "/a%20b%0D%0Ax:%20y"),
            ("/é/", "", "/%C3%A9"),
            ("//", "", "/"),
        ] {
            assert_eq!(location(path, query).as_deref(), Some(expected), "{path}");
        }
    }

    #[test]
    fn elsewhere_is_nothing() {
        assert_eq!(location("/nothing", ""), None);
        assert_eq!(fallback(&Method::GET, "/nothing", "").status(), StatusCode::NOT_FOUND);
        assert_eq!(fallback(&Method::POST, "/heroes/", "").status(), StatusCode::NOT_FOUND);
        assert_eq!(fallback(&Method::OPTIONS, "/nothing", "").status(), StatusCode::NO_CONTENT);
    }
}
