//! A compiled Lambda, alone, behind the emulator of Lambda's runtime API.

use emulator::{Function, FunctionError, answer};
use functions::endpoints::ENDPOINTS;
use http::Request;
use serde_json::{Value, json};

use crate::support::functions::binary;

/// Nobody listens there; it is connected to when first needed.
const NO_DATABASE: [(&str, &str); 2] =
    [("DATABASE_URL", "postgres://a:b@127.0.0.1:9/c"), ("RUST_LOG", "off")];

#[tokio::test]
async fn a_process_answers_one_request_after_the_other() {
    let mut function = Function::start(&binary("list-gamemodes").await, NO_DATABASE).await.unwrap();
    let plain = Request::get("/gamemodes").body(()).unwrap();
    let first = function.request(&plain).await.unwrap();
    assert_eq!(first.status(), 200);
    assert_eq!(first.headers()["content-type"], "application/json");
    let gamemodes: serde_json::Value = serde_json::from_slice(first.body()).unwrap();
    assert_eq!(gamemodes[0]["key"], "assault");

    let zstd = Request::get("/gamemodes").header("accept-encoding", "zstd");
    let second = function.request(&zstd.body(()).unwrap()).await.unwrap();
    assert_eq!(*first.body(), zstd::decode_all(&second.body()[..]).unwrap());
}

#[tokio::test]
async fn what_is_invalid_is_said_without_storage() {
    let mut function = Function::start(&binary("list-maps").await, NO_DATABASE).await.unwrap();
    let invalid = Request::get("/maps?gamemode=chess").body(()).unwrap();
    assert_eq!(function.request(&invalid).await.unwrap().status(), 422);
}

#[tokio::test]
async fn images_are_overfasts_unless_told_otherwise() {
    let image = "https://overfast-api.tekrop.fr/static/gamemodes/assault.avif";
    let mut list = Function::start(&binary("list-gamemodes").await, NO_DATABASE).await.unwrap();
    let request = Request::get("/gamemodes").body(()).unwrap();
    let reply = list.request(&request).await.unwrap();
    let listed: Value = serde_json::from_slice(reply.body()).unwrap();
    assert_eq!(listed[0]["screenshot"], image);

    let request = Request::get("/static/gamemodes/assault.avif").body(()).unwrap();
    let api = ("API_BASE_URL", "https://api.example");
    for (told, location) in [
        ("", Some(image)),
        ("https://images.example/a/", Some("https://images.example/a/gamemodes/assault.avif")),
        ("https://api.example/static", None),
    ] {
        let variables = [api, ("STATIC_BASE_URL", told), ("RUST_LOG", "off")];
        let mut fallback = Function::start(&binary("fallback").await, variables).await.unwrap();
        let reply = fallback.request(&request).await.unwrap();
        let found = reply.headers().get("location").map(|location| location.to_str().unwrap());
        assert_eq!(found, location, "{told}");
        assert_eq!(reply.status(), if location.is_some() { 307 } else { 404 });
    }
}

/// Whether the function takes `folder` for `/static` of the API itself: it cannot redirect to that, and says 404.
async fn is_its_own_static(told: Option<(&str, &str)>, domain_name: Value, folder: &str) -> bool {
    let variables = [("STATIC_BASE_URL", folder), ("RUST_LOG", "off")].into_iter().chain(told);
    let mut fallback = Function::start(&binary("fallback").await, variables).await.unwrap();
    let event = json!({
        "rawPath": "/static/a.jpg",
        "headers": {"host": "evil.example"},
        "requestContext": {
            "domainName": domain_name,
            "http": {"method": "GET", "path": "/static/a.jpg"},
        },
    });
    let result = fallback.invoke(event.to_string()).await.unwrap();
    answer(&result).unwrap().status() == 404
}

#[tokio::test]
async fn the_apis_address_is_the_one_it_was_told_or_the_gateways_word() {
    const TOLD: Option<(&str, &str)> = Some(("API_BASE_URL", "https://api.example/"));
    let gateway = || json!("abc.execute-api.us-east-1.amazonaws.com");
    for (told, domain_name, own, others) in [
        (
            None,
            gateway(),
            "https://abc.execute-api.us-east-1.amazonaws.com",
            "https://evil.example",
        ),
        (TOLD, gateway(), "https://api.example", "https://abc.execute-api.us-east-1.amazonaws.com"),
        (None, Value::Null, "http://localhost:9000", "https://evil.example"),
    ] {
        assert!(is_its_own_static(told, domain_name.clone(), &format!("{own}/static")).await);
        assert!(!is_its_own_static(told, domain_name, &format!("{others}/static")).await);
    }
}

#[tokio::test]
async fn another_method_is_refused_by_the_fallback() {
    let mut fallback = Function::start(&binary("fallback").await, NO_DATABASE).await.unwrap();
    let mut ask = async |method: &str, path: &str| {
        let request = Request::builder().method(method).uri(path).body(()).unwrap();
        fallback.request(&request).await.unwrap()
    };
    for route in ENDPOINTS {
        let path = (route.path)().replace('{', "a").replace('}', "b");
        for path in [path.clone(), format!("{path}/")] {
            let reply = ask("POST", &path).await;
            assert_eq!((reply.status().as_u16(), path.as_str()), (405, path.as_str()));
            assert_eq!(reply.headers()["allow"], "GET, HEAD, OPTIONS");
        }
    }
    assert_eq!(ask("POST", "/nothing").await.status(), 404);
    assert_eq!(ask("OPTIONS", "/heroes").await.status(), 204);
}

#[tokio::test]
async fn a_header_need_not_be_ascii() {
    let mut function = Function::start(&binary("list-gamemodes").await, NO_DATABASE).await.unwrap();
    for headers in [json!({"user-agent": "Größe \u{202e}"}), json!({"a b": "\r\n\0"}), Value::Null]
    {
        let http = json!({"method": "GET", "path": "/gamemodes"});
        let event = json!({"headers": headers, "requestContext": {"http": http}});
        let result = function.invoke(event.to_string()).await.unwrap();
        assert_eq!(answer(&result).unwrap().status(), 200, "{event}");
    }
}

#[tokio::test]
async fn what_is_no_request_fails_and_the_process_goes_on() {
    let mut function = Function::start(&binary("list-gamemodes").await, NO_DATABASE).await.unwrap();
    let failed = function.invoke("[]").await.unwrap_err();
    assert!(matches!(failed, FunctionError::Failed(_)), "{failed}");
    let request = Request::get("/gamemodes").body(()).unwrap();
    assert_eq!(function.request(&request).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_function_that_cannot_start_ends() {
    let started = Function::start(&binary("get-player").await, [("RUST_LOG", "off")]).await;
    let error = started.err().unwrap();
    assert!(matches!(error, FunctionError::Ended(_)), "{error}");
}
