//! How many instructions a fresh answer takes, counted by valgrind's callgrind: unlike time, they are
//! the same on a busy machine.

use std::path::Path;

use fs_err as fs;
use tokio::process::Command;

use crate::{
    BenchError,
    cases::Case,
    meter::fresh,
    programs::Programs,
    table::{Table, quotient},
    world::World,
};
use emulator::Function;

/// The function that is counted.
pub(crate) const COUNTED: &str = "get-player-summary";

/// One run has so many invocations, another twice as many: the difference is what they take, without
/// the start.
const INVOCATIONS: u64 = 200;

/// The table: the summary, and a function that only selects it.
pub(crate) async fn measure(
    programs: &Programs,
    world: &World,
    cases: &[Case],
) -> Result<String, BenchError> {
    let mut table = Table::new(
        "Instructions",
        format!(
            "Of one invocation in user space, from the difference of {INVOCATIONS} and {} of them. \
             Baseline: a function that only selects the row.",
            2 * INVOCATIONS
        ),
        ["request", "instructions", "baseline", "×"],
    );
    for case in cases {
        let mut variables = world.variables(&world.direct).to_vec();
        variables.extend(case.row.iter().flatten().cloned());
        let ours = each(&programs.function(case.endpoint), &variables, case).await?;
        let baseline = each(&programs.baseline_select(), &variables, case).await?;
        let ratio = format!("{:.2}", quotient(ours, baseline));
        table.row([case.name.clone(), ours.to_string(), baseline.to_string(), ratio]);
    }
    Ok(table.to_string())
}

/// Of one invocation.
async fn each(binary: &Path, variables: &[(&str, String)], case: &Case) -> Result<u64, BenchError> {
    let once = count(binary, variables, case, INVOCATIONS).await?;
    let twice = count(binary, variables, case, 2 * INVOCATIONS).await?;
    Ok(twice.saturating_sub(once) / INVOCATIONS)
}

/// Of a whole process with so many invocations.
async fn count(
    binary: &Path,
    variables: &[(&str, String)],
    case: &Case,
    invocations: u64,
) -> Result<u64, BenchError> {
    let log = tempfile::NamedTempFile::new()?;
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    valgrind.arg(format!("--log-file={}", log.path().display())).arg(binary);
    let variables = variables.iter().map(|(name, value)| (*name, value.as_str()));
    let mut function = Function::start_command(valgrind, variables).await?;
    for _ in 0..invocations {
        fresh(&case.name, &function.invoke(case.event.clone()).await?)?;
        function.wait_until_ready().await?;
    }
    function.terminate().await?;
    let log = fs::read_to_string(log.path())?;
    let collected = log.lines().find_map(|line| line.split_once("Collected : "));
    collected.and_then(|(_, count)| count.trim().parse().ok()).ok_or(BenchError::NotCounted(log))
}
