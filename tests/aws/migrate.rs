//! The schema as a deployment's step: alone, at once, and with CloudFormation waiting for an answer.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
};
use functions::{
    Config,
    events::{Error, Event, Migrate},
};
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::database::Database;

/// A function with a database and a user to let in.
fn config(database_url: &str, app_user: &str) -> Config {
    let mut config = Config::with_database(database_url.to_owned()).unwrap();
    config.database_app_user = Some(app_user.to_owned());
    config
}

async fn invoke(config: &Config, event: Value) -> Result<Value, Error> {
    invoke_for(config, event, Duration::from_mins(15)).await
}

async fn invoke_for(config: &Config, event: Value, time_left: Duration) -> Result<Value, Error> {
    let deadline = SystemTime::now() + time_left;
    Migrate::handle(config, serde_json::from_value(event).unwrap(), deadline).await
}

/// The URL of a user of that name, whom the server does not know yet.
fn url_of(database: &Database, user: &str) -> String {
    let mut url = url::Url::parse(&database.url).unwrap();
    url.set_username(user).unwrap();
    url.into()
}

async fn tables(database: &Database) -> Vec<String> {
    let statement = "select tablename::text from pg_tables where schemaname = 'public' order by 1";
    sqlx::query_scalar(statement).fetch_all(&mut database.connect().await).await.unwrap()
}

#[tokio::test]
async fn eight_at_once_and_one_more_leave_one_schema() {
    let database = Database::empty().await;
    // A name that only means a user where it is quoted.
    let config =
        config(&database.url, &format!("{}\"; drop table player_profiles; --", database.name));
    let results = try_join_all((0..8).map(|_| invoke(&config, json!({})))).await.unwrap();
    assert_eq!(results.len(), 8);
    let once = tables(&database).await;
    assert!(once.contains(&"player_profiles".to_owned()), "{once:?}");
    invoke(&config, json!({})).await.unwrap();
    assert_eq!(tables(&database).await, once);
}

/// What a fake of S3 was sent: method, path, content type and body.
type Received = Arc<Mutex<Vec<(Method, String, String, Value)>>>;

/// Where CloudFormation looks for answers.
async fn mailbox(status: StatusCode) -> (String, Received) {
    let received = Received::default();
    let receive = async move |State(received): State<Received>,
                              method: Method,
                              uri: Uri,
                              headers: HeaderMap,
                              body: String| {
        let content_type = headers["content-type"].to_str().unwrap().to_owned();
        let body = serde_json::from_str(&body).unwrap();
        received.lock().unwrap().push((method, uri.to_string(), content_type, body));
        status
    };
    let router = Router::new().fallback(receive).with_state(Arc::clone(&received));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/answer?Signature=do-not-tell", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, received)
}

fn event(request_type: &str, response_url: &str) -> Value {
    json!({
        "RequestType": request_type,
        "ResponseURL": response_url,
        "StackId": "stack",
        "RequestId": "request",
        "ResourceType": "Custom::Migration",
        "LogicalResourceId": "Migration",
        "ResourceProperties": {"ServiceToken": "function"},
    })
}

#[tokio::test]
async fn cloudformation_is_told_of_success() {
    let database = Database::empty().await;
    let config = config(&database.url, &format!("{} app", database.name));
    let (url, received) = mailbox(StatusCode::OK).await;
    let mut update = event("Update", &url);
    update["PhysicalResourceId"] = json!("as-before");

    for event in [event("Delete", &url), event("Create", &url), update] {
        let delete = event["RequestType"] == "Delete";
        invoke(&config, event).await.unwrap();
        assert_eq!(tables(&database).await.is_empty(), delete, "deleting does nothing");
    }
    let received = received.lock().unwrap();
    let (method, path, content_type, body) = &received[1];
    assert_eq!((method, path.as_str()), (&Method::PUT, "/answer?Signature=do-not-tell"));
    assert_eq!(content_type, "");
    let answer = json!({
        "Status": "SUCCESS",
        "Reason": "",
        "PhysicalResourceId": "Migration",
        "StackId": "stack",
        "RequestId": "request",
        "LogicalResourceId": "Migration",
        "Data": {
            "player_profiles_taken_over": 0,
            "unknown_players_dropped": 0,
            "unreadable_rows_left": 0,
        },
    });
    assert_eq!(*body, answer);
    assert_eq!(received[0].3["Status"], "SUCCESS");
    assert_eq!(received[2].3["PhysicalResourceId"], "as-before");
}

#[tokio::test]
async fn cloudformation_is_told_of_failure_and_of_no_secret() {
    let database = Database::empty().await;
    let password = url::Url::parse(&database.url).unwrap().password().unwrap().to_owned();
    let wrong = database.url.replace(&database.name, "no_such_database");
    let config = config(&wrong, "app");
    let (url, received) = mailbox(StatusCode::OK).await;
    let result = invoke(&config, event("Create", &url)).await.unwrap();
    let (_, _, _, body) = received.lock().unwrap().pop().unwrap();
    assert_eq!(result, body);
    assert_eq!(body["Status"], "FAILED");
    let reason = body["Reason"].as_str().unwrap();
    assert!(reason.contains("no_such_database"), "{reason}");
    assert!(!body.to_string().contains(&password), "{body}");

    let error = invoke(&config, json!({})).await.unwrap_err();
    assert!(error.to_string().contains("no_such_database"), "by hand: {error}");
}

#[tokio::test]
async fn an_answer_that_is_not_taken_is_an_error() {
    let database = Database::empty().await;
    let config = config(&database.url, &format!("{} app", database.name));
    let (url, _) = mailbox(StatusCode::FORBIDDEN).await;
    let error = invoke(&config, event("Delete", &url)).await.unwrap_err();
    assert!(matches!(error, Error::NotReported(_)), "{error}");
    assert!(!format!("{error} {error:?}").contains("do-not-tell"), "{error:?}");
    let broken = json!({"ResponseURL": url, "RequestType": "Replace"});
    assert!(serde_json::from_value::<<Migrate as Event>::Payload>(broken).is_err());
}

#[tokio::test]
async fn a_user_who_is_refused_at_first_is_tried_again() {
    let database = Database::empty().await;
    let owner = format!("{}_owner", database.name);
    let config = config(&url_of(&database, &owner), &format!("{} app", database.name));
    let mut connection = database.connect().await;
    let password = url::Url::parse(&database.url).unwrap().password().unwrap().to_owned();
    let known = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let statement = format!("create role {owner} login superuser password '{password}'");
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
    });
    invoke(&config, json!({})).await.unwrap();
    known.await.unwrap();
    assert!(!tables(&database).await.is_empty());
}

#[tokio::test]
async fn cloudformation_is_told_before_the_function_is_ended() {
    let database = Database::empty().await;
    let config = config(&url_of(&database, "nobody"), "app");
    let (url, received) = mailbox(StatusCode::OK).await;
    let time_left = Duration::from_secs(14);
    let start = SystemTime::now();
    invoke_for(&config, event("Create", &url), time_left).await.unwrap();
    assert!(start.elapsed().unwrap() < time_left);
    let (_, _, _, body) = received.lock().unwrap().pop().unwrap();
    assert_eq!(body["Status"], "FAILED");
    assert!(body["Reason"].as_str().unwrap().starts_with("not done after"), "{body}");
}
