//! How long a function takes to start: until it asks for its first event, and until its first answer.

use std::{path::Path, time::Duration};

use functions::endpoints::ENDPOINTS;

use crate::{
    BenchError, Effort,
    cases::Case,
    meter::{Program, fresh},
    programs::Programs,
    table::{Table, ms, none, percentile, ratio},
    world::World,
};

/// The times of one process, once a start.
#[derive(Default)]
struct Starts {
    first_next: Vec<Duration>,
    first_answer: Vec<Duration>,
}

/// The table.
pub(crate) async fn measure(
    effort: &Effort,
    programs: &Programs,
    world: &World,
    cases: &[Case],
) -> Result<String, BenchError> {
    let mut table = Table::new(
        "Cold start",
        format!(
            "Milliseconds, medians of {} starts; the files are in memory. The first answer comes \
             from storage, without and with TLS to PostgreSQL. Baselines: a function that does nothing, \
             and one that only selects the row.",
            effort.starts
        ),
        [
            "function",
            "first next",
            "baseline",
            "×",
            "first answer",
            "baseline",
            "×",
            "with TLS",
            "baseline",
            "×",
        ],
    );
    for routes in ENDPOINTS.chunk_by(|one, other| one.name == other.name) {
        let route = &routes[0];
        // The last one is the large player's.
        let Some(case) = cases.iter().rfind(|case| case.endpoint == route.name) else { continue };
        tracing::info!("starting {}", case.endpoint);
        table.row(row(effort, programs, world, case).await?);
    }
    Ok(table.to_string())
}

async fn row(
    effort: &Effort,
    programs: &Programs,
    world: &World,
    case: &Case,
) -> Result<Vec<String>, BenchError> {
    let function = programs.function(case.endpoint);
    let (baseline_empty, baseline_select) = (programs.baseline_empty(), programs.baseline_select());
    let (mut empty, mut plain, mut tls) = (Starts::default(), Starts::default(), Starts::default());
    let (mut plain_baseline, mut tls_baseline) = (Starts::default(), Starts::default());
    for _ in 0..effort.starts {
        empty.start(&baseline_empty, &[], case).await?;
        for (url, starts, baseline) in [
            (&world.direct, &mut plain, &mut plain_baseline),
            (&world.tls, &mut tls, &mut tls_baseline),
        ] {
            let mut variables = world.variables(url).to_vec();
            starts.start(&function, &variables, case).await?;
            if let Some(row) = &case.row {
                variables.extend(row.clone());
                baseline.start(&baseline_select, &variables, case).await?;
            }
        }
    }
    let first_next = (median(&plain.first_next), median(&empty.first_next));
    let mut cells = vec![
        format!("`{}`", case.endpoint),
        ms(first_next.0),
        ms(first_next.1),
        ratio(first_next.0, first_next.1),
    ];
    for (starts, baseline) in [(&plain, &plain_baseline), (&tls, &tls_baseline)] {
        let answer = median(&starts.first_answer);
        if case.row.is_some() {
            let baseline = median(&baseline.first_answer);
            cells.extend([ms(answer), ms(baseline), ratio(answer, baseline)]);
        } else {
            cells.extend([ms(answer), none(), none()]);
        }
    }
    Ok(cells)
}

fn median(times: &[Duration]) -> Duration {
    percentile(&mut times.to_vec(), 50)
}

impl Starts {
    async fn start(
        &mut self,
        binary: &Path,
        variables: &[(&str, String)],
        case: &Case,
    ) -> Result<(), BenchError> {
        let variables: Vec<_> =
            variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut function = Program { binary, variables: &variables }.start().await?;
        self.first_next.push(function.age());
        let result = function.invoke(case.event.clone()).await?;
        self.first_answer.push(function.age());
        fresh(&case.name, &result)?;
        Ok(())
    }
}
