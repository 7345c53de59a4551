//! When players were asked for, and who is refreshed because of it.

use std::{collections::BTreeMap, time::Duration};

use overwatch::{BlizzardId, PlayerId};
use storage::clock::ManualClock;

use crate::{
    AnyStorage, contract, held,
    player_profiles::{find, set, source},
};

contract! {
    that_somebody_asks_is_noted_once_a_day,
    whom_nobody_asked_for_lately_is_not_followed,
    a_write_keeps_when_a_player_was_asked_for,
    many_who_were_confirmed_at_once_are_spread_over_the_day,
    few_who_grow_old_are_left_until_it_is_time,
    who_cannot_be_confirmed_keeps_nobody_else_waiting,
    days_without_blizzard_are_made_up_for_at_the_same_rate,
}

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const MONTH: Duration = Duration::from_hours(24 * 30);

fn id(number: usize) -> BlizzardId {
    format!("{number:04x}|f").parse().unwrap()
}

/// So many players, confirmed and asked for now.
async fn players(storage: &AnyStorage, numbers: impl Iterator<Item = usize>) {
    for number in numbers {
        set(storage, &source(id(number).as_str(), None), Duration::ZERO).await;
        storage.note_asked(&[&id(number)]).await.unwrap();
    }
}

async fn confirm(storage: &AnyStorage, id: &BlizzardId) {
    let lease = held(storage, "a test's").await;
    assert!(storage.touch_player_profile(id, &lease).await.unwrap());
    storage.release_lease(&lease).await.unwrap();
}

async fn followed(storage: &AnyStorage) -> Vec<BlizzardId> {
    storage.find_players_to_follow(MONTH).await.unwrap()
}

async fn is_noted(storage: &AnyStorage) -> bool {
    find(storage, "a|1").await.unwrap().is_noted
}

async fn that_somebody_asks_is_noted_once_a_day(storage: &AnyStorage, clock: &ManualClock) {
    storage.note_asked(&[&"a|1".parse().unwrap()]).await.unwrap();
    assert_eq!(find(storage, "a|1").await, None, "it makes no row");
    set(storage, &source("a|1", Some("Jay-1")), Duration::ZERO).await;
    assert!(!is_noted(storage).await);
    storage.note_asked(&[&"a|1".parse().unwrap()]).await.unwrap();
    assert!(is_noted(storage).await);
    clock.advance(DAY / 2);
    storage.note_asked(&[&"a|1".parse().unwrap()]).await.unwrap();
    clock.advance(DAY / 2);
    assert!(!is_noted(storage).await, "half a day ago it was not written again");
}

async fn whom_nobody_asked_for_lately_is_not_followed(storage: &AnyStorage, clock: &ManualClock) {
    players(storage, 0..1).await;
    set(storage, &source("a|1", None), Duration::ZERO).await;
    clock.advance(DAY);
    assert_eq!(followed(storage).await, [id(0)]);
    assert_eq!(storage.find_players_to_follow(DAY).await.unwrap(), []);
    storage.forget_player(&PlayerId::BlizzardId(id(0))).await.unwrap();
    set(storage, &source(id(0).as_str(), None), Duration::ZERO).await;
    clock.advance(DAY);
    assert_eq!(followed(storage).await, [], "it was forgotten with the rest");
}

async fn a_write_keeps_when_a_player_was_asked_for(storage: &AnyStorage, clock: &ManualClock) {
    players(storage, 0..1).await;
    clock.advance(HOUR);
    set(storage, &source(id(0).as_str(), Some("Jay-1")), Duration::ZERO).await;
    confirm(storage, &id(0)).await;
    clock.advance(DAY);
    assert_eq!(followed(storage).await, [id(0)]);
}

/// Follows for so many hours, but for those who cannot be confirmed; the longest that anybody else was not, and the
/// most in an hour.
async fn follow(
    storage: &AnyStorage,
    clock: &ManualClock,
    hours: u32,
    confirmed: &mut BTreeMap<BlizzardId, u32>,
) -> (u32, usize) {
    let (mut longest, mut most) = (0, 0);
    let start = confirmed.values().copied().max().unwrap_or_default();
    for hour in start + 1..=start + hours {
        clock.advance(HOUR);
        let asked = followed(storage).await;
        most = most.max(asked.len());
        for id in asked {
            if let Some(last) = confirmed.get_mut(&id) {
                longest = longest.max(hour - *last);
                *last = hour;
                confirm(storage, &id).await;
            }
        }
        longest = longest.max(confirmed.values().map(|last| hour - last).max().unwrap());
    }
    (longest, most)
}

async fn many_who_were_confirmed_at_once_are_spread_over_the_day(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    players(storage, 0..50).await;
    let mut confirmed = (0..50).map(|number| (id(number), 0)).collect();
    let (longest, most) = follow(storage, clock, 5 * 24, &mut confirmed).await;
    assert_eq!((longest, most), (24, 3), "hours, and a twenty-fourth");
}

async fn few_who_grow_old_are_left_until_it_is_time(storage: &AnyStorage, clock: &ManualClock) {
    players(storage, 0..50).await;
    for hour in 1..=24 {
        clock.advance(HOUR);
        // Clients have the others refreshed, all the time.
        for number in 5..50 {
            confirm(storage, &id(number)).await;
        }
        let expected = match hour {
            // Five would be more than three an hour.
            ..=22 => vec![],
            23 => vec![id(0), id(1)],
            _ => vec![id(2), id(3), id(4)],
        };
        let asked = followed(storage).await;
        assert_eq!(asked, expected, "{hour}");
        for id in asked {
            confirm(storage, &id).await;
        }
    }
}

async fn who_cannot_be_confirmed_keeps_nobody_else_waiting(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    players(storage, 0..48).await;
    let mut confirmed = (0..36).map(|number| (id(number), 0)).collect();
    follow(storage, clock, 48, &mut confirmed).await;
    let (longest, most) = follow(storage, clock, 5 * 24, &mut confirmed).await;
    assert!(longest <= 26 && most == 2, "{longest} hours, {most} an hour");
}

async fn days_without_blizzard_are_made_up_for_at_the_same_rate(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    players(storage, 0..48).await;
    let mut confirmed = (0..48).map(|number| (id(number), 0)).collect();
    follow(storage, clock, 48, &mut confirmed).await;
    clock.advance(3 * DAY);
    let (_, most) = follow(storage, clock, 24, &mut confirmed).await;
    let (longest, also_most) = follow(storage, clock, 3 * 24, &mut confirmed).await;
    assert_eq!((longest, most, also_most), (24, 2, 2));
}
