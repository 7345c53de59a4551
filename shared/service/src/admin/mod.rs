//! What a schedule, a deployment or an operator does.
//!
//! - [`follow`]: refreshing those whom somebody asked for, day by day.
//! - [`notices`]: telling people what is new in the game.
//! - [`operate`]: looking at a stored player.
//! - [`prune`]: deleting what has served its time.
//! - [`record_rates`]: hero rates, a day after the other.
//! - [`status`]: how the product is.
//! - [`warm_up`]: asking for what every installation needs.
//! - [`watch`]: what Blizzard's pages look like, and what has changed there.

pub mod follow;
pub mod notices;
pub mod operate;
pub mod prune;
pub mod record_rates;
pub mod status;
pub mod warm_up;
pub mod watch;
