//! What the game is: types, and the readers that turn a page into them.
//!
//! Everything here is pure: no I/O, no clock. A reader takes the text of one of Blizzard's pages and
//! returns typed values, or a [`ReadError`] that says why the page is not what it was taken for.
//!
//! - [`player_id`]: how a player is named ([`PlayerId`]); [`path_segment()`] puts a name into a URL.
//! - [`career`]: what a career page says; [`career::read`] reads it.
//! - [`search`]: the entries of Blizzard's player search.
//! - [`stats_summary`]: the totals and averages computed from career statistics.
//! - [`hero`]: hero keys, roles, and the heroes we know.
//! - [`heroes`]: the list of heroes, [`hero_page`]: what the page of one says.
//! - [`roles`]: what the home page says of the roles.
//! - [`rates`]: how often heroes are played, and win.
//! - [`map`] and [`gamemode`]: where and how it is played; no page of Blizzard's lists these.
//! - [`schemas`]: names, for the documentation, of what is no type of its own.

pub mod career;
mod dom;
mod error;
pub mod gamemode;
pub mod hero;
pub mod hero_page;
pub mod heroes;
mod locale;
pub mod map;
pub mod order;
mod path_segment;
pub mod player_id;
pub mod rates;
pub mod roles;
pub mod schemas;
pub mod search;
pub mod stats_summary;

pub use error::ReadError;
pub use hero::{HeroKey, Role, SubRole};
pub use locale::Locale;
pub use order::Order;
pub use path_segment::path_segment;
pub use player_id::{BattleTag, BlizzardId, InvalidPlayerId, PlayerId};
pub use search::SearchEntry;
