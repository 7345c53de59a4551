//! What is worth telling of a version.

use super::{Counters, Diff, RankDiff, Version, diff::moved_ranks};
use crate::{Gamemode, Platform};

/// Something worth telling, and when it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    /// What nothing else of the player is called, now and later.
    pub id: String,
    /// When the version that shows it was taken, in seconds since 1970.
    pub taken_at: i64,
    /// What happened.
    pub change: Change,
}

/// What happened between a version and the one before.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The player goes by another name.
    Name {
        /// Until then.
        before: String,
        /// Since then.
        after: String,
    },
    /// The player wears another title, or none.
    Title {
        /// Until then.
        before: Option<String>,
        /// Since then.
        after: Option<String>,
    },
    /// Others endorse the player more, or less.
    Endorsement {
        /// The level until then.
        before: Option<u32>,
        /// The level since then.
        after: Option<u32>,
    },
    /// A rank came, moved or went.
    Rank(RankDiff),
    /// Games were played.
    Session {
        /// Where.
        platform: Platform,
        /// What was played.
        gamemode: Gamemode,
        /// What all heroes together were played with.
        played: Counters,
    },
}

/// What is worth telling of each version but the first, by the one before: who the player is, then ranks,
/// then games.
#[must_use]
pub fn changes(versions: &[Version]) -> Vec<News> {
    versions.windows(2).flat_map(news).collect()
}

/// What is worth telling of the second of two versions.
fn news(versions: &[Version]) -> Vec<News> {
    let [before, after] = versions else { return Vec::new() };
    let (was, is) = (&before.snapshot, &after.snapshot);
    let name = (was.name != is.name)
        .then(|| Change::Name { before: was.name.clone(), after: is.name.clone() });
    let title = (was.title != is.title)
        .then(|| Change::Title { before: was.title.clone(), after: is.title.clone() });
    let endorsement = (was.endorsement != is.endorsement)
        .then_some(Change::Endorsement { before: was.endorsement, after: is.endorsement });
    let ranks = moved_ranks(was, is).map(Change::Rank);
    let changes = [name, title, endorsement].into_iter().flatten().chain(ranks);
    changes
        .chain(sessions(versions))
        .map(|change| News {
            id: format!("{}-{}", after.taken_at, change.id()),
            taken_at: after.taken_at,
            change,
        })
        .collect()
}

/// The games of each platform and gamemode.
fn sessions(versions: &[Version]) -> Vec<Change> {
    let mut sessions: Vec<Change> = Vec::new();
    // Heroes of one gamemode stand side by side.
    for hero in Diff::of(0, versions).heroes {
        match sessions.last_mut() {
            Some(Change::Session { platform, gamemode, played })
                if (*platform, *gamemode) == (hero.platform, hero.gamemode) =>
            {
                *played += hero.played;
            }
            _ => sessions.push(Change::Session {
                platform: hero.platform,
                gamemode: hero.gamemode,
                played: hero.played,
            }),
        }
    }
    sessions.retain(
        |session| matches!(session, Change::Session { played, .. } if played.games_played > 0),
    );
    sessions
}

impl Change {
    /// What no other change between the same two versions is called.
    fn id(&self) -> String {
        match self {
            Self::Name { .. } => "name".to_owned(),
            Self::Title { .. } => "title".to_owned(),
            Self::Endorsement { .. } => "endorsement".to_owned(),
            Self::Rank(RankDiff { platform, role, .. }) => format!("rank-{platform}-{role}"),
            Self::Session { platform, gamemode, .. } => format!("session-{platform}-{gamemode}"),
        }
    }
}
