//! One function, and what its invocations cost.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use axum::{body::Bytes, http::Response};

use crate::{BenchError, table::percentile};
use emulator::{Function, answer};

/// How a process is started: its binary and its environment.
#[derive(Clone, Copy)]
pub(crate) struct Program<'a> {
    pub(crate) binary: &'a Path,
    pub(crate) variables: &'a [(&'a str, &'a str)],
}

impl Program<'_> {
    pub(crate) async fn start(self) -> Result<Function, BenchError> {
        Ok(Function::start(self.binary, self.variables.iter().copied()).await?)
    }
}

/// One function that is asked the same again and again.
pub(crate) struct Meter {
    function: Function,
    request: String,
    event: Bytes,
    /// CPU time per invocation, one a block.
    cpu: Vec<Duration>,
    latencies: Vec<Duration>,
    invocations: usize,
}

impl Meter {
    /// Starts it, and asks once, which is not measured: then it is connected.
    pub(crate) async fn start(
        program: Program<'_>,
        request: &str,
        event: &Bytes,
    ) -> Result<Self, BenchError> {
        let mut meter = Self {
            function: program.start().await?,
            request: request.to_owned(),
            event: event.clone(),
            cpu: Vec::new(),
            latencies: Vec::new(),
            invocations: 0,
        };
        meter.ask().await?;
        meter.latencies.clear();
        Ok(meter)
    }

    /// Asks once; the answer is a fresh one.
    pub(crate) async fn ask(&mut self) -> Result<Response<Bytes>, BenchError> {
        let asked = Instant::now();
        let result = self.function.invoke(self.event.clone()).await?;
        self.latencies.push(asked.elapsed());
        self.function.wait_until_ready().await?;
        self.invocations += 1;
        fresh(&self.request, &result)
    }

    /// Asks `times` times, and notes what it cost.
    pub(crate) async fn block(&mut self, times: u32) -> Result<(), BenchError> {
        let before = self.function.usage()?.cpu;
        for _ in 0..times {
            self.ask().await?;
        }
        let used = self.function.usage()?.cpu.saturating_sub(before);
        self.cpu.push(used / times);
        Ok(())
    }

    /// Asks until it was asked that often; the most memory it held, in bytes.
    pub(crate) async fn peak_memory(&mut self, invocations: usize) -> Result<u64, BenchError> {
        while self.invocations < invocations {
            self.ask().await?;
        }
        Ok(self.function.usage()?.peak_memory)
    }

    /// CPU time per invocation, in the block that was disturbed least.
    pub(crate) fn cpu(&self) -> Duration {
        self.cpu.iter().min().copied().unwrap_or_default()
    }

    /// How long so many percent of the answers took at most.
    pub(crate) fn latency(&mut self, percent: usize) -> Duration {
        percentile(&mut self.latencies, percent)
    }
}

/// The answer, if it is one from storage that needs no refresh.
pub(crate) fn fresh(request: &str, result: &[u8]) -> Result<Response<Bytes>, BenchError> {
    let answer = answer(result)?;
    let cache = answer.headers().get("x-cache-status");
    let cache = cache.map_or("hit".into(), |cache| String::from_utf8_lossy(cache.as_bytes()));
    if answer.status() == 200 && cache == "hit" {
        return Ok(answer);
    }
    Err(BenchError::NotFresh {
        request: request.to_owned(),
        status: answer.status().as_u16(),
        cache: cache.into_owned(),
    })
}
