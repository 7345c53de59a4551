//! Paths that try to lead users elsewhere, to an API on this machine.

use functions::endpoints::ENDPOINTS;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::checks;
use crate::support::{say, world::World};

const LURES: [&str; 20] = [
    "\\",
    "%5C",
    "/\\",
    "//",
    "%2F%2F",
    "%2f%5c",
    "@",
    "%40",
    "\t",
    "%09",
    "%09/",
    "%0d%0aLocation:%20https:",
    "?",
    "%3F",
    "%23",
    "/.//",
    "/..//",
    "/%2e%2e//",
    "https:",
    "https:%2F%2F",
];

#[tokio::test]
async fn no_redirect_leaves_the_host() {
    let world = World::new().await;
    let routes = ENDPOINTS.iter().map(|route| (route.path)());
    let more = ["/{anything}", "/static", "/static/{anything}"].map(str::to_owned);
    let (mut sent, mut redirects) = (0, 0);
    for route in routes.chain(more) {
        for lure in LURES {
            let lure = format!("{lure}evil.example");
            let filled: Vec<&str> = route
                .split('/')
                .map(|segment| if segment.starts_with('{') { &lure } else { segment })
                .collect();
            let filled = filled.join("/");
            for path in [
                format!("/{lure}{filled}/"),
                format!("{filled}/"),
                format!("{filled}/{lure}/"),
                format!("{filled}{lure}"),
            ] {
                let location = location(world.url(), &path).await;
                sent += 1;
                redirects += u32::from(location.is_some());
                if let Some(location) = location {
                    checks::location(&path, &location).unwrap();
                }
            }
        }
    }
    say(&format!("{redirects} of {sent} hostile paths are redirected, none to another host"));
    assert!(redirects > sent / 4);
}

/// Where a path leads, sent as it is: a client would tidy it up.
async fn location(address: &str, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: api.example\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).await.unwrap();
    let reply = String::from_utf8_lossy(&reply).into_owned();
    let (head, _) = reply.split_once("\r\n\r\n").unwrap();
    let locations: Vec<&str> =
        head.lines().filter_map(|line| line.strip_prefix("location: ")).collect();
    assert!(locations.len() < 2, "{path}: {locations:?}");
    locations.first().map(|location| (*location).to_owned())
}
