//! The port that refreshes are asked through.
//!
//! - `in_process.rs`: a queue inside this process.
//! - `sqs.rs`: a queue that all processes share.

mod in_process;
mod sqs;

use std::time::Duration;

use async_trait::async_trait;
use overwatch::BlizzardId;
use serde::{Deserialize, Serialize};

use crate::DataKey;

pub use in_process::{InProcessQueue, Refreshes, in_process};
pub use sqs::SqsQueue;

/// A refresh that nobody finished may be claimed again after this long.
pub(crate) const REFRESH_CLAIM: Duration = Duration::from_mins(5);

/// What is to be asked for again. As JSON it is a message of the queue, which processes of yesterday's
/// version may read: a variant may be added, none changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refresh {
    /// A player.
    Player(BlizzardId),
    /// What is the same for everybody.
    Data(DataKey),
}

/// Where refreshes are asked for.
#[async_trait]
pub trait RefreshQueue: Send + Sync {
    /// Asks for refreshes, which whoever asks has claimed, not before `delay`. Gives back those that were
    /// not taken.
    async fn ask(&self, refreshes: Vec<Refresh>, delay: Duration) -> Vec<Refused>;
}

/// A refresh that the queue did not take.
#[derive(Debug)]
pub struct Refused {
    /// What was asked for.
    pub refresh: Refresh,
    /// Why it was not taken.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use blizzard::RatesQuery;
    use overwatch::{Division, Gamemode, Locale, Platform, rates::Region};

    use super::*;

    /// A message written by one version must be read by the next: a change here breaks what waits in
    /// the queue while a new version is deployed.
    #[test]
    fn messages_stay_as_they_are() {
        let rates = RatesQuery {
            platform: Platform::Pc,
            gamemode: Gamemode::Competitive,
            region: Region::Europe,
            map: "busan".parse().ok(),
            division: Some(Division::Gold.into()),
        };
        for (refresh, message) in [
            (Refresh::Player("ab|cd".parse().unwrap()), r#"{"Player":"ab%7Ccd"}"#),
            (Refresh::Data(DataKey::Heroes(Locale::default())), r#"{"Data":{"Heroes":"en-us"}}"#),
            (
                Refresh::Data(DataKey::Hero("ana".parse().unwrap(), Locale::default())),
                r#"{"Data":{"Hero":["ana","en-us"]}}"#,
            ),
            (Refresh::Data(DataKey::Roles(Locale::default())), r#"{"Data":{"Roles":"en-us"}}"#),
            (
                Refresh::Data(DataKey::HeroRates(rates)),
                r#"{"Data":{"HeroRates":{"platform":"pc","gamemode":"competitive","region":"europe","map":"busan","division":"gold"}}}"#,
            ),
            (Refresh::Data(DataKey::RateFilters), r#"{"Data":"RateFilters"}"#),
            (Refresh::Data(DataKey::Search("Ana".to_owned())), r#"{"Data":{"Search":"Ana"}}"#),
        ] {
            assert_eq!(serde_json::to_string(&refresh).unwrap(), message);
            assert_eq!(serde_json::from_str::<Refresh>(message).unwrap(), refresh);
        }
    }

    #[test]
    fn what_is_no_player_is_no_message() {
        for message in ["", "{}", r#"{"Player":""}"#, r#"{"Player":"a/b"}"#, r#"{"Team":"a|b"}"#] {
            assert!(serde_json::from_str::<Refresh>(message).is_err(), "{message}");
        }
    }
}
