//! What `docs/deploying.md` and the README say of costs adds up, and counts the alarms that there are.

use std::{collections::BTreeMap, fs};

use serde_yaml_ng::Value;

use crate::support::root;

/// The least and the most of a cell, in USD.
type Range = (f64, f64);

/// The rows of a table by their first cell, without bold type.
type Table = BTreeMap<String, Vec<String>>;

/// The table whose head begins with these words.
fn table(file: &str, head: &str) -> Table {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let (_, rows) = text.split_once(&format!("\n| {head}")).expect(head);
    let rows = rows.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let mut cells = row.trim_matches('|').split('|').map(|cell| cell.trim().replace("**", ""));
        (cells.next().unwrap(), cells.collect())
    })
    .collect()
}

/// Of `7`, `up to 7`, `5 to 7`, or an empty cell.
fn range(cell: &str) -> Range {
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{cell:?} is no number"));
    match cell.split_once("to ") {
        None if cell.is_empty() => (0.0, 0.0),
        None => (number(cell), number(cell)),
        Some(("up ", most)) => (0.0, number(most)),
        Some((least, most)) => (number(least.trim()), number(most)),
    }
}

/// The sum of a column, but for the rows whose names begin so.
fn sum(table: &Table, column: usize, without: &[&str]) -> Range {
    let rows =
        table.iter().filter(|(name, _)| !without.iter().any(|other| name.starts_with(other)));
    rows.map(|(_, cells)| range(&cells[column]))
        .fold((0.0, 0.0), |sum, cell| (sum.0 + cell.0, sum.1 + cell.1))
}

fn assert_is(said: Range, is: Range, digit: f64, what: &str) {
    let is_close = |said: f64, is: f64| (said - is).abs() <= digit / 2.0 + 1e-9;
    assert!(is_close(said.0, is.0) && is_close(said.1, is.1), "{what}: {said:?} is {is:?}");
}

fn at_rest() -> Table {
    table("docs/deploying.md", "at rest, a month")
}

fn with_traffic() -> Table {
    table("docs/deploying.md", "with traffic, a month")
}

const SUMS: [&str; 2] = ["together", "without"];
const NEON: &str = "Neon";
const GATEWAY: &str = "refreshes, NAT gateway";
const ZONES: &str = "between zones";

#[test]
fn the_tables_add_up() {
    let table = at_rest();
    for (column, name) in ["external", "small", "standard"].iter().enumerate() {
        let said = range(&table["together"][column]);
        assert_is(said, sum(&table, column, &SUMS), 0.01, name);
    }
    assert!(range(&table["together"][0]).1 <= 2.0, "the cheapest deployment");
    let table = with_traffic();
    let together = "together, besides at rest";
    for (column, name) in ["1 request/s", "100 requests/s"].iter().enumerate() {
        let said = range(&table[together][column]);
        assert_is(said, sum(&table, column, &[SUMS[0], NEON]), 1.0, name);
    }
}

#[test]
fn the_readme_says_the_same() {
    let readme = table("README.md", "USD a month");
    let (rest, traffic) = (at_rest(), with_traffic());
    let plus = |one: Range, other: Range| (one.0 + other.0, one.1 + other.1);
    let without_gateway = [SUMS[0], NEON, GATEWAY];
    for (row, together, column, without) in [
        ("`Database=external`, at Neon", "together", 0, [SUMS[0], ZONES, GATEWAY].as_slice()),
        ("`Size=small` (default)", "together", 1, &without_gateway),
        ("`Size=small Proxy=no`", "without the proxy", 1, &without_gateway),
        ("`Size=standard`", "together", 2, &[SUMS[0], NEON]),
    ] {
        let rest = range(&rest[together][column]);
        let cells = &readme[row];
        assert_is(range(&cells[0]), rest, 1.0, row);
        for (column, cell) in cells[1..].iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            assert_is(range(cell), plus(rest, sum(&traffic, column, without)), 1.0, row);
        }
    }
}

/// An alarm costs by the metrics that it looks at.
#[test]
fn the_alarms_are_counted() {
    let template = fs::read(root().join("template.yaml")).unwrap();
    let template: Value = serde_yaml_ng::from_slice(&template).unwrap();
    let alarms = template["Resources"].as_mapping().unwrap().values();
    let alarms = alarms.filter(|resource| resource["Type"] == "AWS::CloudWatch::Alarm");
    let (mut all, mut always) = (0_u8, 0_u8);
    for alarm in alarms {
        let metrics = alarm["Properties"]["Metrics"].as_sequence();
        let metrics = metrics.map_or(1, |metrics| {
            metrics.iter().filter(|metric| metric.get("MetricStat").is_some()).count()
        });
        let metrics = u8::try_from(metrics).unwrap();
        all += metrics;
        always += if alarm.get("Condition").is_none() { metrics } else { 0 };
    }
    let cells = &at_rest()["alarms"];
    let said = format!("{all} metrics, {always} of them without a database of the stack;");
    assert!(cells[3].starts_with(&said), "{said}");
    for (column, metrics) in [always, all, all].into_iter().enumerate() {
        let price = f64::from(metrics.saturating_sub(10)) * 0.1;
        assert_is(range(&cells[column]), (price, price), 0.01, "alarms");
    }
}
