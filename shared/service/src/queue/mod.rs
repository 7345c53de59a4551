//! The port through which work behind a response is asked for.
//!
//! - `in_process.rs`: a queue inside this process.
//! - `sqs.rs`: a queue that all processes share.
//! - `worker.rs`: doing what the queue asks for.

mod in_process;
mod sqs;
mod worker;

use std::time::Duration;

use async_trait::async_trait;
use overwatch::{BlizzardId, PlayerId};
use serde::{Deserialize, Serialize};
use storage::{Lease, Owner};

use crate::resources::Key;

pub use in_process::{InProcessQueue, Receiver, in_process};
pub use sqs::SqsQueue;
pub(crate) use worker::resource;
pub use worker::{Outcome, Worker};

/// What is to be done behind a response. As JSON it is a message that processes of another version may
/// read: a variant may be added, none changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// Refreshes what is stored; its lease is held for whoever takes the message.
    Refresh(Key, Owner),
    /// Goes on with the fetch of what is not stored, under the same lease.
    FirstFetch(Key, Owner),
    /// Refreshes a player, for the version before this one.
    Player(BlizzardId),
    /// Refreshes what is the same for everybody, or fetches it, unless somebody does already. No lease is held
    /// for it, so that a client who asks sooner fetches it.
    Data(Key),
    /// Refreshes a stored player in slots that nobody else wants. No lease is held for it, so that a client who
    /// asks sooner has it refreshed. From that time on, in seconds since 1970, it is dropped: it is asked for again.
    Follow(Key, u64),
    /// The same, and fetches one who is not stored.
    FetchFollowed(Key, u64),
}

impl Message {
    /// What it is about.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Refresh(key, _)
            | Self::FirstFetch(key, _)
            | Self::Data(key)
            | Self::Follow(key, _)
            | Self::FetchFollowed(key, _) => key.clone(),
            Self::Player(id) => Key::Player(PlayerId::BlizzardId(id.clone())),
        }
    }

    /// The lease that it hands over.
    pub(crate) fn lease(&self) -> Option<Lease> {
        match self {
            Self::Refresh(key, owner) | Self::FirstFetch(key, owner) => Some(key.lease(*owner)),
            Self::Player(_) | Self::Data(_) | Self::Follow(..) | Self::FetchFollowed(..) => None,
        }
    }

    /// When it is dropped, since 1970, if it is one of following.
    pub(crate) fn follows_until(&self) -> Option<Duration> {
        match self {
            Self::Follow(_, until) | Self::FetchFollowed(_, until) => {
                Some(Duration::from_secs(*until))
            }
            _ => None,
        }
    }

    /// Whether it fetches what is not stored: a player who is gone stays so unless somebody asks.
    pub(crate) fn may_fetch(&self) -> bool {
        match self {
            Self::FirstFetch(..) | Self::FetchFollowed(..) => true,
            Self::Refresh(key, _) | Self::Data(key) => !matches!(key, Key::Player(_)),
            Self::Player(_) | Self::Follow(..) => false,
        }
    }
}

/// Where work behind a response is asked for.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Sends messages, which arrive not before `delay`. Gives back those that were not taken. Where they stay in
    /// this process, `worker` does what they ask for.
    async fn send(&self, messages: Vec<Message>, delay: Duration, worker: Worker) -> Vec<Refused>;
}

/// A message that the queue did not take.
#[derive(Debug)]
pub struct Refused {
    /// The message.
    pub message: Message,
    /// Why it was not taken.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use blizzard::RatesQuery;
    use overwatch::{Division, Gamemode, Locale, Platform, rates::Region};

    use super::*;

    fn rates() -> RatesQuery {
        RatesQuery {
            platform: Platform::Pc,
            gamemode: Gamemode::Competitive,
            region: Region::Europe,
            map: "busan".parse().ok(),
            division: Some(Division::Gold.into()),
        }
    }

    /// A message written by one version must be read by the next: a change here breaks what waits in
    /// the queue while a new version is deployed.
    #[test]
    fn messages_stay_as_they_are() {
        let owner: Owner = serde_json::from_str("-7").unwrap();
        let player = |id: &str| Key::Player(id.parse().unwrap());
        let locale = Locale::default();
        for (message, json) in [
            (Message::Player("ab|cd".parse().unwrap()), r#"{"Player":"ab%7Ccd"}"#),
            (Message::Data(Key::Heroes(locale)), r#"{"Data":{"Heroes":"en-us"}}"#),
            (
                Message::Data(Key::Hero("ana".parse().unwrap(), locale)),
                r#"{"Data":{"Hero":["ana","en-us"]}}"#,
            ),
            (Message::Data(Key::Roles(locale)), r#"{"Data":{"Roles":"en-us"}}"#),
            (Message::Data(Key::PatchNotes(locale)), r#"{"Data":{"PatchNotes":"en-us"}}"#),
            (
                Message::Data(Key::HeroRates(rates())),
                r#"{"Data":{"HeroRates":{"platform":"pc","gamemode":"competitive","region":"europe","map":"busan","division":"gold"}}}"#,
            ),
            (Message::Data(Key::RateFilters), r#"{"Data":"RateFilters"}"#),
            (Message::Data(Key::Search("Ana".to_owned())), r#"{"Data":{"Search":"Ana"}}"#),
            (Message::Refresh(player("ab|cd"), owner), r#"{"Refresh":[{"Player":"ab|cd"},-7]}"#),
            (Message::Refresh(Key::RateFilters, owner), r#"{"Refresh":["RateFilters",-7]}"#),
            (
                Message::FirstFetch(player("Jay-1"), owner),
                r#"{"FirstFetch":[{"Player":"Jay-1"},-7]}"#,
            ),
            (Message::Follow(player("ab|cd"), 7), r#"{"Follow":[{"Player":"ab|cd"},7]}"#),
            (
                Message::FetchFollowed(player("Jay-1"), 7),
                r#"{"FetchFollowed":[{"Player":"Jay-1"},7]}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&message).unwrap(), json);
            assert_eq!(serde_json::from_str::<Message>(json).unwrap(), message);
        }
    }

    /// What is stored and leased under a key must be found by the next version.
    #[test]
    fn keys_stay_as_they_are() {
        let locale = Locale::default();
        for (key, text) in [
            (Key::Player("Jay-1".parse().unwrap()), "player:Jay-1"),
            (Key::Heroes(locale), "heroes:en-us"),
            (Key::Hero("ana".parse().unwrap(), locale), "hero:ana:en-us"),
            (Key::Roles(locale), "roles:en-us"),
            (Key::PatchNotes(locale), "patch-notes:en-us"),
            (Key::HeroRates(rates()), "rates:pc:competitive:europe:busan:gold"),
            (Key::RateFilters, "rate-filters"),
            (Key::Search("Ana".to_owned()), "search:Ana"),
        ] {
            assert_eq!(key.to_string(), text);
            assert_eq!(text.split(':').next(), Some(key.kind()));
        }
    }

    #[test]
    fn what_is_no_player_is_no_message() {
        for message in ["", "{}", r#"{"Player":""}"#, r#"{"Player":"a/b"}"#, r#"{"Team":"a|b"}"#] {
            assert!(serde_json::from_str::<Message>(message).is_err(), "{message}");
        }
    }
}
