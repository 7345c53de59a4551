//! Prometheus and postgres-exporter, as the compose file starts them: the same programs, arguments, variables
//! and files, but for ports, folders, and that it looks every second.

use std::{
    fs,
    net::TcpListener,
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use url::Url;

use super::files::{compose, texts};
use crate::support::{
    root, runs, skip,
    world::{client, send},
};

const PROMETHEUS: &str = "prometheus";
const EXPORTER: &str = "prometheus-postgres-exporter";

/// Whether both programs are there; says so where they are not.
pub(super) fn are_installed() -> bool {
    let are = [PROMETHEUS, EXPORTER].iter().all(|program| runs(program, &["--version"]));
    if !are {
        skip("Prometheus and postgres-exporter", ".ci/monitoring ~/.local");
    }
    are
}

/// Both programs; they end when it is dropped.
pub(super) struct Stack {
    url: String,
    _programs: [Child; 2],
    _folder: TempDir,
}

impl Stack {
    /// Watches the API at `address` and its database.
    pub(super) async fn start(address: &str, database_url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [port, exporter_port] = [(); 2].map(|()| free_port());
        let exporter = start_exporter(exporter_port, database_url);
        let api = address.replace("http://localhost", "127.0.0.1");
        let config = replaced(
            fs::read_to_string(root().join("local/monitoring/prometheus.yml")).unwrap(),
            &[
                ("127.0.0.1:9000", &api),
                ("127.0.0.1:9187", &format!("127.0.0.1:{exporter_port}")),
                ("scrape_interval: 15s", "scrape_interval: 1s"),
            ],
        );
        let config_file = folder.path().join("prometheus.yml");
        fs::write(&config_file, config).unwrap();
        let data = folder.path().join("data");
        let arguments = replaced(
            texts(&compose()["services"]["prometheus"]["command"]).join("\n"),
            &[
                ("/etc/prometheus/prometheus.yml", config_file.to_str().unwrap()),
                ("path=/prometheus", &format!("path={}", data.display())),
                ("127.0.0.1:9090", &format!("127.0.0.1:{port}")),
            ],
        );
        let prometheus = start(Command::new(PROMETHEUS).args(arguments.lines()));
        let url = format!("http://127.0.0.1:{port}");
        wait_for(&format!("{url}/-/ready")).await;
        wait_for(&format!("http://127.0.0.1:{exporter_port}/metrics")).await;
        Self { url, _programs: [prometheus, exporter], _folder: folder }
    }

    /// Whether a query has a result that is a number.
    pub(super) async fn has_data(&self, query: &str) -> bool {
        let data = self.get("query", &[("query", query)]).await;
        let series = data["result"].as_array().unwrap();
        series.iter().any(|series| series["value"][1].as_str().unwrap() != "NaN")
    }

    /// The values that a label of a metric has.
    pub(super) async fn label_values(&self, metric: &str, label: &str) -> Vec<String> {
        let data = self.get(&format!("label/{label}/values"), &[("match[]", metric)]).await;
        serde_json::from_value(data).unwrap()
    }

    async fn get(&self, what: &str, query: &[(&str, &str)]) -> Value {
        let mut url: Url = format!("{}/api/v1/{what}", self.url).parse().unwrap();
        url.query_pairs_mut().extend_pairs(query);
        let mut answer = send(client().get(url)).await.json();
        assert_eq!(answer["status"], "success", "{query:?}: {answer}");
        answer["data"].take()
    }
}

fn start_exporter(port: u16, database_url: &str) -> Child {
    let url: Url = database_url.parse().unwrap();
    let place = format!("{}:{}{}", url.host_str().unwrap(), url.port().unwrap(), url.path());
    let compose = compose();
    let variables = compose["services"]["postgres-exporter"]["environment"].as_mapping().unwrap();
    let variables = variables.iter().map(|(name, value)| {
        let (name, value) = (name.as_str().unwrap(), value.as_str().unwrap().to_owned());
        let value = match name {
            "DATA_SOURCE_URI" => replaced(value, &[("postgres:5432/overfast", &place)]),
            "DATA_SOURCE_USER" => url.username().to_owned(),
            "DATA_SOURCE_PASS" => url.password().unwrap_or_default().to_owned(),
            _ => value,
        };
        (name, value)
    });
    let listen = format!("--web.listen-address=127.0.0.1:{port}");
    start(Command::new(EXPORTER).arg(listen).envs(variables))
}

/// A text in which each part that is named stands once, and is replaced.
fn replaced(text: String, parts: &[(&str, &str)]) -> String {
    parts.iter().fold(text, |text, (part, by)| {
        assert_eq!(text.matches(part).count(), 1, "{part} in {text}");
        text.replace(part, by)
    })
}

fn start(command: &mut Command) -> Child {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.kill_on_drop(true).spawn().unwrap()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

async fn wait_for(url: &str) {
    let start = Instant::now();
    let is_there = async || {
        let response = client().get(url).send().await;
        response.is_ok_and(|response| response.status().is_success())
    };
    while !is_there().await {
        assert!(start.elapsed() < Duration::from_secs(20), "{url} does not answer");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
