//! Lambda's runtime API, for one process:
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>.

use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use tokio::{
    net::TcpListener,
    sync::{
        Mutex,
        mpsc::{self, UnboundedReceiver, UnboundedSender},
    },
    task::JoinSet,
};

const FUNCTION_ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:local";
const TRACE_ID: &str = "Root=1-00000000-000000000000000000000000;Sampled=0";

/// A process's own runtime API.
pub(crate) struct RuntimeApi {
    address: SocketAddr,
    handed_out: u64,
    events: UnboundedSender<Event>,
    reports: UnboundedReceiver<Report>,
    /// Ends the server when dropped.
    _server: JoinSet<io::Result<()>>,
}

/// What the process tells.
pub(crate) enum Report {
    /// It waits for the next event.
    Ready,
    /// The result of the event with that request id.
    Response(String, Bytes),
    /// The failure of the event with that request id.
    Error(String, Failure),
    /// It cannot start.
    InitError(Failure),
}

/// What a function says when it fails.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// The error's type.
    pub error_type: String,
    /// The error in words.
    pub error_message: String,
}

struct Event {
    request_id: String,
    payload: Bytes,
    deadline: SystemTime,
}

/// What the handlers share.
struct Desk {
    events: Mutex<UnboundedReceiver<Event>>,
    reports: UnboundedSender<Report>,
}

impl RuntimeApi {
    /// Serves on a free port.
    pub(crate) async fn serve() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (events, waiting) = mpsc::unbounded_channel();
        let (told, reports) = mpsc::unbounded_channel();
        let desk = Desk { events: Mutex::new(waiting), reports: told };
        let mut server = JoinSet::new();
        server.spawn(axum::serve(listener, router(desk)).into_future());
        Ok(Self { address, handed_out: 0, events, reports, _server: server })
    }

    /// Where it is, as `AWS_LAMBDA_RUNTIME_API` has it.
    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// Hands out an event; gives its request id.
    pub(crate) fn hand_out(&mut self, payload: Bytes, timeout: Duration) -> String {
        self.handed_out += 1;
        let request_id = format!("00000000-0000-4000-8000-{:012}", self.handed_out);
        let deadline = SystemTime::now() + timeout;
        // The other end lives as long as the server, which is ours.
        let _ = self.events.send(Event { request_id: request_id.clone(), payload, deadline });
        request_id
    }

    /// Waits for what the process tells next.
    pub(crate) async fn report(&mut self) -> Report {
        match self.reports.recv().await {
            Some(report) => report,
            None => std::future::pending().await,
        }
    }
}

impl Failure {
    /// As the process tells it; what cannot be read is the message.
    fn read(told: &[u8]) -> Self {
        serde_json::from_slice(told).unwrap_or_else(|_| Self {
            error_type: "Unknown".to_owned(),
            error_message: String::from_utf8_lossy(told).into_owned(),
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { error_type, error_message } = self;
        write!(f, "{error_type}: {error_message}")
    }
}

impl IntoResponse for Event {
    fn into_response(self) -> Response {
        let deadline = self.deadline.duration_since(UNIX_EPOCH).unwrap_or_default();
        let headers = [
            ("lambda-runtime-aws-request-id", self.request_id),
            ("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
            ("lambda-runtime-invoked-function-arn", FUNCTION_ARN.to_owned()),
            ("lambda-runtime-trace-id", TRACE_ID.to_owned()),
        ];
        (headers, self.payload).into_response()
    }
}

fn router(desk: Desk) -> Router {
    let desk = Arc::new(desk);
    let runtime = Router::new()
        .route("/invocation/next", get(next))
        .route("/invocation/{request_id}/response", post(response))
        .route("/invocation/{request_id}/error", post(error))
        .route("/init/error", post(init_error))
        // Lambda's own limit, 6 MB, is for the tests of those who answer so much.
        .layer(DefaultBodyLimit::disable());
    Router::new().nest("/2018-06-01/runtime", runtime).with_state(desk)
}

/// Answers when there is an event, however long that takes.
async fn next(State(desk): State<Arc<Desk>>) -> Response {
    desk.tell(Report::Ready);
    match desk.events.lock().await.recv().await {
        Some(event) => event.into_response(),
        None => StatusCode::GONE.into_response(),
    }
}

async fn response(
    State(desk): State<Arc<Desk>>,
    Path(request_id): Path<String>,
    result: Bytes,
) -> StatusCode {
    desk.tell(Report::Response(request_id, result))
}

async fn error(
    State(desk): State<Arc<Desk>>,
    Path(request_id): Path<String>,
    failure: Bytes,
) -> StatusCode {
    desk.tell(Report::Error(request_id, Failure::read(&failure)))
}

async fn init_error(State(desk): State<Arc<Desk>>, failure: Bytes) -> StatusCode {
    desk.tell(Report::InitError(Failure::read(&failure)))
}

impl Desk {
    /// Passes on what the process told; nobody may listen any more.
    fn tell(&self, report: Report) -> StatusCode {
        let _ = self.reports.send(report);
        StatusCode::ACCEPTED
    }
}
