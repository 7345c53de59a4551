//! What it takes to answer or refresh a player when the career page has to be read.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use axum::{body::Bytes, http::Request};
use overwatch::PlayerId;
use scraper::Html;
use serde_json::json;
use service::{queue::Message, resources::Key};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{
    BenchError, Effort,
    programs::Programs,
    table::{Table, mib, ms, percentile, ratio},
    world::World,
};
use emulator::{Function, event};

/// A way on which the page of a player, `$1`, is read.
struct Way {
    name: &'static str,
    function: &'static str,
    /// What has to be done before each invocation. Afterwards the row is one of today's parser.
    before: &'static str,
}

const WAYS: [Way; 3] = [
    Way {
        name: "summary, nothing stored",
        function: "get-player-summary",
        before: "delete from player_profiles where battletag = $1",
    },
    Way {
        name: "summary, stored by an older parser",
        function: "get-player-summary",
        before: "update player_profiles set data_version = 0 where battletag = $1",
    },
    Way {
        name: "refresh of a changed player",
        function: REFRESH,
        before: "update player_profiles set data_version = 0, last_updated_blizzard = 0,
            updated_at = now() - interval '1 day' where battletag = $1",
    },
];

const REFRESH: &str = "refresh";

/// The table, of the large player.
pub(crate) async fn measure(
    effort: &Effort,
    programs: &Programs,
    world: &World,
) -> Result<String, BenchError> {
    let mut table = Table::new(
        "Reading a page on the way",
        format!(
            "Milliseconds of {} invocations with the largest page; Blizzard is the fake. CPU (user \
             and system): the mean. Baseline: scraper's bare parse of the page. Peak: MiB held at most.",
            effort.pages
        ),
        ["way", "CPU", "baseline", "×", "p50", "p99", "peak"],
    );
    let player = PlayerId::BattleTag(world.large.clone());
    let page = world.blizzard.career(&player).await?;
    let refresh = message(&Message::Player(page.id))?;
    let baseline = parse(effort, &page.html);
    // Nothing else may have stored the player whom the refresh is of.
    let first = message(&Message::FetchFollowed(Key::Player(player), u64::MAX))?;
    for way in WAYS.iter().filter(|way| programs.names().iter().any(|name| name == way.function)) {
        tracing::info!("{}", way.name);
        let event = if way.function == REFRESH {
            refresh.clone()
        } else {
            event(&Request::get(format!("/players/{}/summary", world.large.as_str())).body(())?)
        };
        let first = (way.function == REFRESH).then(|| first.clone());
        let (cpu, mut latencies, peak) =
            way.measure(effort, programs, world, first, &event).await?;
        table.row([
            way.name.to_owned(),
            ms(cpu),
            ms(baseline),
            ratio(cpu, baseline),
            ms(percentile(&mut latencies, 50)),
            ms(percentile(&mut latencies, 99)),
            mib(peak),
        ]);
    }
    Ok(table.to_string())
}

impl Way {
    /// CPU time per invocation, how long each took, and the most memory held, in bytes.
    async fn measure(
        &self,
        effort: &Effort,
        programs: &Programs,
        world: &World,
        first: Option<Bytes>,
        event: &Bytes,
    ) -> Result<(Duration, Vec<Duration>, u64), BenchError> {
        let variables = world.variables(&world.direct);
        let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
        let mut function = Function::start(&programs.function(self.function), variables).await?;
        let mut connection = PgConnection::connect(&world.direct).await?;
        if let Some(first) = first {
            function.invoke(first).await?;
            function.wait_until_ready().await?;
        }
        let before = function.usage()?.cpu;
        let mut latencies = Vec::new();
        for _ in 0..effort.pages {
            sqlx::query(AssertSqlSafe(self.before))
                .bind(world.large.as_str())
                .execute(&mut connection)
                .await?;
            let asked = Instant::now();
            function.invoke(event.clone()).await?;
            latencies.push(asked.elapsed());
            function.wait_until_ready().await?;
        }
        let version = "select data_version from player_profiles where battletag = $1";
        let version: Option<i16> = sqlx::query_scalar(version)
            .bind(world.large.as_str())
            .fetch_optional(&mut connection)
            .await?;
        if version.unwrap_or_default() == 0 {
            return Err(BenchError::NotRead(self.name));
        }
        let usage = function.usage()?;
        Ok((usage.cpu.saturating_sub(before) / effort.pages, latencies, usage.peak_memory))
    }
}

/// What the queue hands on.
fn message(message: &Message) -> Result<Bytes, BenchError> {
    let body = serde_json::to_string(message)?;
    Ok(json!({ "Records": [{ "messageId": "1", "body": body }] }).to_string().into())
}

/// The shortest time of many.
fn parse(effort: &Effort, page: &str) -> Duration {
    let parses = (0..effort.reads).map(|_| {
        let start = Instant::now();
        drop(black_box(Html::parse_document(page)));
        start.elapsed()
    });
    parses.min().unwrap_or_default()
}
