//! A fake of SSM's parameter store, which checks who asks.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};

use super::signature::{ACCESS_KEY, REGION, SECRET_KEY, credential, digest, signature};

/// Lambda's credentials are of a session.
const SESSION_TOKEN: &str = "FwoGZXIvYXdzEXAMPLE";

/// A running store; dropped, it ends.
pub(crate) struct Ssm {
    url: String,
    shelf: Arc<Shelf>,
    _tasks: JoinSet<()>,
}

/// What the server and the test share.
#[derive(Default)]
struct Shelf {
    /// `None` for what nobody may read.
    parameters: Mutex<BTreeMap<String, Option<String>>>,
    asked: Mutex<Vec<String>>,
}

impl Ssm {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shelf = Arc::<Shelf>::default();
        let router = Router::new().route("/", post(get_parameter)).with_state(Arc::clone(&shelf));
        let mut tasks = JoinSet::new();
        tasks.spawn(async { axum::serve(listener, router).await.unwrap() });
        Self { url, shelf, _tasks: tasks }
    }

    pub(crate) fn put(&self, name: &str, value: &str) {
        self.shelf.parameters.lock().unwrap().insert(name.to_owned(), Some(value.to_owned()));
    }

    /// Lets nobody read that parameter.
    pub(crate) fn deny(&self, name: &str) {
        self.shelf.parameters.lock().unwrap().insert(name.to_owned(), None);
    }

    /// What was asked for since the last time, in the alphabet's order.
    pub(crate) fn asked(&self) -> Vec<String> {
        let mut asked = std::mem::take(&mut *self.shelf.asked.lock().unwrap());
        asked.sort();
        asked
    }

    /// What a function is told of it, and of who it is.
    pub(crate) fn variables(&self) -> [(&str, &str); 5] {
        [
            ("AWS_ENDPOINT_URL_SSM", &self.url),
            ("AWS_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
            ("AWS_SESSION_TOKEN", SESSION_TOKEN),
        ]
    }
}

async fn get_parameter(
    State(shelf): State<Arc<Shelf>>,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, String) {
    let refuse = |kind: &str, message: &str| {
        let refusal = json!({"__type": kind, "message": message});
        (StatusCode::BAD_REQUEST, refusal.to_string())
    };
    if let Err(wrong) = check(&headers, &body) {
        return refuse("InvalidSignatureException", wrong);
    }
    assert_eq!(headers["x-amz-target"], "AmazonSSM.GetParameter");
    let request: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(request["WithDecryption"], true);
    let name = request["Name"].as_str().unwrap();
    shelf.asked.lock().unwrap().push(name.to_owned());
    match shelf.parameters.lock().unwrap().get(name) {
        None => refuse("ParameterNotFound", ""),
        Some(None) => {
            refuse("AccessDeniedException", "not authorized to perform: ssm:GetParameter")
        }
        Some(Some(value)) => {
            let parameter =
                json!({"Parameter": {"Name": name, "Type": "SecureString", "Value": value}});
            (StatusCode::OK, parameter.to_string())
        }
    }
}

/// What is wrong with a request's signature.
fn check(headers: &HeaderMap, body: &str) -> Result<(), &'static str> {
    let ensure = |right, wrong| if right { Ok(()) } else { Err(wrong) };
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    ensure(header("content-type") == "application/x-amz-json-1.1", "another protocol")?;
    ensure(header("x-amz-security-token") == SESSION_TOKEN, "another session")?;
    let date = header("x-amz-date");
    let authorization = header("authorization").strip_prefix("AWS4-HMAC-SHA256 ").unwrap_or("");
    let parts: BTreeMap<&str, &str> =
        authorization.split(", ").filter_map(|part| part.split_once('=')).collect();
    let part = |name| parts.get(name).copied().unwrap_or("");
    ensure(part("Credential") == credential(date, "ssm"), "another region or key")?;
    let signed: Vec<&str> = part("SignedHeaders").split(';').collect();
    for needed in ["content-type", "host", "x-amz-date", "x-amz-security-token", "x-amz-target"] {
        ensure(signed.contains(&needed), "a header that is not signed")?;
    }
    let lines: Vec<_> = signed.iter().map(|name| format!("{name}:{}\n", header(name))).collect();
    let lines = lines.concat();
    let request = format!("POST\n/\n\n{lines}\n{}\n{}", signed.join(";"), digest(body.as_bytes()));
    ensure(part("Signature") == signature(date, "ssm", &request), "another signature")
}
