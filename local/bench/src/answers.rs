//! What a fresh answer takes.

use std::time::Duration;

use axum::{
    body::Bytes,
    http::{Response, header::CACHE_CONTROL},
};
use service::freshness::INCOMPLETE;
use tokio::time::sleep;

use crate::{
    BenchError, Effort,
    cases::Case,
    meter::{Meter, Program},
    programs::Programs,
    relay::Relay,
    table::{Table, kb, mib, ms, none, ratio},
    world::World,
};
use emulator::{Function, answer};

/// The function that fetches behind its response.
const ALL_HEROES: &str = "list-all-heroes";

/// So many seconds at most: a saved site need not have every hero's page.
const LONGEST_WARM_UP: u32 = 20;

/// Asks once, so that all is stored; where it is fetched behind the response, until it is.
pub(crate) async fn warm_up(
    programs: &Programs,
    world: &World,
    case: &Case,
) -> Result<(), BenchError> {
    let variables = world.variables(&world.direct);
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut function = Function::start(&programs.function(case.endpoint), variables).await?;
    for _ in 0..LONGEST_WARM_UP {
        let answer = answer(&function.invoke(case.event.clone()).await?)?;
        if case.endpoint != ALL_HEROES || !is_incomplete(&answer) {
            break;
        }
        sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

/// Whether some heroes are still being fetched.
fn is_incomplete(answer: &Response<Bytes>) -> bool {
    let incomplete = format!("public, max-age={}", INCOMPLETE.as_secs());
    answer.headers().get(CACHE_CONTROL).is_some_and(|value| *value == *incomplete)
}

/// The tables: straight to PostgreSQL, and through PgBouncer.
pub(crate) async fn measure(
    effort: &Effort,
    programs: &Programs,
    world: &World,
    cases: &[Case],
) -> Result<String, BenchError> {
    let Effort { rounds, block, invocations, .. } = effort;
    let mut direct = Table::new(
        "Fresh answers",
        format!(
            "CPU (user and system) and latency in milliseconds, of {rounds} × {block} invocations: \
             CPU of the quietest {block}, latency of all. Baseline: a function that only selects the \
             row; where there is none, one that does nothing. From PostgreSQL and answer: kB of one \
             invocation. Peak: MiB held at most in {invocations} invocations."
        ),
        [
            "request",
            "CPU",
            "baseline",
            "×",
            "p50",
            "baseline",
            "p99",
            "baseline",
            "from PostgreSQL",
            "answer",
            "peak",
        ],
    );
    let mut pooled = Table::new(
        "Fresh answers through PgBouncer",
        "The same through PgBouncer in transaction mode, which stands in for RDS Proxy.",
        ["request", "CPU", "baseline", "×", "p50", "baseline", "p99", "baseline"],
    );
    for case in cases {
        tracing::info!("asking for {}", case.name);
        direct.row(row(effort, programs, world, case, &world.direct).await?);
        if let (Some(pgbouncer), Some(_)) = (&world.pgbouncer, &case.row) {
            let cells =
                row(&Effort { invocations: 0, ..*effort }, programs, world, case, &pgbouncer.url)
                    .await?;
            pooled.row(&cells[..8]);
        }
    }
    if world.pgbouncer.is_none() {
        return Ok(format!(
            "{direct}\nPgBouncer is not on the PATH: nothing was measured through it.\n"
        ));
    }
    Ok(format!("{direct}\n{pooled}"))
}

async fn row(
    effort: &Effort,
    programs: &Programs,
    world: &World,
    case: &Case,
    database_url: &str,
) -> Result<Vec<String>, BenchError> {
    let mut ours = start(programs, world, case, database_url).await?;
    let mut baseline = start_baseline(programs, world, case, database_url).await?;
    for _ in 0..effort.rounds {
        baseline.block(effort.block).await?;
        ours.block(effort.block).await?;
    }
    let answer = ours.ask().await?.into_body();
    let mut cells = vec![
        case.name.clone(),
        ms(ours.cpu()),
        ms(baseline.cpu()),
        ratio(ours.cpu(), baseline.cpu()),
        ms(ours.latency(50)),
        ms(baseline.latency(50)),
        ms(ours.latency(99)),
        ms(baseline.latency(99)),
    ];
    cells.push(match case.row {
        Some(_) => kb(bytes_from_postgres(programs, world, case).await?),
        None => none(),
    });
    cells.push(kb(answer.len() as u64));
    cells.push(mib(ours.peak_memory(effort.invocations).await?));
    Ok(cells)
}

async fn start(
    programs: &Programs,
    world: &World,
    case: &Case,
    database_url: &str,
) -> Result<Meter, BenchError> {
    let variables = world.variables(database_url);
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    let binary = programs.function(case.endpoint);
    Meter::start(Program { binary: &binary, variables: &variables }, &case.name, &case.event).await
}

async fn start_baseline(
    programs: &Programs,
    world: &World,
    case: &Case,
    database_url: &str,
) -> Result<Meter, BenchError> {
    let mut variables = world.variables(database_url).to_vec();
    variables.extend(case.row.iter().flatten().cloned());
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let binary =
        if case.row.is_some() { programs.baseline_select() } else { programs.baseline_empty() };
    Meter::start(Program { binary: &binary, variables: &variables }, &case.name, &case.event).await
}

/// Of one invocation, once the function is connected.
async fn bytes_from_postgres(
    programs: &Programs,
    world: &World,
    case: &Case,
) -> Result<u64, BenchError> {
    let relay = Relay::start(&world.direct).await?;
    let mut meter = start(programs, world, case, &relay.url).await?;
    let before = relay.bytes();
    meter.ask().await?;
    Ok(relay.bytes() - before)
}
