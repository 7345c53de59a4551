//! `cargo run -p local`: the whole API on this machine, with nothing set up before.

mod database;
mod error;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{Parser, Subcommand};
use fake::{Fake, Site};
use functions::{App, Config, Store, app::StartError, observe};
use local::{api, counters::Counters, operate::OperateCommand, past, schedule};
use service::{
    admin::{notices::Notifier, operate::Operation},
    gate::Limits,
};
use storage::PostgresStorage;
use tokio::net::TcpListener;

use database::{Database, migrate};
use error::Error;

/// The OverFast API on this machine.
#[derive(Debug, Parser)]
struct Arguments {
    /// The port that the API is served on; 0 takes a free one.
    #[arg(long, default_value_t = 9000)]
    port: u16,

    /// Serve generated players, who play a session a day, from a fake instead of asking Blizzard.
    #[arg(long)]
    offline: bool,

    /// Where PostgreSQL keeps its data, target/postgres unless told; not with `DATABASE_URL`.
    #[arg(long, global = true)]
    data_dir: Option<PathBuf>,

    /// Take over the players of OverFast 4, which must have been stopped, if `DATABASE_URL` names its
    /// database.
    #[arg(long)]
    take_over: bool,

    #[command(subcommand)]
    command: Option<Subcommands>,
}

#[derive(Debug, Subcommand)]
enum Subcommands {
    /// Run a command with `DATABASE_URL` set to the database, its schema up to date.
    WithPostgres {
        /// The command and its arguments.
        #[arg(required = true, trailing_var_arg = true)]
        command: Vec<String>,
    },
    /// Measure what the compiled functions cost, on a PostgreSQL of its own, and print it.
    Bench(bench::Options),
    #[command(flatten)]
    Operate(OperateCommand),
}

/// What the fake's players do follows from this and the time, so that those already stored go on as they
/// were when it starts again.
const SEED: u64 = 2217;

/// A player to try; the fake has one of that name too.
const PLAYER: &str = "TeKrop-2217";

#[tokio::main]
async fn main() -> ExitCode {
    observe::log_as(tracing_subscriber::fmt::layer().with_writer(std::io::stderr));
    match Box::pin(run(Arguments::parse())).await {
        Ok(code) => code,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<ExitCode, Error> {
    match &arguments.command {
        Some(Subcommands::Bench(options)) => {
            Box::pin(bench::run(options)).await?;
            Ok(ExitCode::SUCCESS)
        }
        Some(Subcommands::WithPostgres { command }) => {
            run_command(&arguments, &Database::open(&arguments).await?, command).await
        }
        Some(Subcommands::Operate(operation)) => {
            let operation = operation.clone().into();
            operate(&arguments, &Database::open(&arguments).await?, &operation).await
        }
        None => serve(&arguments, &Database::open(&arguments).await?).await,
    }
}

async fn run_command(
    arguments: &Arguments,
    database: &Database,
    command: &[String],
) -> Result<ExitCode, Error> {
    let storage = database.connect().await?;
    migrate(arguments, &storage).await?;
    storage::Housekeeping::close(&storage).await;
    let [program, rest @ ..] = command else { return Ok(ExitCode::FAILURE) };
    let mut process = tokio::process::Command::new(program);
    process.args(rest).env("DATABASE_URL", &database.url);
    let (config, fake) = configure(arguments, &database.url).await?;
    if fake.is_some() {
        process.env("BLIZZARD_BASE_URL", config.blizzard_base_url).env("BLIZZARD_PACE", "off");
        process.env_remove("REFRESH_QUEUE_URL");
        for variable in ["NOTIFY_WEBHOOK_URL", "NOTIFY_WEBHOOK_URL_PARAMETER", "NOTIFY_TOPIC_ARN"] {
            process.env_remove(variable);
        }
    }
    let status = process.status().await;
    let status = status.map_err(|source| Error::Command { command: program.clone(), source })?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The schema of a database that is not ours is left alone.
#[expect(clippy::print_stdout, reason = "this is what was asked for")]
async fn operate(
    arguments: &Arguments,
    database: &Database,
    operation: &Operation,
) -> Result<ExitCode, Error> {
    let storage = database.connect().await?;
    if database.server.is_some() {
        migrate(arguments, &storage).await?;
    }
    let (config, _fake) = configure(arguments, &database.url).await?;
    let app = App::new(Store { storage, config })?;
    println!("{:#}", operation.run(&app.cache).await?);
    Ok(ExitCode::SUCCESS)
}

/// The configuration, and the fake of Blizzard's site that it names.
async fn configure(
    arguments: &Arguments,
    database_url: &str,
) -> Result<(Config, Option<Fake>), Error> {
    let mut config = Config::with_database(database_url.to_owned()).map_err(StartError::Config)?;
    // Nobody but its owner asks a laptop.
    if let Limits::Shared { share } = &mut config.blizzard_limits {
        *share = None;
    }
    if !arguments.offline {
        return Ok((config, None));
    }
    let fake = Fake::start(Site::playing(SEED)).await?;
    config.blizzard_base_url = fake.url();
    config.blizzard_limits = Limits::Off;
    // Nobody is told of a game that is made up.
    config.notifier = Notifier::default();
    // Whoever empties that queue would ask Blizzard for generated players.
    config.refresh_queue = None;
    Ok((config, Some(fake)))
}

async fn serve(arguments: &Arguments, database: &Database) -> Result<ExitCode, Error> {
    let storage = database.connect().await?;
    migrate(arguments, &storage).await?;
    let listener = TcpListener::bind(("127.0.0.1", arguments.port))
        .await
        .map_err(|source| Error::Port { port: arguments.port, source })?;
    let address = format!("http://localhost:{}", listener.local_addr()?.port());

    let (mut config, _fake) = configure(arguments, &database.url).await?;
    config.addresses.api_base_url.get_or_insert_with(|| address.clone());

    if config.card_fonts.is_none() {
        let folder = Path::new(registry::fonts::FOLDER);
        config.card_fonts = Some(folder.to_owned());
        tokio::task::spawn_blocking(|| fetch_fonts(folder));
    }

    welcome(&address, &config);
    let counters = Counters::install()?;
    if arguments.offline {
        tokio::spawn(record_past(storage.clone()));
    }
    let app = Arc::new(App::new(Store { storage, config })?);
    tokio::spawn(schedule::warm_up(Arc::clone(&app)));
    tokio::spawn(schedule::follow(Arc::clone(&app)));
    tokio::spawn(schedule::record(Arc::clone(&app)));
    tokio::spawn(schedule::watch(Arc::clone(&app)));
    api::serve(app, counters, listener, asked_to_stop()).await?;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// Records how heroes fared before the fake was started.
async fn record_past(storage: PostgresStorage) {
    if let Err(error) = past::record_past_rates(&storage, Site::playing(SEED)).await {
        tracing::warn!(%error, "there is no past");
    }
}

/// Cards alone need them, so that nobody waits for the download and nothing else fails with it.
fn fetch_fonts(folder: &Path) {
    if let Err(error) = registry::fonts::fetch(folder) {
        tracing::warn!(
            %error,
            "no cards of players are drawn until `cargo run -p registry --bin fonts` has fetched their fonts"
        );
    }
}

#[expect(clippy::print_stdout, reason = "this is what the person at the terminal wants to read")]
fn welcome(address: &str, config: &Config) {
    println!("OverFast is at {address}, Blizzard at {}. Try:\n", config.blizzard_base_url);
    println!("  curl '{address}/players?name={}'", overwatch::player_id::name_of(PLAYER));
    for path in [
        "/summary",
        "",
        "/stats/summary",
        "/stats?gamemode=quickplay",
        "/stats/career?gamemode=competitive",
    ] {
        println!("  curl '{address}/players/{PLAYER}{path}'");
    }
    println!("  curl '{address}/heroes/stats/history?region=europe'");
    println!("\nCtrl-C stops it all.");
}

/// Ctrl-C, or what a supervisor sends.
async fn asked_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! { _ = interrupted => {}, _ = terminated => {} }
}
