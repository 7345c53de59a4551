//! Brings the database up to date before a deployment's functions receive requests.

use serde_json::{Value, json};
use storage::{Housekeeping, PostgresStorage};

use super::{
    Error, Event,
    custom_resource::{Invocation, carry_out},
};
use crate::{App, Config};

/// Brings the schema up to date, takes over what OverFast 4 has stored, and grants the functions' user its
/// rights.
///
/// It has to connect to the server itself, not to a pooler, as a user that may create tables and users.
pub struct Migrate;

impl Event for Migrate {
    const NAME: &'static str = "migrate";

    type Payload = Invocation;

    async fn handle(app: &App, invocation: Invocation) -> Result<Value, Error> {
        carry_out(invocation, migrate(&app.config)).await
    }
}

async fn migrate(config: &Config) -> Result<Value, Error> {
    let storage = PostgresStorage::connect(&config.database(1)).await?;
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
