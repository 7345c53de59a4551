//! Whoever is told something over HTTP: Discord, or SNS.

use std::sync::{Arc, Mutex};

use axum::{Router, extract::State};
use http::{StatusCode, Uri};
use tokio::{net::TcpListener, task::JoinSet};

/// It keeps all that is posted; dropped, it ends.
pub(crate) struct Postbox {
    pub(crate) url: String,
    posted: Posted,
    _tasks: JoinSet<()>,
}

/// What came, as path and body.
type Posted = Arc<Mutex<Vec<(String, String)>>>;

impl Postbox {
    /// One that answers everything with that status.
    pub(crate) async fn start(status: StatusCode) -> Self {
        let posted = Posted::default();
        let take = async move |State(posted): State<Posted>, uri: Uri, body: String| {
            posted.lock().unwrap().push((uri.path().to_owned(), body));
            status
        };
        let router = Router::new().fallback(take).with_state(Arc::clone(&posted));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut tasks = JoinSet::new();
        tasks.spawn(async { axum::serve(listener, router).await.unwrap() });
        Self { url, posted, _tasks: tasks }
    }

    /// All that came until now, as path and body.
    pub(crate) fn posted(&self) -> Vec<(String, String)> {
        self.posted.lock().unwrap().clone()
    }
}
