//! Our server beside others that answer the same API with the same pages behind them.
//!
//! - `options.rs`: which others. `launch.rs`: ours on a laptop, started. `nginx.rs`: a cache in memory.
//! - `client.rs`: one connection, and whether two bodies are the same.
//! - `processes.rs`: what all processes of a server have used.
//! - `server.rs`: one server, and what its answers cost. `tables.rs`: that in tables.

mod client;
mod launch;
mod nginx;
mod options;
mod processes;
mod server;
mod tables;

use std::time::Duration;

use url::Url;

use crate::{
    BenchError, Effort, answers,
    cases::{self, Case},
    programs::Programs,
    world::World,
};
use client::Client;
use launch::{Local, start_often};
use nginx::Nginx;
use server::{Server, Way};
use tables::tables;

pub(crate) use options::PeerOptions;

/// Longer than a peer takes that asks Blizzard first.
const TIMEOUT: Duration = Duration::from_mins(1);

/// How our two servers are called, which are the first.
const OURS: [&str; 2] = ["functions", "local"];

/// The tables.
pub(crate) async fn measure(
    effort: &Effort,
    world: &World,
    options: &PeerOptions,
) -> Result<String, BenchError> {
    let peers = options.peers()?;
    let cases = cases::of_peers(world)?;
    let programs = prepare(world, &cases).await?;
    let http = http()?;

    tracing::info!("starting servers");
    let start = async || Local::start(&http, world).await;
    let (local, local_start) = start_often(effort.starts, start).await?;
    local.server.wait_until_quiet().await?;
    let nginx = if options.nginx {
        let started = start_often(effort.starts, async || Nginx::start(&http).await).await?;
        fill(&started.0, &http, &local, &cases).await?;
        Some(started)
    } else {
        None
    };

    let over_http = |url: &Url| Way::Http(http.clone(), url.clone());
    let postmaster: Vec<u32> = world.postmaster().into_iter().collect();
    let mut servers = vec![
        Server {
            name: OURS[0],
            way: Way::Functions(&programs, world),
            processes: postmaster.clone(),
            start: None,
        },
        Server {
            name: OURS[1],
            way: over_http(&local.url),
            processes: [postmaster, vec![local.server.id()]].concat(),
            start: Some(local_start),
        },
    ];
    servers.extend(nginx.iter().map(|(nginx, start)| Server {
        name: "nginx + redis",
        way: over_http(&nginx.url),
        processes: nginx.processes(),
        start: Some(*start),
    }));
    servers.extend(peers.map(|(peer, processes)| Server {
        name: &peer.name,
        way: over_http(&peer.url),
        processes: processes.to_vec(),
        start: None,
    }));

    let mut costs = Vec::new();
    for case in &cases {
        tracing::info!("asking for {}", case.name);
        costs.push((case.name.clone(), server::measure(effort, &servers, case).await?));
    }
    let names: Vec<&str> = servers.iter().map(|server| server.name).collect();
    Ok(tables(effort, &names, &costs))
}

/// A client that shows answers as they came: nothing unpacked, no redirect followed.
fn http() -> Result<reqwest::Client, BenchError> {
    let client = https::client()?.no_proxy().gzip(false).timeout(TIMEOUT);
    Ok(client.redirect(reqwest::redirect::Policy::none()).build()?)
}

/// Compiles the functions, and asks for everything once, so that all is stored.
async fn prepare(world: &World, cases: &[Case]) -> Result<Programs, BenchError> {
    let mut endpoints: Vec<_> = cases.iter().map(|case| case.endpoint).collect();
    endpoints.dedup();
    let programs = Programs::build(&endpoints).await?;
    for case in cases {
        answers::warm_up(&programs, world, case).await?;
    }
    Ok(programs)
}

/// Puts the bodies of our server into redis.
async fn fill(
    nginx: &Nginx,
    http: &reqwest::Client,
    local: &Local,
    cases: &[Case],
) -> Result<(), BenchError> {
    for case in cases.iter().filter(|case| case.encoding.is_none()) {
        let answer = Client::over_http(http, OURS[1], &local.url, case)?.ask().await?;
        nginx.store(&case.path, &answer.body).await?;
    }
    Ok(())
}
