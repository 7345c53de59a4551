//! What is deleted because it is old.

use std::time::Duration;

use storage::{clock::ManualClock, data::DataTable};

use crate::{
    AnyStorage, contract, held, lease,
    player_profiles::{find, set, source},
    write,
};

contract! {
    what_has_expired_is_deleted,
    the_oldest_go_first_and_no_more_than_the_limit,
    the_oldest_go_first_where_bytes_are_limited,
}

const HOUR: Duration = Duration::from_hours(1);
const PAUSES: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(30)];

async fn what_has_expired_is_deleted(storage: &AnyStorage, clock: &ManualClock) {
    const FEW: u32 = 2;
    for number in 0..5 {
        let name = format!("Jay-{number}").parse().unwrap();
        storage.set_unknown_player(&name, &PAUSES).await.unwrap();
    }
    let owned = held(storage, "key").await;
    let answer = write(&owned, Duration::ZERO);
    storage.set_data(DataTable::CachedAnswers, "key", b"1", answer).await.unwrap();
    storage.acquire_lease(&lease("short"), PAUSES[0]).await.unwrap();
    let delete = async || storage.delete_expired(PAUSES[1], FEW).await.unwrap();
    assert_eq!(delete().await, 0);
    clock.advance(PAUSES[1] + Duration::from_secs(1));
    assert_eq!(delete().await, 1, "the answer");
    clock.advance(PAUSES[0]);
    assert_eq!(delete().await, u64::from(FEW) + 1, "the short lease, and no more than a few names");
    assert_eq!([delete().await, delete().await, delete().await], [2, 1, 0]);
    assert!(storage.find_data(DataTable::CachedAnswers, "key").await.unwrap().is_none());
}

async fn the_oldest_go_first_and_no_more_than_the_limit(storage: &AnyStorage, clock: &ManualClock) {
    clock.advance(HOUR * 10);
    for hours in 1..=6 {
        set(storage, &source(&format!("{hours}|{hours}"), None), HOUR * hours).await;
    }
    let delete =
        async |limit| storage.delete_oldest_players(Some(HOUR * 3), limit).await.unwrap().0;
    assert_eq!(delete(2).await, 2);
    assert!(find(storage, "6|6").await.is_none() && find(storage, "5|5").await.is_none());
    assert_eq!(delete(2).await, 1);
    assert_eq!(delete(2).await, 0, "exactly that old is not older");
    assert!(find(storage, "3|3").await.is_some());
}

async fn the_oldest_go_first_where_bytes_are_limited(storage: &AnyStorage, clock: &ManualClock) {
    clock.advance(HOUR * 10);
    for hours in 1..=3 {
        set(storage, &source(&format!("{hours}|{hours}"), None), HOUR * (hours - 1)).await;
    }
    let count = async || storage.stats().await.unwrap().live_player_bytes;
    let delete = async || storage.delete_oldest_players(None, 2).await.unwrap();
    let all = count().await;
    let (rows, bytes) = delete().await;
    assert_eq!((rows, count().await), (2, all - bytes));
    assert!(bytes > 0 && find(storage, "1|1").await.is_some());
    assert_eq!(delete().await.0, 1);
    assert_eq!(delete().await, (0, 0));
}
