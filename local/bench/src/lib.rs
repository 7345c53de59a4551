//! Benchmarks: what the compiled functions cost, each number beside its baseline.
//!
//! They are told in the order of a request's way: how a function starts, what an answer takes, what
//! reading a page takes, and how storage grows.
//!
//! - `programs.rs`: the compiled functions, and the baselines.
//! - `world.rs`: PostgreSQL, PgBouncer, the fake of Blizzard's site, two players.
//! - `cases.rs`: the requests, and the row that each of them reads.
//! - `meter.rs`: one function and what its invocations cost.
//! - `starts.rs`, `answers.rs`, `pages.rs`, `first_look_up.rs`, `parsers.rs`, `growth.rs`,
//!   `histories.rs`, `instructions.rs`: the tables.
//! - `peers`: our server beside others that answer the same.
//! - `copies.rs`: a database full of copies of one player. `year.rs`: one with a year of some who play.
//! - `relay.rs`: counts the bytes from PostgreSQL.
//! - `table.rs`: a table in Markdown.
//!
//! A baseline is measured in turn with what stands on it, so that whatever else the machine does hits both.

mod answers;
mod cases;
mod copies;
mod error;
mod first_look_up;
mod growth;
mod histories;
mod instructions;
mod meter;
mod pages;
mod parsers;
mod peers;
mod programs;
mod relay;
mod starts;
mod table;
mod world;
mod year;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use cases::Case;
use programs::Programs;
use world::World;

pub use error::BenchError;

/// What to measure.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// What.
    #[arg(value_enum, default_value_t)]
    what: What,

    /// Only a little of everything, to see that it runs: the numbers mean nothing.
    #[arg(long)]
    quick: bool,

    /// Only this function, such as `get-player-summary`: compiling them all takes minutes.
    #[arg(long)]
    only: Option<String>,

    /// Saved pages of Blizzard's site by URL path, in the place of generated ones.
    #[arg(long)]
    site: Option<PathBuf>,

    /// Where the fake of Blizzard's site listens: peers that ask for pages have to reach it.
    #[arg(long, default_value = "127.0.0.1:0")]
    fake: SocketAddr,

    #[command(flatten)]
    peers: peers::PeerOptions,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// How functions start, what their answers take, how large they are, and how fast pages are read.
    #[default]
    Functions,
    /// How storage grows, up to a million players: takes minutes.
    Growth,
    /// What a year of versions takes, and what is answered from it.
    Histories,
    /// How many instructions a fresh answer takes; needs valgrind.
    Instructions,
    /// Our server beside others that answer the same API with the same pages behind them.
    Peers,
}

/// How much is measured.
struct Effort {
    /// How often each function is started.
    starts: usize,
    /// How often a function and its baseline take turns.
    rounds: usize,
    /// How often a function is invoked in its turn.
    block: u32,
    /// After so many invocations the memory is looked at.
    invocations: usize,
    /// How often a function reads a page.
    pages: u32,
    /// How often a player is looked up for the first time.
    first_look_ups: usize,
    /// How often a page is read in this process.
    reads: usize,
    /// How many days of versions there are, and of how many players.
    days: u32,
    historians: u32,
    /// How often a function is invoked in its turn that takes milliseconds.
    slow_block: u32,
    /// How often a changed player is refreshed.
    refreshes: u32,
    /// At how many connections servers are asked at once, and for how long in each turn.
    connections: usize,
    rush: Duration,
    /// How many profiles are stored when growth is measured.
    profiles: &'static [u32],
    /// How often storage is asked then.
    lookups: u32,
}

const FULL: Effort = Effort {
    starts: 21,
    rounds: 7,
    block: 200,
    invocations: 10_000,
    pages: 1_000,
    first_look_ups: 10,
    reads: 50,
    days: 365,
    historians: 10,
    slow_block: 20,
    refreshes: 160,
    connections: 32,
    rush: Duration::from_millis(500),
    profiles: &[1_000, 100_000, 1_000_000],
    lookups: 10_000,
};

const QUICK: Effort = Effort {
    starts: 1,
    rounds: 1,
    block: 5,
    invocations: 5,
    pages: 2,
    first_look_ups: 1,
    reads: 1,
    days: 20,
    historians: 2,
    slow_block: 2,
    refreshes: 2,
    connections: 4,
    rush: Duration::from_millis(50),
    profiles: &[1_000],
    lookups: 100,
};

/// Measures and prints, table by table.
///
/// # Errors
///
/// [`BenchError`] when the run is broken; never because the machine is slow.
pub async fn run(options: &Options) -> Result<(), BenchError> {
    if options.what != What::Growth && !cfg!(target_os = "linux") {
        return Err(BenchError::NotLinux);
    }
    let effort = if options.quick { QUICK } else { FULL };
    print(&world::machine());
    let world = World::start(options.site.as_deref(), options.fake).await?;
    match options.what {
        What::Functions => {
            measure_functions(&effort, &world, options.only.as_deref()).await?;
        }
        What::Histories => {
            let programs = Programs::build(&histories::MEASURED).await?;
            print(&Box::pin(histories::measure(&effort, &programs, &world)).await?);
        }
        What::Growth => print(&Box::pin(growth::measure(&effort, &world)).await?),
        What::Peers => {
            print(&Box::pin(peers::measure(&effort, &world, &options.peers)).await?);
        }
        What::Instructions => {
            let (programs, cases) = prepare(&world, &[instructions::COUNTED]).await?;
            print(&instructions::measure(&programs, &world, &cases).await?);
        }
    }
    Ok(())
}

async fn measure_functions(
    effort: &Effort,
    world: &World,
    only: Option<&str>,
) -> Result<(), BenchError> {
    let (programs, cases) = prepare(world, only.as_slice()).await?;
    print(&starts::measure(effort, &programs, world, &cases).await?);
    print(&answers::measure(effort, &programs, world, &cases).await?);
    let asked = world.fake.requests();
    if !asked.is_empty() {
        return Err(BenchError::BlizzardWasAsked(asked));
    }
    print(&pages::measure(effort, &programs, world).await?);
    print(&first_look_up::measure(effort, &programs, world).await?);
    print(&programs.sizes()?);
    print(&parsers::measure(effort, world).await?);
    print(&growth::measure_bytes(world).await?);
    Ok(())
}

/// Compiles the functions, or only some, and asks for everything once, so that all is stored.
async fn prepare(world: &World, only: &[&str]) -> Result<(Programs, Vec<Case>), BenchError> {
    let programs = Programs::build(only).await?;
    let mut cases = cases::all(world)?;
    cases.retain(|case| programs.names().iter().any(|name| name == case.endpoint));
    for case in &cases {
        answers::warm_up(&programs, world, case).await?;
    }
    world.fake.clear_requests();
    Ok((programs, cases))
}

#[expect(clippy::print_stdout, reason = "this is what was asked for")]
fn print(section: &str) {
    println!("{section}");
}
