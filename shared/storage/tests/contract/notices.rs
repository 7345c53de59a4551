//! Who is told what is new.

use std::{collections::BTreeMap, time::Duration};

use storage::{
    Notices,
    clock::ManualClock,
    notices::{MANY, Noted, NoticeKind, Receiver},
};
use tokio::join;

use crate::{AnyStorage, contract, database::Database};

contract! {
    what_is_there_at_first_is_no_news,
    each_receiver_is_told_once_what_is_new,
    what_was_found_too_long_ago_is_not_told,
    very_many_at_once_are_no_news,
    what_was_gone_for_a_year_is_new_again,
}

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const WEEK: Duration = Duration::from_hours(168);
const BOTH: [Receiver; 2] = [Receiver::Discord, Receiver::Sns];

fn named(keys: &[&str]) -> BTreeMap<String, String> {
    keys.iter().map(|key| ((*key).to_owned(), key.to_uppercase())).collect()
}

async fn see(storage: &dyn Notices, keys: &[&str]) -> Noted {
    storage.note_seen(NoticeKind::Hero, &named(keys), &BOTH).await.unwrap()
}

/// The keys of what a receiver is to be told.
async fn waiting(storage: &dyn Notices, receiver: Receiver) -> Vec<String> {
    let notices = storage.find_notices(receiver, WEEK, 100).await.unwrap();
    notices.into_iter().map(|notice| notice.key).collect()
}

async fn what_is_there_at_first_is_no_news(storage: &AnyStorage, _: &ManualClock) {
    assert_eq!(see(storage, &["ana", "ashe"]).await, Noted { new: 2, is_news: false });
    assert_eq!(see(storage, &["ana", "ashe"]).await, Noted { new: 0, is_news: true });
    let maps = storage.note_seen(NoticeKind::Map, &named(&["ilios"]), &BOTH).await.unwrap();
    assert_eq!(maps, Noted { new: 1, is_news: false }, "each kind has its own beginning");
    assert_eq!(waiting(storage, Receiver::Discord).await, [""; 0]);
}

async fn each_receiver_is_told_once_what_is_new(storage: &AnyStorage, clock: &ManualClock) {
    see(storage, &["ana"]).await;
    assert_eq!(see(storage, &["ana", "zoe"]).await, Noted { new: 1, is_news: true });
    clock.advance(HOUR);
    see(storage, &["ana", "bob", "zoe"]).await;
    see(storage, &["ana", "bob", "zoe"]).await;
    for receiver in BOTH {
        let notices = storage.find_notices(receiver, WEEK, 1).await.unwrap();
        assert_eq!(notices.len(), 1, "no more than the limit");
        let notice = &notices[0];
        assert_eq!((notice.kind, notice.name.as_str()), (NoticeKind::Hero, "ZOE"));
        assert_eq!(waiting(storage, receiver).await, ["zoe", "bob"], "the oldest first");
        storage.set_told(notice, receiver).await.unwrap();
        assert_eq!(waiting(storage, receiver).await, ["bob"]);
    }
    see(storage, &["ana", "bob"]).await;
    see(storage, &["ana", "bob", "zoe"]).await;
    assert_eq!(waiting(storage, Receiver::Sns).await, ["bob"], "one that comes back is known");
}

async fn what_was_found_too_long_ago_is_not_told(storage: &AnyStorage, clock: &ManualClock) {
    see(storage, &["ana"]).await;
    see(storage, &["ana", "zoe"]).await;
    clock.advance(6 * DAY);
    assert_eq!(waiting(storage, Receiver::Discord).await, ["zoe"]);
    clock.advance(DAY);
    assert_eq!(waiting(storage, Receiver::Discord).await, [""; 0]);
}

async fn very_many_at_once_are_no_news(storage: &AnyStorage, _: &ManualClock) {
    see(storage, &["ana"]).await;
    let mut keys: Vec<String> = (0..MANY).map(|number| format!("hero-{number}")).collect();
    keys.push("ana".to_owned());
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    assert_eq!(see(storage, &keys).await, Noted { new: MANY.into(), is_news: false });
    assert_eq!(waiting(storage, Receiver::Discord).await, [""; 0]);
}

async fn what_was_gone_for_a_year_is_new_again(storage: &AnyStorage, clock: &ManualClock) {
    see(storage, &["ana", "zoe"]).await;
    for _ in 0..13 {
        clock.advance(30 * DAY);
        see(storage, &["ana"]).await;
    }
    assert_eq!(see(storage, &["ana", "zoe"]).await, Noted { new: 1, is_news: true });
}

#[tokio::test]
async fn two_who_find_the_same_at_once_make_one_notice() {
    let database = Database::create().await;
    let (one, other) = (database.storage(1).await, database.storage(1).await);
    let mut keys = vec!["ana".to_owned()];
    see(&one, &["ana"]).await;
    for number in 0..50 {
        keys.push(format!("hero-{number}"));
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let reversed: Vec<&str> = keys.iter().rev().copied().collect();
        join!(see(&one, &keys), see(&other, &reversed));
        assert_eq!(waiting(&one, Receiver::Discord).await.len(), keys.len() - 1);
    }
}
