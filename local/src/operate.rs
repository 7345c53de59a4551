//! What an operator does on any database: look at a player, refresh or forget one, count.

use clap::Subcommand;
use functions::App;
use overwatch::{InvalidPlayerId, PlayerId};
use serde_json::{Value, json};
use service::{
    admin::{operate::find_stored_player, status::status},
    resources::{Key, Player},
};

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub enum Operation {
    /// Look at a stored player, refresh or forget one.
    #[command(subcommand)]
    Player(PlayerCommand),
    /// Print what storage holds, and what the watch on Blizzard's pages saw.
    Stats,
}

/// What to do about a player.
#[derive(Debug, Clone, Subcommand)]
pub enum PlayerCommand {
    /// Print what is stored.
    Show {
        /// A BattleTag or a Blizzard ID.
        id: String,
    },
    /// Ask Blizzard now, and store what it says.
    Refresh {
        /// A BattleTag or a Blizzard ID.
        id: String,
    },
    /// Delete everything that is stored. Dead letters still name the player until they are purged.
    Forget {
        /// A BattleTag or a Blizzard ID.
        id: String,
    },
}

/// Why an operation failed.
#[derive(Debug, thiserror::Error)]
pub enum OperateError {
    /// The id is none.
    #[error(transparent)]
    InvalidId(#[from] InvalidPlayerId),
    /// Nothing is stored under that id.
    #[error("no such player is stored")]
    NotStored,
    /// The product failed.
    #[error(transparent)]
    Service(#[from] service::Error),
    /// The result cannot be written as JSON.
    #[error("the result cannot be written: {0}")]
    Json(#[from] serde_json::Error),
}

impl Operation {
    /// Does it; what is to be printed.
    ///
    /// # Errors
    ///
    /// [`OperateError`].
    pub async fn run(&self, app: &App) -> Result<Value, OperateError> {
        match self {
            Self::Player(PlayerCommand::Show { id }) => show(app, &id.parse()?).await,
            Self::Player(PlayerCommand::Refresh { id }) => refresh(app, &id.parse()?).await,
            Self::Player(PlayerCommand::Forget { id }) => {
                let rows = app
                    .cache
                    .storage()
                    .forget_player(&id.parse()?)
                    .await
                    .map_err(service::Error::from)?;
                Ok(json!({ "deleted_rows": rows }))
            }
            Self::Stats => Ok(serde_json::to_value(status(&app.cache).await?.0)?),
        }
    }
}

async fn show(app: &App, id: &PlayerId) -> Result<Value, OperateError> {
    let stored =
        find_stored_player(app.cache.storage(), id).await?.ok_or(OperateError::NotStored)?;
    Ok(serde_json::to_value(stored)?)
}

async fn refresh(app: &App, id: &PlayerId) -> Result<Value, OperateError> {
    let stored = find_stored_player(app.cache.storage(), id).await?;
    let outcome = if let Some(stored) = stored {
        let key = Key::Player(PlayerId::BlizzardId(stored.id));
        app.cache.in_background().refresh_now(&key).await?.to_string()
    } else {
        app.cache.for_client(None).get(&Player::summary(id.clone())).await?;
        "fetched".to_owned()
    };
    Ok(json!({ "outcome": outcome }))
}
