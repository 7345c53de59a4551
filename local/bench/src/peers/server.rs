//! One server, and what its answers to one request cost.

use std::{
    io,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;
use url::Url;

use super::{
    client::{Answer, Client},
    processes::Tally,
};
use crate::{BenchError, Effort, cases::Case, programs::Programs, table::percentile, world::World};

/// A server.
pub(super) struct Server<'a> {
    pub(super) name: &'a str,
    pub(super) way: Way<'a>,
    /// What has started all that answers, beside processes that serve one connection alone.
    pub(super) processes: Vec<u32>,
    /// How long it takes to start, where that is known before it is asked.
    pub(super) start: Option<Duration>,
}

/// How a server is asked.
pub(super) enum Way<'a> {
    /// Compiled functions, behind a runtime API.
    Functions(&'a Programs, &'a World),
    Http(reqwest::Client, Url),
}

/// One server that is asked the same again and again.
pub(super) struct ServerMeter<'a> {
    server: &'a Server<'a>,
    case: &'a Case,
    clients: Vec<Client>,
    answer: Answer,
    start: Option<Duration>,
    cpu: Vec<Duration>,
    latencies: Vec<Duration>,
    rates: Vec<f64>,
}

/// What its answers cost.
pub(super) struct Cost {
    /// CPU time a request, in the round that was disturbed least.
    pub(super) cpu: Duration,
    pub(super) p50: Duration,
    pub(super) p99: Duration,
    /// Requests a second over all connections, in the best round.
    pub(super) rate: f64,
    /// The bytes of a body as it is sent.
    pub(super) sent: u64,
    /// How long it took from the start to the first answer, where that was seen.
    pub(super) start: Option<Duration>,
    /// The memory that all processes held, with one connection and with all of them.
    pub(super) memory_of_one: Option<u64>,
    pub(super) memory_of_all: Option<u64>,
    /// The most that each process held at once, added up.
    pub(super) peak_memory: u64,
}

impl Server<'_> {
    async fn connect(&self, case: &Case) -> Result<Client, BenchError> {
        match &self.way {
            Way::Functions(programs, world) => Client::of_function(programs, world, case).await,
            Way::Http(http, url) => Client::over_http(http, self.name, url, case),
        }
    }

    /// Connects, and asks twice, which is not measured: then all is stored wherever the server stores it.
    pub(super) async fn meter<'a>(&'a self, case: &'a Case) -> Result<ServerMeter<'a>, BenchError> {
        let mut client = self.connect(case).await?;
        let until_ready = client.process()?.map(|(_, age)| age);
        let first = client.ask().await?;
        let start = until_ready.map_or(self.start, |age| Some(age + first.took));
        let answer = client.ask().await?;
        Ok(ServerMeter {
            server: self,
            case,
            clients: vec![client],
            answer,
            start,
            cpu: Vec::new(),
            latencies: Vec::new(),
            rates: Vec::new(),
        })
    }
}

impl ServerMeter<'_> {
    /// An error when the body is not the other's.
    pub(super) fn expect_same(&self, other: &Self) -> Result<(), BenchError> {
        self.clients[0].expect_same(&self.answer, &other.answer)
    }

    fn tally(&self) -> Result<Tally, BenchError> {
        let mut processes = self.server.processes.clone();
        for client in &self.clients {
            processes.extend(client.process()?.map(|(process, _)| process));
        }
        Ok(Tally::of(&processes)?)
    }

    /// Asks `times` times, one after the other, and notes what it cost.
    async fn block(&mut self, times: u32) -> Result<(), BenchError> {
        let before = self.tally()?;
        for _ in 0..times {
            self.latencies.push(self.clients[0].ask().await?.took);
        }
        self.cpu.push(self.tally()?.cpu_since(&before) / times);
        Ok(())
    }

    /// Asks over all connections at once for that long, and notes how often it was answered.
    async fn rush(&mut self, length: Duration) -> Result<(), BenchError> {
        let started = Instant::now();
        let mut tasks = JoinSet::new();
        for mut client in self.clients.drain(..) {
            tasks.spawn(async move {
                let mut answers: u32 = 0;
                while started.elapsed() < length {
                    client.ask().await?;
                    answers += 1;
                }
                Ok::<_, BenchError>((client, answers))
            });
        }
        let mut answers = 0;
        while let Some(done) = tasks.join_next().await {
            let (client, count) = done.map_err(io::Error::from)??;
            self.clients.push(client);
            answers += count;
        }
        self.rates.push(f64::from(answers) / started.elapsed().as_secs_f64());
        Ok(())
    }

    fn finish(mut self, memory_of_one: Option<u64>) -> Result<Cost, BenchError> {
        let tally = self.tally()?;
        Ok(Cost {
            cpu: self.cpu.iter().min().copied().unwrap_or_default(),
            p50: percentile(&mut self.latencies, 50),
            p99: percentile(&mut self.latencies, 99),
            rate: self.rates.iter().copied().fold(0.0, f64::max),
            sent: self.answer.body.len() as u64,
            start: self.start,
            memory_of_one,
            memory_of_all: tally.proportional_memory(),
            peak_memory: tally.peak_memory(),
        })
    }
}

/// What each server's answers to one request cost. They take turns, so that whatever else the machine does
/// hits all of them.
pub(super) async fn measure(
    effort: &Effort,
    servers: &[Server<'_>],
    case: &Case,
) -> Result<Vec<Cost>, BenchError> {
    let mut meters = Vec::new();
    for server in servers {
        let meter = server.meter(case).await?;
        if let Some(first) = meters.first() {
            meter.expect_same(first)?;
        }
        meters.push(meter);
    }
    for _ in 0..effort.rounds {
        for meter in &mut meters {
            meter.block(effort.block).await?;
        }
    }
    let mut memory_of_one = Vec::new();
    for meter in &mut meters {
        memory_of_one.push(meter.tally()?.proportional_memory());
        while meter.clients.len() < effort.connections {
            meter.clients.push(meter.server.connect(meter.case).await?);
        }
    }
    for _ in 0..effort.rounds {
        for meter in &mut meters {
            meter.rush(effort.rush).await?;
        }
    }
    let costs = meters.into_iter().zip(memory_of_one);
    costs.map(|(meter, memory_of_one)| meter.finish(memory_of_one)).collect()
}
