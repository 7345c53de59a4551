//! The response to a path or method of no endpoint: a redirect to an image or without surplus slashes, 405
//! for a method that an endpoint does not have, else 404.

use http::{Method, header::CACHE_CONTROL};
use overwatch::path_segment;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::is_path;
use crate::{
    config::Addresses,
    documentation::{Image, MAPS},
    http::{
        Error, Request, Response, error,
        headers::set,
        respond::{finish, preflight},
    },
};

/// The characters of a query that are encoded before it is written into a header.
const QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Responds to a request for `path`, percent-encoded or not, that no endpoint serves.
#[must_use]
pub fn fallback(addresses: &Addresses, request: &Request, path: &str) -> Response {
    let response = outcome(addresses, request, path).unwrap_or_else(Error::into_response);
    finish(&request.method, response)
}

fn outcome(addresses: &Addresses, request: &Request, path: &str) -> Result<Response, Error> {
    let Request { method, query, .. } = request;
    if *method == Method::OPTIONS {
        return Ok(preflight());
    }
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let image = image(addresses, request, &segments);
    if !matches!(*method, Method::GET | Method::HEAD) {
        let is_known = image.is_some() || is_path(&segments);
        return Err(if is_known { Error::UnknownMethod } else { Error::UnknownRoute });
    }
    if let Some(location) = image {
        let mut response = redirect(location, query);
        set(&mut response, CACHE_CONTROL, "public, max-age=86400");
        return Ok(response);
    }
    if path == format!("/{}", segments.join("/")) {
        return Err(Error::UnknownRoute);
    }
    let segments: Vec<_> = segments.into_iter().map(decoded).collect();
    Ok(redirect(encoded(&segments), query))
}

/// Images of maps and game modes
///
/// For clients with these paths built in: they lead to where the images are.
#[utoipa::path(
    get,
    path = "/static/{path}",
    operation_id = "get_image",
    tag = MAPS,
    params((
        "path" = String,
        Path,
        description = "The image's path, slashes included.",
        example = "maps/hanamura.jpg",
    )),
    responses(Image),
)]
pub(super) fn image(addresses: &Addresses, request: &Request, segments: &[&str]) -> Option<String> {
    let ["static", rest @ ..] = segments else { return None };
    // Generated clients encode the slashes in a parameter too.
    let path = decoded(&rest.join("/"));
    let names: Vec<_> = path.split(|byte| *byte == b'/').filter(|name| !name.is_empty()).collect();
    // Dots would lead out of the folder, however they are encoded.
    let leads_up = names.iter().any(|name| matches!(*name, b"." | b".."));
    let is_there = !names.is_empty() && !leads_up && !addresses.has_own_images(request);
    is_there.then(|| format!("{}{}", addresses.static_base_url, encoded(&names)))
}

/// API Gateway has decoded a path, other servers have not.
fn decoded(path: &str) -> Vec<u8> {
    percent_decode_str(path).collect()
}

/// A path of these decoded segments, each with one slash before it: it can lead to no other host.
fn encoded(segments: &[impl AsRef<[u8]>]) -> String {
    if segments.is_empty() {
        return "/".to_owned();
    }
    let mut path = String::new();
    for segment in segments {
        path.push('/');
        path.extend(path_segment(segment.as_ref()));
    }
    path
}

fn redirect(mut location: String, query: &str) -> Response {
    if !query.is_empty() {
        location.push('?');
        location.extend(utf8_percent_encode(query, QUERY));
    }
    error::redirect(location)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use http::{
        HeaderMap, StatusCode,
        header::{ALLOW, CONTENT_LENGTH, LOCATION},
    };

    use super::*;

    fn addresses(static_base_url: &str) -> Addresses {
        Addresses {
            cloudfront_origin_header: None,
            api_base_url: Some("https://api.example".to_owned()),
            static_base_url: static_base_url.to_owned(),
        }
    }

    fn request(method: &Method, path: &str, query: &str) -> Response {
        respond_to(&addresses("https://images.example/a"), method, path, query)
    }

    fn respond_to(addresses: &Addresses, method: &Method, path: &str, query: &str) -> Response {
        let request = Request {
            method: method.clone(),
            path_parameters: HashMap::new(),
            query: query.to_owned(),
            headers: HeaderMap::new(),
            domain_name: None,
            source_ip: None,
        };
        fallback(addresses, &request, path)
    }

    fn location(path: &str, query: &str) -> Option<String> {
        let response = request(&Method::GET, path, query);
        let location = response.headers().get(LOCATION)?;
        assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT);
        Some(location.to_str().unwrap().to_owned())
    }

    #[test]
    fn surplus_slashes_are_removed() {
        for (path, query, expected) in [
            ("/heroes/", "", "/heroes"),
            ("//heroes", "locale=fr-fr&x=%2F", "/heroes?locale=fr-fr&x=%2F"),
            ("/players//a%7Cb///summary/", "", "/players/a%7Cb/summary"),
            ("/players/a|b/", "", "/players/a%7Cb"),
            ("/é/", "q=é\r\n\\", "/%C3%A9?q=%C3%A9%0D%0A%5C"),
            ("/%FF%/", "", "/%FF%25"),
            ("//", "", "/"),
        ] {
            assert_eq!(location(path, query).as_deref(), Some(expected), "{path}");
        }
        assert_eq!(request(&Method::GET, "/heroes/", "").headers()[CACHE_CONTROL], "no-store");
    }

    #[test]
    fn no_path_leads_to_another_host() {
        for (path, expected) in [
            ("//evil.example/", "/evil.example"),
            ("/%5Cevil.example/", "/%5Cevil.example"),
            ("/\\evil.example/", "/%5Cevil.example"),
            ("/\t/evil.example/", "/%09/evil.example"),
            ("/%09/evil.example/", "/%09/evil.example"),
            ("/%2F%2Fevil.example/", "/%2F%2Fevil.example"),
            ("/a@evil.example:80/", "/a%40evil.example%3A80"),
            ("/https:/evil.example/", "/https%3A/evil.example"),
            ("/a b\r\nx: y/", "/a%20b%0D%0Ax%3A%20y"),
            ("/a?b#c/", "/a%3Fb%23c"),
        ] {
            assert_eq!(location(path, "").as_deref(), Some(expected), "{path:?}");
        }
    }

    #[test]
    fn static_leads_to_the_images() {
        for (path, expected) in [
            ("/static/maps/ilios.jpg", "https://images.example/a/maps/ilios.jpg"),
            ("//static//maps/é b.jpg/", "https://images.example/a/maps/%C3%A9%20b.jpg"),
            ("/static/@evil.example", "https://images.example/a/%40evil.example"),
            ("/static/\\..\\x", "https://images.example/a/%5C..%5Cx"),
            ("/static/maps%2Filios.jpg", "https://images.example/a/maps/ilios.jpg"),
            ("/static/%252e%252e%252fx", "https://images.example/a/%252e%252e%252fx"),
        ] {
            assert_eq!(location(path, "").as_deref(), Some(expected), "{path}");
        }
        assert_eq!(
            location("/static/a.jpg", "v=1").as_deref(),
            Some("https://images.example/a/a.jpg?v=1")
        );
        let response = request(&Method::GET, "/static/a.jpg", "");
        assert_eq!(response.headers()[CACHE_CONTROL], "public, max-age=86400");
        assert_eq!(location("/static/", "").as_deref(), Some("/static"));
        for path in [
            "/static",
            "/static/..",
            "/static/a/%2E%2e",
            "/static/%2e%2e%2fx",
            "/static/a%2F..%2Fb",
            "/static/./a",
            "/statics/a",
        ] {
            assert_eq!(location(path, ""), None, "{path}");
        }
        let own = addresses("https://api.example/static");
        let response = respond_to(&own, &Method::GET, "/static/a.jpg", "");
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn another_method_is_refused_where_a_path_is_known() {
        for path in [
            "/",
            "/heroes",
            "/heroes/",
            "/heroes/ana",
            "/players/a%7Cb",
            "//players/TeKrop-2217/stats/career/",
            "/static/a.jpg",
        ] {
            let response = request(&Method::POST, path, "");
            assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
            assert_eq!(response.headers()[ALLOW], "GET, HEAD, OPTIONS");
            assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
        }
        for path in ["/nothing", "/heroes/ana/b", "/players/a/b", "/static"] {
            assert_eq!(request(&Method::POST, path, "").status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn other_paths_are_not_found() {
        assert_eq!(location("/nothing", ""), None);
        assert_eq!(request(&Method::GET, "/nothing", "").status(), StatusCode::NOT_FOUND);
        assert_eq!(request(&Method::OPTIONS, "/nothing", "").status(), StatusCode::NO_CONTENT);
        let head = request(&Method::HEAD, "/nothing", "");
        assert_eq!((head.status(), head.body().len()), (StatusCode::NOT_FOUND, 0));
        assert_eq!(head.headers()[CONTENT_LENGTH], "21");
    }
}
