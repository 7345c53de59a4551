//! What our servers and others cost, in tables.

use std::time::Duration;

use super::{OURS, server::Cost};
use crate::{
    Effort,
    table::{Table, kb, mib, ms, none, percentile, ratio},
};

/// What each server's answers cost, by request.
pub(super) type Costs = Vec<(String, Vec<Cost>)>;

/// All of them, of servers with these names.
pub(super) fn tables(effort: &Effort, names: &[&str], costs: &Costs) -> String {
    let tables = [
        cpu(effort, names, costs),
        latency(effort, names, costs),
        rate(effort, names, costs),
        sent(names, costs),
        memory_and_start(effort, names, costs),
    ];
    tables.map(|table| table.to_string()).join("\n")
}

fn cpu(effort: &Effort, names: &[&str], costs: &Costs) -> Table {
    let peers = &names[OURS.len()..];
    let ratios = peers.iter().flat_map(|peer| OURS.map(|ours| format!("{ours} × {peer}")));
    let columns = columns("request", names).chain(ratios);
    let mut table = Table::new(
        "CPU a request, beside peers",
        format!(
            "Milliseconds (user and system) of all processes of a server, those of its database or cache \
             included, of {} rounds of {} requests in turns: the quietest round. ×: how many times the peer.",
            effort.rounds, effort.block
        ),
        columns,
    );
    for (request, costs) in costs {
        let (ours, peers) = costs.split_at(OURS.len());
        let ratios = peers.iter().flat_map(|peer| ours.iter().map(|our| ratio(our.cpu, peer.cpu)));
        table.row(row(request, costs.iter().map(|cost| ms(cost.cpu)).chain(ratios)));
    }
    table
}

fn latency(effort: &Effort, names: &[&str], costs: &Costs) -> Table {
    let percentiles = names.iter().flat_map(|name| [format!("{name} p50"), format!("{name} p99")]);
    let mut table = Table::new(
        "Latency beside peers",
        format!(
            "Milliseconds, of all those {} requests, one after the other; the functions are asked through a \
             runtime API instead of HTTP.",
            effort.rounds * usize::try_from(effort.block).unwrap_or(usize::MAX)
        ),
        ["request".to_owned()].into_iter().chain(percentiles),
    );
    for (request, costs) in costs {
        table.row(row(request, costs.iter().flat_map(|cost| [ms(cost.p50), ms(cost.p99)])));
    }
    table
}

fn rate(effort: &Effort, names: &[&str], costs: &Costs) -> Table {
    let mut table = Table::new(
        format!("Requests a second at {} connections", effort.connections),
        format!(
            "The best of {} rounds of {} ms in turns; the client takes its part of the same CPUs. The \
             functions are as many processes, since each takes one event after the other.",
            effort.rounds,
            effort.rush.as_millis()
        ),
        columns("request", names),
    );
    for (request, costs) in costs {
        table.row(row(request, costs.iter().map(|cost| format!("{:.0}", cost.rate))));
    }
    table
}

fn sent(names: &[&str], costs: &Costs) -> Table {
    let mut table = Table::new("Bodies as they are sent", "kB.", columns("request", names));
    for (request, costs) in costs {
        table.row(row(request, costs.iter().map(|cost| kb(cost.sent))));
    }
    table
}

fn memory_and_start(effort: &Effort, names: &[&str], costs: &Costs) -> Table {
    let mut table = Table::new(
        "Memory and cold start beside peers",
        format!(
            "The most after any of the requests, MiB of all processes, PostgreSQL's (which both of ours use) \
             or the cache's included: what they hold by PSS, with one connection and with {}, and the sum of \
             the most that each held (RSS), where what several share counts for each. Of functions it is one \
             process, and {}, of that request's. Cold start: milliseconds to the first answer, the median; \
             the database runs already, redis does not, and is empty.",
            effort.connections, effort.connections
        ),
        [
            "server".to_owned(),
            "PSS at 1".to_owned(),
            format!("PSS at {}", effort.connections),
            "peak RSS".to_owned(),
            "cold start".to_owned(),
        ],
    );
    for (number, name) in names.iter().enumerate() {
        let costs = || costs.iter().filter_map(|(_, costs)| costs.get(number));
        let mut starts: Vec<Duration> = costs().filter_map(|cost| cost.start).collect();
        let start = if starts.is_empty() { none() } else { ms(percentile(&mut starts, 50)) };
        let of_one = costs().filter_map(|cost| cost.memory_of_one).max();
        let of_all = costs().filter_map(|cost| cost.memory_of_all).max();
        let peak = costs().map(|cost| cost.peak_memory).max();
        let memory = [of_one, of_all, peak].map(|memory| memory.map_or_else(none, mib));
        table.row(row(name, memory.into_iter().chain([start])));
    }
    table
}

/// The first column, and one for each server.
fn columns<'a>(first: &'a str, names: &'a [&'a str]) -> impl Iterator<Item = String> + 'a {
    [first].into_iter().chain(names.iter().copied()).map(str::to_owned)
}

/// The first cell, and the others.
fn row(first: &str, cells: impl IntoIterator<Item = String>) -> Vec<String> {
    [first.to_owned()].into_iter().chain(cells).collect()
}
