//! Refreshing those whom somebody asked for, day by day, so that their histories have no holes.

use std::time::Duration;

use overwatch::PlayerId;

use crate::{
    Cache, Error,
    cache::Resource,
    queue::{Message, Worker},
    resources::{Key, Player},
};

/// How often this is done.
pub const EVERY: Duration = Duration::from_hours(1);

/// So many messages are sent together, which is what SQS takes at once.
const BATCH: usize = 10;

/// The messages are spread over so long, so that first fetches do not stand behind them. SQS holds none back longer.
const SPREAD: Duration = Duration::from_mins(15);

/// Who is followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Following {
    /// Daily those whom a client asked for within this time; `None` for nobody.
    pub asked_within: Option<Duration>,
    /// Hourly these, also before anybody asked.
    pub always: Vec<PlayerId>,
}

/// What was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Followed {
    /// So many refreshes of players who are followed hourly.
    pub hourly: usize,
    /// So many of those who are followed daily.
    pub daily: usize,
}

/// Asks for the refreshes of this hour, in slots that nobody else wants.
///
/// # Errors
///
/// When storage fails.
pub async fn follow_players(cache: &Cache, following: &Following) -> Result<Followed, Error> {
    let until = (cache.clock().now() + EVERY).as_secs();
    let mut hourly = Vec::new();
    for id in &following.always {
        hourly.extend(hourly_message(cache, id, until).await?);
    }
    let daily = match following.asked_within {
        Some(asked_within) => cache.storage().find_players_to_follow(asked_within).await?,
        None => Vec::new(),
    };
    let daily =
        daily.into_iter().map(|id| Message::Follow(Key::Player(PlayerId::BlizzardId(id)), until));
    Ok(Followed {
        hourly: send_spread(cache, hourly).await,
        daily: send_spread(cache, daily.collect()).await,
    })
}

/// `None` for one who was confirmed a moment ago, or whom Blizzard does not know.
async fn hourly_message(
    cache: &Cache,
    id: &PlayerId,
    until: u64,
) -> Result<Option<Message>, Error> {
    match Player::summary(id.clone()).load(cache.storage()).await {
        Ok(Some(entry)) => Ok(entry.is_due.then_some(Message::Follow(entry.key, until))),
        Ok(None) => Ok(Some(Message::FetchFollowed(Key::Player(id.clone()), until))),
        Err(Error::UnknownPlayer(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Sends messages a few at a time, over the same time however many there are; how many the queue took.
async fn send_spread(cache: &Cache, messages: Vec<Message>) -> usize {
    let batches = u32::try_from(messages.len().div_ceil(BATCH)).unwrap_or(u32::MAX).max(1);
    let mut sent = messages.len();
    for (number, batch) in (0..).zip(messages.chunks(BATCH)) {
        let refused =
            cache.send(batch.to_vec(), SPREAD / batches * number, Worker::of::<Player>()).await;
        sent -= refused.len();
    }
    sent
}
