//! A compiled Lambda, alone, behind a stand-in for Lambda's runtime API.

use http::Request;
use local::lambda::{Function, FunctionError, answer};
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
