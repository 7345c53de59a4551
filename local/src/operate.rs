//! What an operator does on any database: look at a player, refresh or forget one, count.

use clap::Subcommand;
use functions::App;
use overwatch::{InvalidPlayerId, PlayerId};
use serde_json::{Value, json};
use service::refresh_queue::Refresh;
use storage::player::CareerPart;

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
    /// Delete everything that is stored.
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
                Ok(json!({ "deleted_rows": app.service.forget_player(&id.parse()?).await? }))
            }
            Self::Stats => Ok(serde_json::to_value(app.service.status().await?.0)?),
        }
    }
}

async fn show(app: &App, id: &PlayerId) -> Result<Value, OperateError> {
    let stored = app.service.find_stored_player(id).await?.ok_or(OperateError::NotStored)?;
    Ok(serde_json::to_value(stored)?)
}

async fn refresh(app: &App, id: &PlayerId) -> Result<Value, OperateError> {
    let stored = app.service.find_stored_player(id).await?;
    let outcome = if let Some(stored) = stored {
        app.service.refresh(&Refresh::Player(stored.id)).await?.to_string()
    } else {
        app.service.player(id.as_str(), CareerPart::Summary).await?;
        "fetched".to_owned()
    };
    Ok(json!({ "outcome": outcome }))
}
