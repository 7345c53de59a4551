//! Grafana's dashboards, as they lie in their folder.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::support::root;

/// Where they lie.
pub(super) fn folder() -> PathBuf {
    root().join("local/monitoring/grafana/dashboards")
}

/// A dashboard's file.
pub(super) struct Dashboard {
    /// The file's name without its ending.
    pub(super) name: String,
    model: Value,
}

pub(super) fn dashboards() -> Vec<Dashboard> {
    let read = |path: &Path| Dashboard {
        name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
        model: serde_json::from_slice(&fs::read(path).unwrap()).unwrap(),
    };
    fs::read_dir(folder()).unwrap().map(|entry| read(&entry.unwrap().path())).collect()
}

impl Dashboard {
    fn panels(&self) -> &[Value] {
        self.model["panels"].as_array().unwrap()
    }

    /// What its panels ask for, and where each stands.
    pub(super) fn queries(&self) -> Vec<(String, String)> {
        let queries = |panel: &Value| {
            let place = format!("{}: {}", self.name, text(&panel["title"]));
            let targets = panel["targets"].as_array().unwrap().clone();
            targets.into_iter().map(move |target| (place.clone(), text(&target["expr"])))
        };
        self.panels().iter().flat_map(queries).collect()
    }

    /// The metric and the label whose values its variables can have.
    pub(super) fn variables(&self) -> Vec<(String, String)> {
        let variables = self.model["templating"]["list"].as_array().unwrap();
        variables
            .iter()
            .map(|variable| {
                let query = text(&variable["query"]["query"]);
                let arguments = query.strip_prefix("label_values(").unwrap().strip_suffix(')');
                let (metric, label) = arguments.unwrap().split_once(", ").unwrap();
                (metric.to_owned(), label.to_owned())
            })
            .collect()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

#[test]
fn a_dashboard_says_what_each_panel_shows() {
    let dashboards = dashboards();
    let names: HashSet<&str> = dashboards.iter().map(|dashboard| dashboard.name.as_str()).collect();
    assert_eq!(names, HashSet::from(["players", "blizzard", "storage", "postgresql"]));
    for dashboard in dashboards {
        assert_eq!(dashboard.model["uid"], *dashboard.name, "links keep working");
        assert!(!text(&dashboard.model["description"]).is_empty(), "{}", dashboard.name);
        let mut titles = HashSet::new();
        for panel in dashboard.panels() {
            let title = text(&panel["title"]);
            let at = format!("{}: {title}", dashboard.name);
            assert!(!text(&panel["description"]).is_empty(), "{at}");
            assert!(!text(&panel["fieldConfig"]["defaults"]["unit"]).is_empty(), "{at}");
            assert_eq!(panel["datasource"]["uid"], "prometheus", "{at}");
            assert!(titles.insert(title), "{at} is there twice");
        }
    }
}

/// Grafana moves a panel that lies on another, and the page is no longer the file's.
#[test]
fn no_panel_lies_on_another() {
    for dashboard in dashboards() {
        let mut taken = HashSet::new();
        let mut ids = HashSet::new();
        for panel in dashboard.panels() {
            let at = format!("{}: {}", dashboard.name, panel["title"]);
            assert!(ids.insert(panel["id"].as_u64().unwrap()), "{at}");
            let [x, y, width, height] =
                ["x", "y", "w", "h"].map(|side| panel["gridPos"][side].as_u64().unwrap());
            assert!(x + width <= 24, "{at}");
            for cell in (x..x + width).flat_map(|x| (y..y + height).map(move |y| (x, y))) {
                assert!(taken.insert(cell), "{at}");
            }
        }
    }
}
