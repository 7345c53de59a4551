//! Notices: what is new in the game, and who is still to be told of it.

use std::time::Duration;

use strum::{Display, EnumString, IntoStaticStr};

/// So many new ones of a kind at once are no news: a page has changed, not the game.
pub const MANY: u32 = 10;

/// What was not seen for so long is new when it comes back.
pub(crate) const FORGOTTEN_AFTER: Duration = Duration::from_hours(365 * 24);

/// When something was seen last is known to within so long, so that not every run writes every row.
pub(crate) const SEEN_EVERY: Duration = Duration::from_hours(24);

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum NoticeKind {
    /// A hero on the list of heroes.
    Hero,
    /// A map that there are hero rates of.
    Map,
    /// A patch note.
    Patch,
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Receiver {
    /// A channel of Discord.
    Discord,
    /// A topic of SNS.
    Sns,
}

/// Something new that somebody is still to be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// Which one of that kind.
    pub key: String,
    /// The same for people.
    pub name: String,
}

/// What came of noting what was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted {
    /// So many were not known.
    pub new: u64,
    /// Whether they are news: the first ones of a kind are none, nor are [`MANY`] at once.
    pub is_news: bool,
}
