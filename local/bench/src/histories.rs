//! What histories take: bytes a version, what their answers cost, and what a version adds to a refresh.

use std::{hint::black_box, time::Duration};

use axum::http::Request;
use emulator::{Usage, event};
use overwatch::{Gamemode, Platform, PlayerId, career, history::Filter};
use serde_json::json;
use service::queue::Message;
use sqlx::{Connection, PgConnection, Row};
use storage::PlayerVersions;

use crate::{
    BenchError, Effort,
    meter::{Meter, Program},
    programs::Programs,
    relay::Relay,
    table::{Table, kb, ms, none, quotient, ratio},
    world::World,
    year::Year,
};

/// The functions that are measured.
pub(crate) const MEASURED: [&str; 5] = [
    "get-player-history",
    "get-player-version",
    "get-player-stats-diff",
    "get-player-summary",
    "refresh",
];

/// The tables.
pub(crate) async fn measure(
    effort: &Effort,
    programs: &Programs,
    world: &World,
) -> Result<String, BenchError> {
    tracing::info!("playing {} days", effort.days);
    let year = Year::of(effort.historians, effort.days, world).await?;
    let bytes = measure_bytes(effort, world, &year).await?;
    let answers = measure_answers(effort, programs, world, &year).await?;
    let write = measure_write(effort, programs, world, year).await?;
    Ok(format!("{bytes}\n{answers}\n{write}"))
}

/// Bytes a version.
async fn measure_bytes(effort: &Effort, world: &World, year: &Year) -> Result<String, BenchError> {
    let mut table = Table::new(
        "Bytes of a version",
        format!(
            "Means. {} of the fake's players for {} days, a session a day. Beside them the careers of the site, \
             each as a first version.",
            effort.historians, effort.days
        ),
        [
            "versions",
            "number",
            "career as a delta",
            "career, whole",
            "career, all",
            "small data",
            "both",
            "with indexes",
        ],
    );
    let mut connection = PgConnection::connect(&year.url).await?;
    let row = sqlx::query(
        "select count(*),
            coalesce(avg(octet_length(career)) filter (where position > 0), 0)::bigint,
            avg(octet_length(career)) filter (where position = 0)::bigint,
            avg(octet_length(career))::bigint, avg(octet_length(data))::bigint,
            pg_total_relation_size('player_versions')
        from player_versions",
    );
    let row = row.fetch_one(&mut connection).await?;
    let [count, delta, whole, all, data, stored]: [i64; 6] =
        std::array::from_fn(|column| row.get(column));
    table.row([
        "of the fake".to_owned(),
        count.to_string(),
        delta.to_string(),
        whole.to_string(),
        all.to_string(),
        data.to_string(),
        (all + data).to_string(),
        (stored / count).to_string(),
    ]);
    for player in [&world.small, &world.large] {
        let page = world.blizzard.career(&PlayerId::BattleTag(player.clone())).await?;
        let career = career::parse(&page.html)?;
        if !career.has_statistics() {
            continue;
        }
        year.write_career(page.id.clone(), &career, page.html).await?;
        let row = sqlx::query(
            "select octet_length(career)::bigint, octet_length(data)::bigint from player_versions where player_id = $1",
        );
        let row = row.bind(page.id.as_str()).fetch_one(&mut connection).await?;
        let [whole, data]: [i64; 2] = std::array::from_fn(|column| row.get(column));
        let (both, whole, data) = ((whole + data).to_string(), whole.to_string(), data.to_string());
        let name = format!("of {}", player.as_str());
        table.row([name, "1".to_owned(), none(), whole.clone(), whole, data, both, none()]);
    }
    Ok(table.to_string())
}

/// What answers take.
async fn measure_answers(
    effort: &Effort,
    programs: &Programs,
    world: &World,
    year: &Year,
) -> Result<String, BenchError> {
    let mut table = Table::new(
        "Answers of a history",
        format!(
            "CPU (user and system) in milliseconds, of {} × {} invocations the quietest {}; of a player who plays \
             on both platforms, with {} versions. The version is the last of a whole chain. Answer and from \
             PostgreSQL: kB of one invocation.",
            effort.rounds, effort.slow_block, effort.slow_block, effort.days
        ),
        ["request", "CPU", "CPU a MB", "answer", "from PostgreSQL"],
    );
    let mut connection = PgConnection::connect(&year.url).await?;
    let last = sqlx::query_scalar(
        "select taken_at from player_versions where player_id = $1 order by position desc, number desc limit 1",
    );
    let last: i64 = last.bind(year.id.as_str()).fetch_one(&mut connection).await?;
    let newest = year.storage.find_versions(&year.id, None, None, 1, &Filter::default()).await?;
    let hero = newest.first().and_then(|version| {
        let gamemodes = version.snapshot.heroes.get(&Platform::Pc)?;
        gamemodes.get(&Gamemode::Quickplay)?.keys().next()
    });
    let hero = hero.ok_or(BenchError::NoPlayer)?;
    for (function, rest) in [
        ("get-player-summary", "/summary".to_owned()),
        (
            "get-player-history",
            format!("/history?limit=500&platform=pc&gamemode=quickplay&hero={hero}"),
        ),
        ("get-player-history", "/history?limit=500".to_owned()),
        ("get-player-version", format!("/history/{last}")),
        ("get-player-stats-diff", "/stats/diff?since=0".to_owned()),
    ] {
        tracing::info!("asking for {rest}");
        let path = format!("/players/{}{rest}", year.id.encoded());
        let event = event(&Request::get(&path).body(())?);
        let binary = programs.function(function);
        let variables = world.variables(&year.url);
        let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
        let program = Program { binary: &binary, variables: &variables };
        let mut meter = Meter::start(program, &path, &event).await?;
        for _ in 0..effort.rounds {
            meter.block(effort.slow_block).await?;
        }
        let length = meter.ask().await?.into_body().len() as u64;
        let relay = Relay::start(&year.url).await?;
        let mut variables = variables;
        variables[0].1 = &relay.url;
        let program = Program { binary: &binary, variables: &variables };
        let mut relayed = Meter::start(program, &path, &event).await?;
        let before = relay.bytes();
        relayed.ask().await?;
        let cpu = meter.cpu();
        table.row([
            format!("`/players/{{player}}{rest}`"),
            ms(cpu),
            ms(cpu.div_f64(quotient(length, 1_000_000))),
            kb(length),
            kb(relay.bytes() - before),
        ]);
    }
    Ok(table.to_string())
}

/// What a version adds to the refresh of a changed player.
async fn measure_write(
    effort: &Effort,
    programs: &Programs,
    world: &World,
    mut year: Year,
) -> Result<String, BenchError> {
    let refresh = refresh(effort, programs, world, &mut year).await?;
    let version = Version::of(effort, &mut year).await?;
    let without = refresh.saturating_sub(version.all());
    let mut table = Table::new(
        "A version in a refresh",
        format!(
            "CPU (user and system) in milliseconds, means of {} refreshes of a changed player, each of which adds a \
             version, and of as many writes in the benchmark's own process: what one that adds a version takes \
             more than one of the same career, and the reading and rebuilding that both do for its sake. \
             Without: the refresh less all of that.",
            effort.refreshes
        ),
        ["refresh", "without", "×", "adding", "rebuilding the last"],
    );
    table.row([
        ms(refresh),
        ms(without),
        ratio(refresh, without),
        ms(version.added),
        ms(version.rebuilt),
    ]);
    Ok(table.to_string())
}

/// CPU time of a refresh of a changed player.
async fn refresh(
    effort: &Effort,
    programs: &Programs,
    world: &World,
    year: &mut Year,
) -> Result<Duration, BenchError> {
    tracing::info!("refreshing");
    let site = year.site().await?;
    let mut variables = world.variables(&year.url);
    variables[1].1 = site.url();
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    let binary = programs.function("refresh");
    let mut function = Program { binary: &binary, variables: &variables }.start().await?;
    let message = serde_json::to_string(&Message::Player(year.id.clone()))?;
    let event = json!({ "Records": [{ "messageId": "1", "body": message }] }).to_string();
    let before = year.count().await?;
    let mut cpu = Duration::ZERO;
    for _ in 0..effort.refreshes {
        year.pass();
        let now = Duration::from_secs(year.now().unsigned_abs());
        site.set_clock(move || now);
        year.shift().await?;
        let used = function.usage()?.cpu;
        function.invoke(event.clone()).await?;
        function.wait_until_ready().await?;
        cpu += function.usage()?.cpu.saturating_sub(used);
    }
    if year.count().await? != before + i64::from(effort.refreshes) {
        return Err(BenchError::NotRead("refresh"));
    }
    Ok(cpu / effort.refreshes)
}

/// CPU time that a write takes for the version's sake.
#[derive(Default)]
struct Version {
    added: Duration,
    rebuilt: Duration,
}

impl Version {
    fn all(&self) -> Duration {
        self.added + self.rebuilt
    }

    async fn of(effort: &Effort, year: &mut Year) -> Result<Self, BenchError> {
        tracing::info!("writing");
        let [mut added, mut same, mut rebuilt] = [Duration::ZERO; 3];
        for _ in 0..effort.refreshes {
            year.pass();
            let (source, career) = year.shown()?;
            added +=
                used(year, async |year| year.write(&source, &career, Duration::ZERO).await).await?;
            same +=
                used(year, async |year| year.write(&source, &career, Duration::ZERO).await).await?;
            rebuilt += used(year, async |year| {
                let last = year.storage.find_version(&year.id, i64::MAX).await?;
                drop(black_box(last));
                Ok(())
            })
            .await?;
        }
        let times = effort.refreshes;
        let added = Duration::saturating_sub(added, same) / times;
        Ok(Self { added, rebuilt: rebuilt / times })
    }
}

/// CPU time of this process meanwhile.
async fn used(
    year: &Year,
    work: impl AsyncFn(&Year) -> Result<(), BenchError>,
) -> Result<Duration, BenchError> {
    year.shift().await?;
    let before = Usage::of(std::process::id())?.cpu;
    work(year).await?;
    Ok(Usage::of(std::process::id())?.cpu.saturating_sub(before))
}
