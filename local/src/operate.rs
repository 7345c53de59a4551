//! The commands that do on any database what the function `operate` does on a deployment's.

use clap::Subcommand;
use overwatch::PlayerId;
use service::admin::operate::Operation;

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub enum OperateCommand {
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
        id: PlayerId,
    },
    /// Ask Blizzard now, and store what it says.
    Refresh {
        /// A BattleTag or a Blizzard ID.
        id: PlayerId,
    },
    /// Delete everything that is stored. Dead letters still name the player until they are purged.
    Forget {
        /// A BattleTag or a Blizzard ID.
        id: PlayerId,
    },
}

impl From<OperateCommand> for Operation {
    fn from(command: OperateCommand) -> Self {
        match command {
            OperateCommand::Player(PlayerCommand::Show { id }) => Self::Show(id),
            OperateCommand::Player(PlayerCommand::Refresh { id }) => Self::Refresh(id),
            OperateCommand::Player(PlayerCommand::Forget { id }) => Self::Forget(id),
            OperateCommand::Stats => Self::Stats,
        }
    }
}
