//! How long a client waits for a player whom nobody has asked for before.

use std::time::{Duration, Instant};

use axum::http::Request;
use overwatch::PlayerId;
use sqlx::{Connection, PgConnection};

use crate::{
    BenchError, Effort,
    programs::Programs,
    table::{Table, ms, percentile, ratio},
    world::World,
};
use emulator::{Function, answer, event};
use fake::Fault;

const FUNCTION: &str = "get-player-summary";

/// Blizzard takes so long for each response, a redirect included.
const BLIZZARD_TAKES: Duration = Duration::from_secs(1);

/// Nothing is stored, and the rate limiter is at its shortest delay.
const BEFORE: &str = "
    delete from player_profiles;
    update blizzard_pace set delay_ms = 100, next_slot = now()";

/// The table, or nothing when that function is not measured.
pub(crate) async fn measure(
    effort: &Effort,
    programs: &Programs,
    world: &World,
) -> Result<String, BenchError> {
    if !programs.names().iter().any(|name| name == FUNCTION) {
        return Ok(String::new());
    }
    tracing::info!("first look-ups");
    world.fake.set_fault(Some(Fault::Delay(BLIZZARD_TAKES)));
    let measured = look_up(effort, programs, world).await;
    world.fake.set_fault(None);
    let (mut latencies, mut baseline) = measured?;
    let mut table = Table::new(
        "First look-up by BattleTag",
        format!(
            "Milliseconds of {} look-ups; Blizzard takes {} s for each response, and the rate limiter is at \
             its shortest delay. Baseline: the page alone, with the redirect that leads to it.",
            effort.first_look_ups,
            BLIZZARD_TAKES.as_secs()
        ),
        ["look-up", "p50", "baseline", "×", "longest"],
    );
    let (p50, baseline) = (percentile(&mut latencies, 50), percentile(&mut baseline, 50));
    let longest = percentile(&mut latencies, 100);
    table.row([format!("`{FUNCTION}`"), ms(p50), ms(baseline), ratio(p50, baseline), ms(longest)]);
    Ok(table.to_string())
}

/// How long the look-ups took, and how long the page alone.
async fn look_up(
    effort: &Effort,
    programs: &Programs,
    world: &World,
) -> Result<(Vec<Duration>, Vec<Duration>), BenchError> {
    let variables =
        [("DATABASE_URL", world.direct.as_str()), ("BLIZZARD_BASE_URL", &world.fake.url())];
    let mut function = Function::start(&programs.function(FUNCTION), variables).await?;
    let mut connection = PgConnection::connect(&world.direct).await?;
    let event =
        event(&Request::get(format!("/players/{}/summary", world.small.as_str())).body(())?);
    let player = PlayerId::BattleTag(world.small.clone());
    let (mut latencies, mut baseline) = (Vec::new(), Vec::new());
    // The first request makes the rate limiter's row, and is not measured.
    for number in 0..=effort.first_look_ups {
        sqlx::raw_sql(BEFORE).execute(&mut connection).await?;
        let asked = Instant::now();
        let answer = answer(&function.invoke(event.clone()).await?)?;
        let took = asked.elapsed();
        function.wait_until_ready().await?;
        if answer.status() != 200 {
            return Err(BenchError::NotRead(FUNCTION));
        }
        let asked = Instant::now();
        world.blizzard.career(&player).await?;
        if number > 0 {
            latencies.push(took);
            baseline.push(asked.elapsed());
        }
    }
    Ok((latencies, baseline))
}
