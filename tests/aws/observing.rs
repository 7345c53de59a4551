//! What a Lambda writes to its log: lines of JSON, with the request's id, without players.

use std::{
    collections::VecDeque,
    process::Stdio,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::{Path, State},
    http::HeaderMap,
    routing::{get, post},
};
use fake::{Fake, Fault, Site};
use serde_json::{Value, json};
use tokio::{net::TcpListener, process::Command, sync::mpsc};

use crate::support::{database::Database, functions, world::PLAYER};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_names_requests_and_no_players() {
    let fake = Fake::start(Site::generated()).await.unwrap();
    let database = Database::create().await;
    let variables = [
        ("DATABASE_URL", database.url.as_str()),
        ("BLIZZARD_BASE_URL", &fake.url()),
        ("BLIZZARD_PACE", "off"),
        // A database of the tests logs what sqlx asks it; what matters is what we say by default.
        ("RUST_LOG", "info"),
    ];
    let id = fake.with_site(|site| site.player_mut(PLAYER).unwrap().id.as_str().to_owned());

    let lines = invoke("get-player", &variables, &[player(PLAYER), player(PLAYER)]).await;
    assert_eq!(metric(&lines, "Answers", ("Freshness", "miss")), 1);
    assert_eq!(metric(&lines, "Answers", ("Freshness", "hit")), 1);
    assert_eq!(metric(&lines, "BlizzardRequests", ("Page", "career")), 1);
    assert_eq!(metric(&lines, "BlizzardRequests", ("Status", "200")), 2, "a page and a search");
    assert!(lines.iter().all(|line| is_without(line, &[PLAYER, "Aurora", &id])), "{lines:#?}");

    fake.set_fault(Some(Fault::Cut));
    let lines = invoke("get-player", &variables, &[player("Basalt-1013")]).await;
    assert_eq!(metric(&lines, "BlizzardRequests", ("Status", "connection")), 1);
    let error = lines.iter().find(|line| line["level"] == "ERROR").expect("a line about it");
    assert_eq!(error["span"]["requestId"], "request-0");
    assert!(lines.iter().all(|line| is_without(line, &["Basalt"])), "{lines:#?}");

    fake.set_fault(None);
    let message = json!({"Player": id}).to_string();
    let event = json!({"Records": [{"messageId": "1", "body": message}]});
    let stale = "update player_profiles set updated_at = now() - interval '2 hours'";
    sqlx::query(stale).execute(&mut database.connect().await).await.unwrap();
    let lines = invoke("refresh", &variables, &[event.clone(), event]).await;
    assert_eq!(metric(&lines, "Refreshes", ("Outcome", "unchanged")), 2);
    assert_eq!(metric(&lines, "BlizzardRequests", ("Page", "search")), 1);
    assert!(lines.iter().all(|line| is_without(line, &["Aurora", &id])), "{lines:#?}");

    let lines = invoke("report-storage", &variables, &[json!({})]).await;
    let report = lines.iter().find(|line| line["PlayerProfiles"] == 1.0).expect("the metrics");
    for metric in ["StoredBytes", "CompressionRatio", "ProfileAgeP50", "ProfileAgeP99"] {
        assert!(report[metric].is_number(), "{metric}");
    }
    assert_eq!(report["_aws"]["CloudWatchMetrics"][0]["Namespace"], "OverFast");
    let lines = invoke("prune-profiles", &variables, &[json!({})]).await;
    assert!(lines.iter().any(|line| line["PrunedProfiles"] == 0.0), "{lines:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_level_that_is_none_is_named_and_info_shown() {
    let database = Database::create().await;
    for level in ["loud", "storage=loud,warn"] {
        let variables = [("DATABASE_URL", database.url.as_str()), ("RUST_LOG", level)];
        let lines = invoke("migrate", &variables, &[json!({})]).await;
        let message = |line: &Value| line["message"].as_str().unwrap_or_default().to_owned();
        assert_eq!(lines[0]["level"], "WARN", "{lines:#?}");
        assert!(message(&lines[0]).contains(level), "{lines:#?}");
        let is_migrated = |line: &Value| message(line) == "migrated" && line["level"] == "INFO";
        assert!(lines.iter().any(is_migrated), "{lines:#?}");
    }
}

/// A request as API Gateway sends it.
fn player(id: &str) -> Value {
    let path = format!("/players/{id}");
    json!({
        "version": "2.0",
        "routeKey": "GET /players/{player_id}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {},
        "pathParameters": {"player_id": id},
        "requestContext": {"http": {"method": "GET", "path": path}},
        "isBase64Encoded": false,
    })
}

fn is_without(line: &Value, names: &[&str]) -> bool {
    names.iter().all(|name| !line.to_string().contains(name))
}

/// The sum of a counter over all lines where that dimension has that value.
fn metric(lines: &[Value], name: &str, (dimension, value): (&str, &str)) -> u64 {
    lines
        .iter()
        .filter(|line| line[dimension] == value)
        .filter_map(|line| line[name].as_u64())
        .sum()
}

/// The requests to come with their ids, and who waits for their answers.
type Runtime = (Arc<Mutex<VecDeque<(String, Value)>>>, mpsc::UnboundedSender<String>);

/// Runs a Lambda until it has handled the events; the lines that it wrote.
async fn invoke(function: &str, variables: &[(&str, &str)], events: &[Value]) -> Vec<Value> {
    let (sender, mut answers) = mpsc::unbounded_channel();
    let requests = events.iter().cloned().enumerate();
    let requests: VecDeque<_> =
        requests.map(|(number, event)| (format!("request-{number}"), event)).collect();
    let router = Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/response", post(answer))
        .with_state((Arc::new(Mutex::new(requests)), sender));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(axum::serve(listener, router).into_future());
    let mut child = Command::new(functions::build().join(function))
        .env("AWS_LAMBDA_RUNTIME_API", address)
        .env("AWS_LAMBDA_FUNCTION_NAME", function)
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    for number in 0..events.len() {
        assert_eq!(answers.recv().await.unwrap(), format!("request-{number}"));
    }
    child.start_kill().unwrap();
    let output = child.wait_with_output().await.unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

async fn next(State((events, _)): State<Runtime>) -> (HeaderMap, String) {
    let event = events.lock().unwrap().pop_front();
    let Some((id, event)) = event else {
        loop {
            std::future::pending::<()>().await;
        }
    };
    let mut headers = HeaderMap::new();
    headers.insert("lambda-runtime-aws-request-id", id.parse().unwrap());
    headers.insert("lambda-runtime-deadline-ms", "4102444800000".parse().unwrap());
    (headers, event.to_string())
}

async fn answer(State((_, answers)): State<Runtime>, Path(id): Path<String>) {
    let _ = answers.send(id);
}
