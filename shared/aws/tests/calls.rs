//! What a call comes to, before a server that stands in for SSM, or for SNS.

#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use aws::{Error, ParameterStore, Signer, Topic};
use aws_credential_types::Credentials;
use axum::{Router, http::StatusCode, routing::post};
use tokio::net::TcpListener;
use url::Url;

/// The store of a server that gives these answers, one after the other, and the last again.
async fn store(answers: &'static [(StatusCode, &'static str)]) -> ParameterStore {
    let count = Arc::new(AtomicUsize::new(0));
    let answer = async move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        answers[number.min(answers.len() - 1)]
    };
    serve(Router::new().route("/", post(answer))).await
}

async fn serve(router: Router) -> ParameterStore {
    ParameterStore::new(endpoint(router).await, signer())
}

/// Where that is served.
async fn endpoint(router: Router) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router).into_future());
    endpoint.parse().unwrap()
}

fn signer() -> Signer {
    let credentials = Credentials::new("id", "secret", None, None, "test");
    Signer::new("eu-central-1".to_owned(), credentials)
}

const HELD: (StatusCode, &str) = (StatusCode::OK, r#"{"Parameter": {"Name": "a", "Value": "b"}}"#);

#[tokio::test]
async fn a_call_that_failed_is_tried_once_more() {
    let store = store(&[(StatusCode::SERVICE_UNAVAILABLE, "<html>"), HELD]).await;
    assert_eq!(store.get("a").await.unwrap(), "b");
}

#[tokio::test]
async fn a_refusal_says_why() {
    for (answer, expected, is_denied) in [
        (r#"{"__type": "ParameterNotFound"}"#, "ParameterNotFound: ", false),
        (
            r#"{"__type": "com.amazonaws.ssm#ThrottlingException", "message": "Rate exceeded"}"#,
            "ThrottlingException: Rate exceeded",
            false,
        ),
        (
            r#"{"__type": "AccessDeniedException", "Message": "not authorized"}"#,
            "AccessDeniedException: not authorized",
            true,
        ),
    ] {
        let answer = async move || (StatusCode::BAD_REQUEST, answer);
        let error = serve(Router::new().route("/", post(answer))).await.get("a").await.unwrap_err();
        assert_eq!((error.to_string().as_str(), error.is_denied()), (expected, is_denied));
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_an_error() {
    let error = store(&[(StatusCode::BAD_GATEWAY, "<html>")]).await.get("a").await.unwrap_err();
    assert!(error.to_string().contains("502 Bad Gateway"), "{error}");
    let error = store(&[(StatusCode::OK, "{}")]).await.get("a").await.unwrap_err();
    assert!(matches!(error, Error::Read(_)), "{error}");
}

#[tokio::test]
async fn no_answer_is_waited_for_shortly() {
    let router = Router::new().route("/", post(std::future::pending::<()>));
    let error = serve(router).await.get("a").await.unwrap_err();
    assert_eq!(error.to_string(), "no answer within 2s");
}

async fn publish(answer: (StatusCode, &'static str)) -> Result<(), Error> {
    let endpoint = endpoint(Router::new().route("/", post(async move || answer))).await;
    let topic = Topic::new("arn:aws:sns:eu-central-1:1:a".to_owned(), endpoint, signer());
    topic.publish("subject", "message").await
}

#[tokio::test]
async fn a_topic_says_why_it_takes_nothing() {
    publish((StatusCode::OK, "<PublishResponse>")).await.unwrap();
    let refusal =
        "<ErrorResponse><Error><Code>NotFound</Code><Message>Topic does not exist</Message>";
    let error = publish((StatusCode::NOT_FOUND, refusal)).await.unwrap_err();
    assert_eq!(error.to_string(), "NotFound: Topic does not exist");
    let error = publish((StatusCode::BAD_GATEWAY, "<html>")).await.unwrap_err();
    assert!(error.to_string().contains("502 Bad Gateway"), "{error}");
}
