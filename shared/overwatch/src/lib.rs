//! What the game is: types, and the parsers that turn a page into them.
//!
//! Everything here is pure: no I/O, no clock. A parser takes the text of one of Blizzard's pages and
//! returns typed values, or a [`ParseError`] that says why the page is not what it was taken for.
//!
//! - [`player_id`]: how a player is named ([`PlayerId`]); [`path_segment()`] puts a name into a URL.
//! - [`career`]: what a career page says; [`career::parse`] parses it.
//! - [`search`]: the entries of Blizzard's player search.
//! - [`stats_summary`]: the totals and averages computed from career statistics.
//! - [`history`]: what a player was and did over time, from one version of a career to the next.
//! - [`hero`]: hero keys, roles, and the heroes we know.
//! - [`heroes`]: the list of heroes, [`hero_page`]: what the page of one says.
//! - [`roles`]: what the home page says of the roles.
//! - [`patch_notes`]: what Blizzard changed in the game.
//! - [`rates`]: how often heroes are played, and win.
//! - [`platform`], [`gamemode`] and [`map`]: on what, how and where it is played.
//! - [`division`]: how good players are.
//! - [`keys`]: the keys of what pages have only names for.

pub mod career;
mod counters;
pub mod division;
mod dom;
mod error;
pub mod gamemode;
pub mod hero;
pub mod hero_page;
pub mod heroes;
pub mod history;
pub mod keys;
mod locale;
pub mod map;
pub mod order;
pub mod patch_notes;
mod path_segment;
pub mod platform;
pub mod player_id;
pub mod rates;
pub mod roles;
mod schema;
pub mod search;
pub mod stats_summary;

pub use division::{CompetitiveDivision, Division, InvalidDivision};
pub use error::ParseError;
pub use gamemode::{ByGamemode, Gamemode};
pub use hero::{HeroKey, Role, SubRole};
pub use locale::Locale;
pub use order::Order;
pub use path_segment::path_segment;
pub use platform::{ByPlatform, Platform};
pub use player_id::{BattleTag, BlizzardId, InvalidPlayerId, PlayerId};
pub use search::SearchEntry;
