//! What the compose file and what it mounts say: who comes in, which versions, and that the parts find each
//! other.

use std::{fs, path::Path};

use serde_yaml_ng::Value;

use super::dashboards::folder;
use crate::support::root;

/// The compose file.
pub(super) fn compose() -> Value {
    yaml("local/compose.yaml")
}

/// A file of the project.
fn yaml(path: impl AsRef<Path>) -> Value {
    serde_yaml_ng::from_slice(&fs::read(root().join(path)).unwrap()).unwrap()
}

/// A list of texts; empty where it is not there.
pub(super) fn texts(list: &Value) -> Vec<&str> {
    list.as_sequence().into_iter().flatten().map(|text| text.as_str().unwrap()).collect()
}

/// The names of the services, and what each is.
fn services(compose: &Value) -> Vec<(&str, &Value)> {
    let services = compose["services"].as_mapping().unwrap().iter();
    services.map(|(name, service)| (name.as_str().unwrap(), service)).collect()
}

#[test]
fn monitoring_is_for_those_who_ask() {
    for (name, service) in services(&compose()) {
        let profiles = texts(&service["profiles"]);
        assert_eq!(profiles.is_empty(), name == "postgres", "{name}: {profiles:?}");
        assert!(profiles.iter().all(|profile| *profile == "monitoring"), "{name}");
    }
}

#[test]
fn an_image_is_of_one_version() {
    for (name, service) in services(&compose()) {
        let image = service["image"].as_str().unwrap();
        let version = image.split_once(':').unwrap().1.trim_start_matches('v');
        assert!(version.split('.').all(|part| part.parse::<u32>().is_ok()), "{image}");
        // PostgreSQL's minor versions are its mends.
        let parts = if name == "postgres" { 1 } else { 3 };
        assert_eq!(version.split('.').count(), parts, "{image}");
    }
}

/// Grafana lets everybody look, and neither Prometheus nor the exporter asks who it is.
#[test]
fn only_this_machine_reaches_it() {
    for (name, service) in services(&compose()) {
        let ports = texts(&service["ports"]);
        assert!(ports.iter().all(|port| port.starts_with("127.0.0.1:")), "{name}: {ports:?}");
        if service["network_mode"] == "host" {
            let option = "--web.listen-address=127.0.0.1:9090";
            let listens_here = texts(&service["command"]).contains(&option)
                || service["environment"]["GF_SERVER_HTTP_ADDR"] == "127.0.0.1";
            assert!(listens_here, "{name}");
        }
    }
    let compose = compose();
    let grafana = &compose["services"]["grafana"]["environment"];
    assert_eq!(grafana["GF_AUTH_ANONYMOUS_ORG_ROLE"], "Viewer");
    for switch in ["GF_AUTH_DISABLE_LOGIN_FORM", "GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] {
        assert_eq!(grafana[switch], "true", "there is no admin whose password everybody knows");
    }
}

#[test]
fn passwords_come_from_outside() {
    for (name, service) in services(&compose()) {
        for (variable, value) in service["environment"].as_mapping().into_iter().flatten() {
            let (variable, value) = (variable.as_str().unwrap(), value.as_str().unwrap());
            assert!(!variable.contains("PASS") || value.starts_with("${"), "{name}: {variable}");
        }
    }
}

#[test]
fn what_is_mounted_is_there_and_can_only_be_read() {
    let compose = compose();
    let volumes = compose["volumes"].as_mapping().unwrap();
    for (name, service) in services(&compose) {
        for mount in texts(&service["volumes"]) {
            let (source, target) = mount.split_once(':').unwrap();
            if volumes.contains_key(source) {
                continue;
            }
            assert!(root().join("local").join(source).exists(), "{name}: {source}");
            assert!(target.ends_with(":ro"), "{name}: {mount}");
        }
    }
}

#[test]
fn grafana_finds_its_dashboards_and_prometheus() {
    let compose = compose();
    let grafana = &compose["services"]["grafana"];
    let provisioning = "local/monitoring/grafana/provisioning";
    let provider = yaml(format!("{provisioning}/dashboards/overfast.yml"));
    let path = provider["providers"][0]["options"]["path"].as_str().unwrap();
    let mount = format!("./monitoring/grafana/dashboards:{path}:ro");
    assert!(texts(&grafana["volumes"]).contains(&mount.as_str()));

    let home = grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"].as_str();
    let home = home.unwrap().strip_prefix(path).unwrap().trim_start_matches('/');
    assert!(folder().join(home).is_file(), "{home}");

    let sources = yaml(format!("{provisioning}/datasources/prometheus.yml"));
    let source = &sources["datasources"][0];
    assert_eq!((&source["uid"], &source["type"]), (&"prometheus".into(), &"prometheus".into()));
    let address = source["url"].as_str().unwrap().strip_prefix("http://").unwrap();
    let option = format!("--web.listen-address={address}");
    assert!(texts(&compose["services"]["prometheus"]["command"]).contains(&option.as_str()));
    let scraping = yaml("local/monitoring/prometheus.yml");
    assert_eq!(source["jsonData"]["timeInterval"], scraping["global"]["scrape_interval"]);
}
