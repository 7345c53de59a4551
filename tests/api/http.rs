//! Caching headers, encodings, methods, errors.

use std::io::Read;

use fake::Fault;
use reqwest::Method;
use serde_json::json;

use crate::support::world::{PLAYER, Reply, World, send};

async fn career(world: &World, name: &str, value: &str) -> Reply {
    send(world.request(&format!("/players/{PLAYER}")).header(name, value)).await
}

#[tokio::test]
async fn each_encoding_says_the_same() {
    let world = World::new().await;
    let plain = world.get(&format!("/players/{PLAYER}")).await;
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(plain.header("vary"), "Accept-Encoding");
    assert_eq!(plain.header("content-type"), "application/json");

    let any = career(&world, "accept-encoding", "zstd, br, gzip").await;
    assert_eq!(any.header("content-encoding"), "gzip", "as it is stored");
    let zstd = career(&world, "accept-encoding", "zstd, gzip;q=0.5").await;
    assert_eq!(zstd.header("content-encoding"), "zstd");
    assert_eq!(zstd::decode_all(zstd.body.as_slice()).unwrap(), plain.body);
    let gzip = career(&world, "accept-encoding", "gzip").await;
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let mut body = Vec::new();
    flate2::read::GzDecoder::new(gzip.body.as_slice()).read_to_end(&mut body).unwrap();
    assert_eq!(body, plain.body);
    let any = career(&world, "accept-encoding", "*").await;
    assert_eq!((any.header("content-encoding"), &any.body), ("", &plain.body));
    let br = career(&world, "accept-encoding", "br").await;
    assert_eq!(br.header("content-encoding"), "br");
    assert!(br.body.len() < plain.body.len());

    let tags = [plain.header("etag"), zstd.header("etag"), gzip.header("etag"), br.header("etag")];
    for (index, tag) in tags.iter().enumerate() {
        assert!(tag.starts_with('"') && tag.ends_with('"'), "strong: {tag}");
        assert!(!tags[..index].contains(tag), "a tag belongs to one encoding");
    }
}

#[tokio::test]
async fn what_a_client_has_is_not_sent_again() {
    let world = World::new().await;
    let first = world.get(&format!("/players/{PLAYER}")).await;
    let compressed = career(&world, "accept-encoding", "gzip").await;
    let both = format!("\"other\", W/{}", first.header("etag"));
    let (plain, gzip) = (first.header("etag"), compressed.header("etag"));
    for (held, tag) in [(plain, plain), (gzip, gzip), (&both, plain), ("*", plain)] {
        let reply = career(&world, "if-none-match", held).await;
        assert_eq!((reply.status, reply.body.len()), (304, 0), "{held}");
        assert_eq!(reply.header("etag"), tag, "the tag that matched");
        for header in ["cache-control", "age", "vary", "last-modified", "x-cache-ttl"] {
            assert_eq!(reply.header(header), first.header(header), "{header}");
        }
        assert_eq!(reply.header("access-control-allow-origin"), "*");
    }
    let unknown = format!("{}-lzma\"", plain.trim_end_matches('"'));
    for other in ["\"other\"", unknown.as_str(), ""] {
        assert_eq!(career(&world, "if-none-match", other).await.status, 200, "{other}");
    }
}

#[tokio::test]
async fn a_small_body_keeps_its_tag_whatever_the_client_could_unpack() {
    let world = World::new().await;
    let ask = async |method: Method, held: &str| {
        let request = reqwest_method(&world, method, "/health");
        let request = request.header("accept-encoding", "gzip, br, zstd");
        send(request.header("if-none-match", held)).await
    };
    let first = ask(Method::GET, "\"other\"").await;
    assert_eq!((first.status, first.header("content-encoding")), (200, ""));
    for held in [first.header("etag"), "*"] {
        for method in [Method::GET, Method::HEAD] {
            let reply = ask(method, held).await;
            assert_eq!((reply.status, reply.header("etag")), (304, first.header("etag")));
            assert!(!reply.headers.contains_key("content-length"), "that of another body");
        }
    }
}

#[tokio::test]
async fn head_is_get_without_the_body_and_options_answers_alone() {
    let world = World::new().await;
    let path = format!("/players/{PLAYER}/summary");
    let get = world.get(&path).await;
    let method = async |method: Method| send(reqwest_method(&world, method, &path)).await;
    let head = method(Method::HEAD).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
    assert_eq!(head.header("etag"), get.header("etag"));

    world.fake.clear_requests();
    let options = send(reqwest_method(&world, Method::OPTIONS, "/players/Nobody-1")).await;
    assert_eq!(options.status, 204);
    assert_eq!(options.header("access-control-allow-methods"), "GET, HEAD, OPTIONS");
    assert_eq!(options.header("access-control-allow-headers"), "*");
    assert_eq!(world.fake.requests(), Vec::<String>::new());

    let post = method(Method::POST).await;
    assert_eq!((post.status, post.header("allow")), (405, "GET, HEAD, OPTIONS"));
}

#[tokio::test]
async fn every_answer_says_that_its_type_is_its_type_and_no_failure_is_kept() {
    let world = World::new().await;
    let mut statuses = Vec::new();
    for (method, path) in [
        (Method::GET, "/maps"),
        (Method::GET, "/docs"),
        (Method::OPTIONS, "/maps"),
        (Method::GET, "/maps/"),
        (
            Method::GET,
            "/heroes/stats?platform=pc&gamemode=quickplay&region=europe&order_by=banrate:asc",
        ),
        (Method::GET, "/players/Nobody-1"),
        (Method::HEAD, "/nothing"),
        (Method::POST, "/maps/"),
        (Method::GET, "/maps?gamemode=chess"),
    ] {
        let reply = send(reqwest_method(&world, method, path)).await;
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{path}");
        let exposed = reply.header("access-control-expose-headers");
        assert!(exposed.contains("Retry-After") && exposed.contains("ETag"), "{path}: {exposed}");
        let cached = match reply.status {
            200 => reply.header("cache-control").starts_with("public, max-age="),
            204 => reply.header("cache-control").is_empty(),
            _ => reply.header("cache-control") == "no-store",
        };
        assert!(cached, "{path}: {:?}", reply.headers);
        statuses.push(reply.status);
    }
    world.fake.set_fault(Some(Fault::Status(500)));
    let failed = world.get("/players/Basalt-1013").await;
    assert_eq!((failed.status, failed.header("cache-control")), (504, "no-store"));
    world.fake.set_fault(Some(Fault::Status(403)));
    let refused = world.get("/players/Basalt-1013").await;
    assert_eq!((refused.status, refused.header("cache-control")), (503, "no-store"));
    assert_eq!(statuses, [200, 200, 204, 307, 400, 404, 404, 405, 422]);
}

#[tokio::test]
async fn images_are_elsewhere() {
    let world = World::new().await;
    let maps = world.get("/maps").await.json();
    for map in maps.as_array().unwrap() {
        let image = map["screenshot"].as_str().unwrap();
        let path = image.strip_prefix("https://static.example").unwrap();
        let reply = world.get(&format!("/static{path}")).await;
        assert_eq!((reply.status, reply.header("location")), (307, image), "{path}");
        assert_eq!(reply.header("cache-control"), "public, max-age=86400");
    }
    assert_eq!(world.get("/static").await.status, 404);
}

#[tokio::test]
async fn an_unknown_route_is_told_in_json() {
    let world = World::new().await;
    for path in ["/nothing", "/players/a/b", "/players/a/stats/nothing"] {
        let reply = world.get(path).await;
        assert_eq!((reply.status, reply.json()), (404, json!({"error": "Not Found"})), "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        assert_eq!(reply.header("content-type"), "application/json");
    }
}

#[tokio::test]
async fn a_slash_too_many_is_redirected_with_the_query() {
    let world = World::new().await;
    for path in ["/heroes/?role=tank", "//heroes?role=tank"] {
        let reply = world.get(path).await;
        assert_eq!((reply.status, reply.header("location")), (307, "/heroes?role=tank"), "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), "*");
    }
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn the_time_is_blizzards() {
    let world = World::new().await;
    world.fake.with_site(|site| {
        site.player_mut(PLAYER).unwrap().career.summary.last_updated_at = Some(784_111_777);
    });
    let reply = world.get(&format!("/players/{PLAYER}")).await;
    assert_eq!(reply.header("last-modified"), "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_eq!(reply.header("x-cache-ttl"), "3600");
    assert_eq!(reply.header("cache-control"), "public, max-age=3600");
}

#[tokio::test]
async fn an_invalid_parameter_echoes_ascii_and_asks_nobody() {
    let world = World::new().await;
    let reply = world.get(&format!("/players/{PLAYER}/stats?gamemode=%C3%A9&platform=")).await;
    assert_eq!(reply.status, 422);
    assert!(reply.body.is_ascii());
    let platform = "'console' or 'pc'";
    let gamemode = "'quickplay' or 'competitive'";
    let expected = json!({"detail": [
        {"type": "enum", "loc": ["query", "gamemode"], "msg": format!("Input should be {gamemode}"),
            "input": "é", "ctx": {"expected": gamemode}},
        {"type": "enum", "loc": ["query", "platform"], "msg": format!("Input should be {platform}"),
            "input": "", "ctx": {"expected": platform}},
    ]});
    assert_eq!(reply.json(), expected);
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

fn reqwest_method(world: &World, method: Method, path: &str) -> reqwest::RequestBuilder {
    crate::support::world::client().request(method, format!("{}{path}", world.url()))
}
