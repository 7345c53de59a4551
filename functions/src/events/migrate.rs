//! Brings the database up to date before a deployment's functions receive requests.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use storage::{Housekeeping, PostgresStorage, postgres::Settings};
use tokio::time::{Instant, sleep};

use super::{
    Error, Event,
    custom_resource::{Invocation, carry_out},
};
use crate::Config;

/// For so long a database refuses a user whose role in AWS is only minutes old.
const REFUSED_FOR: Duration = Duration::from_mins(2);

/// Between two attempts.
const PAUSE: Duration = Duration::from_secs(5);

/// Brings the schema up to date, takes over what OverFast 4 has stored, and grants the functions' user its
/// rights.
///
/// It has to connect to the server itself, not to a pooler, as a user that may create tables and users.
pub struct Migrate;

impl Event for Migrate {
    const NAME: &'static str = "migrate";

    type Payload = Invocation;

    type State = Config;

    async fn handle(
        config: &Config,
        invocation: Invocation,
        deadline: SystemTime,
    ) -> Result<Value, Error> {
        carry_out(invocation, deadline, migrate(config)).await
    }
}

async fn migrate(config: &Config) -> Result<Value, Error> {
    let storage = connect(&config.database(1)).await?;
    let taken_over = storage.migrate_and_take_over().await?;
    if let Some(user) = &config.database_app_user {
        storage.admit(user).await?;
    }
    storage.close().await;
    tracing::info!(
        player_profiles = taken_over.player_profiles,
        unknown_players = taken_over.unknown_players,
        unreadable = taken_over.unreadable,
        "migrated"
    );
    Ok(json!({
        "player_profiles_taken_over": taken_over.player_profiles,
        "unknown_players_dropped": taken_over.unknown_players,
        "unreadable_rows_left": taken_over.unreadable,
    }))
}

/// Connects, and tries again where the database refuses us. While it cannot be reached,
/// [`PostgresStorage::connect`] itself tries again.
async fn connect(settings: &Settings) -> Result<PostgresStorage, storage::Error> {
    let start = Instant::now();
    loop {
        match PostgresStorage::connect(settings).await {
            Err(storage::Error::Unavailable(error)) if start.elapsed() < REFUSED_FOR => {
                tracing::info!(%error, "the database refuses us as yet");
                sleep(PAUSE).await;
            }
            connected => return connected,
        }
    }
}
