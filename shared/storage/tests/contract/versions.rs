//! Versions of careers: what the fake's players play is kept, and rebuilt.

use std::time::Duration;

use fake::play::{BEGINS, Play};
use overwatch::{
    BlizzardId,
    career::Career,
    history::{Filter, Snapshot, Version, is_same_version},
};
use storage::{
    clock::ManualClock,
    compression::Effort,
    player::{PlayerSource, StoredCareer},
    versions::KeptVersion,
};

use crate::{AnyStorage, START, contract, held, player_profiles::source, write};

contract! {
    the_first_career_is_the_first_version,
    what_is_no_other_career_is_no_version,
    every_version_of_a_long_history_is_rebuilt_byte_for_byte,
    some_versions_are_found_by_time,
    another_parser_version_is_no_version_by_itself,
    an_older_fetch_is_no_version,
    a_private_career_adds_no_version_and_deletes_none,
    what_was_stored_of_a_player_without_versions_is_the_first,
    versions_outlive_the_profile,
    a_chain_goes_when_its_newest_version_is_old,
    the_oldest_chains_go_first_where_bytes_are_limited,
    forgetting_a_player_leaves_no_version,
}

pub(crate) const DAY: Duration = Duration::from_hours(24);
const SEED: u64 = 7;
/// The first whose career is public and has games from the first day on.
const PLAYER: usize = 2;

pub(crate) fn id() -> BlizzardId {
    "a|1".parse().unwrap()
}

/// So many careers of a player, each another version than the one before.
pub(crate) fn careers(count: usize) -> Vec<Career> {
    let mut play = Play::new(SEED, PLAYER + 1);
    let mut careers: Vec<Career> = Vec::new();
    for day in 0.. {
        play.advance(BEGINS + day * 86_400);
        let career = play.player(PLAYER).unwrap().career;
        let is_another = careers.last().is_none_or(|last| !is_same_version(last, &career));
        if career.has_statistics() && is_another {
            careers.push(career);
        }
        if careers.len() == count {
            break;
        }
    }
    careers
}

pub(crate) fn json(career: &Career) -> Vec<u8> {
    storage::json::to_vec(career).unwrap()
}

pub(crate) fn stored(career: &Career, data_version: i16) -> StoredCareer {
    StoredCareer::new(career.clone(), data_version, Effort::Quick).unwrap()
}

/// Stores what Blizzard showed `age` ago.
pub(crate) async fn show(storage: &AnyStorage, career: &StoredCareer, age: Duration) -> bool {
    let lease = held(storage, "a test's").await;
    let source = PlayerSource { last_updated_blizzard: Some(42), ..source("a|1", Some("Jay-1")) };
    let is_stored = storage.set_player_profile(&source, career, write(&lease, age)).await.unwrap();
    storage.release_lease(&lease).await.unwrap();
    is_stored
}

/// Stores a career a day, the first one now.
pub(crate) async fn show_daily(storage: &AnyStorage, clock: &ManualClock, careers: &[Career]) {
    for career in careers {
        assert!(show(storage, &stored(career, 1), Duration::ZERO).await);
        clock.advance(DAY);
    }
}

pub(crate) async fn versions(storage: &AnyStorage) -> Vec<Version> {
    storage.find_versions(&id(), None, None, u32::MAX, &Filter::default()).await.unwrap()
}

/// When the n-th day of a test begins.
pub(crate) fn day(number: u32) -> i64 {
    (START + DAY * number).as_secs().try_into().unwrap()
}

async fn days(storage: &AnyStorage) -> Vec<i64> {
    versions(storage).await.iter().map(|version| (version.taken_at - day(0)) / 86_400).collect()
}

async fn the_first_career_is_the_first_version(storage: &AnyStorage, clock: &ManualClock) {
    let [career] = careers(1).try_into().unwrap();
    assert_eq!(storage.find_version(&id(), i64::MAX).await.unwrap(), None);
    clock.advance(DAY);
    let json = json(&career);
    assert!(show(storage, &stored(&career, 3), DAY / 2).await);
    let taken_at = day(1) - 43_200;
    let last_updated_blizzard = Some(42);
    let snapshot = Snapshot::of(&career);
    assert_eq!(versions(storage).await, [Version { taken_at, last_updated_blizzard, snapshot }]);
    let kept = KeptVersion { taken_at, career: json, last_updated_blizzard, data_version: 3 };
    assert_eq!(storage.find_version(&id(), taken_at).await.unwrap(), Some(kept));
    assert_eq!(storage.find_version(&id(), taken_at - 1).await.unwrap(), None);
    assert_eq!(storage.find_version(&"b|2".parse().unwrap(), i64::MAX).await.unwrap(), None);
}

async fn what_is_no_other_career_is_no_version(storage: &AnyStorage, clock: &ManualClock) {
    let [mut career, next] = careers(2).try_into().unwrap();
    show_daily(storage, clock, &[career.clone(), career.clone()]).await;
    career.summary.avatar = Some("another".to_owned());
    show_daily(storage, clock, &[career]).await;
    assert_eq!(days(storage).await, [0]);
    show_daily(storage, clock, &[next.clone(), next]).await;
    assert_eq!(days(storage).await, [3, 0]);
}

async fn every_version_of_a_long_history_is_rebuilt_byte_for_byte(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    let careers = careers(40);
    show_daily(storage, clock, &careers).await;
    assert_eq!(days(storage).await, (0..40).rev().collect::<Vec<_>>());
    for (number, career) in (0..).zip(&careers) {
        for until in [day(number), day(number + 1) - 1] {
            let kept = storage.find_version(&id(), until).await.unwrap().unwrap();
            assert_eq!((kept.taken_at, kept.data_version), (day(number), 1));
            assert!(kept.career == json(career), "the version of day {number}");
        }
    }
    let shown = careers.iter().rev().map(Snapshot::of);
    assert!(versions(storage).await.into_iter().map(|version| version.snapshot).eq(shown));
}

async fn some_versions_are_found_by_time(storage: &AnyStorage, clock: &ManualClock) {
    show_daily(storage, clock, &careers(5)).await;
    let find = async |since, until, limit| {
        let found =
            storage.find_versions(&id(), since, until, limit, &Filter::default()).await.unwrap();
        found.iter().map(|version| (version.taken_at - day(0)) / 86_400).collect::<Vec<_>>()
    };
    assert_eq!(find(Some(day(1)), Some(day(3)), 9).await, [3, 2, 1]);
    assert_eq!(find(Some(day(1) + 1), Some(day(3) - 1), 9).await, [2]);
    assert_eq!(find(None, Some(day(3)), 2).await, [3, 2]);
    assert_eq!(find(Some(day(3)), None, 9).await, [4, 3]);
    assert_eq!(find(Some(i64::MIN), Some(i64::MAX), 1).await, [4]);
    assert!(find(Some(i64::MAX), Some(i64::MIN), 9).await.is_empty());
}

async fn another_parser_version_is_no_version_by_itself(storage: &AnyStorage, clock: &ManualClock) {
    let careers = careers(3);
    for (career, data_version) in [(0, 1), (0, 2), (1, 2), (2, 2)] {
        show(storage, &stored(&careers[career], data_version), Duration::ZERO).await;
        clock.advance(DAY);
    }
    assert_eq!(days(storage).await, [3, 2, 0]);
    for (number, career, data_version) in [(0, 0, 1), (2, 1, 2), (3, 2, 2)] {
        let kept = storage.find_version(&id(), day(number)).await.unwrap().unwrap();
        assert_eq!(kept.data_version, data_version);
        assert!(kept.career == json(&careers[career]));
    }
}

async fn an_older_fetch_is_no_version(storage: &AnyStorage, clock: &ManualClock) {
    let careers = careers(2);
    clock.advance(DAY);
    assert!(show(storage, &stored(&careers[1], 1), Duration::ZERO).await);
    assert!(!show(storage, &stored(&careers[0], 1), DAY / 2).await);
    assert_eq!(days(storage).await, [1]);
}

async fn a_private_career_adds_no_version_and_deletes_none(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    let [first, second] = careers(2).try_into().unwrap();
    let private = Career { stats: None, ..first.clone() };
    show_daily(storage, clock, &[private.clone(), first.clone(), private, first, second]).await;
    assert_eq!(days(storage).await, [4, 1]);
}

/// As after an update from a release that kept no versions, and after all of them were pruned.
async fn what_was_stored_of_a_player_without_versions_is_the_first(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    let [first, second] = careers(2).try_into().unwrap();
    show_daily(storage, clock, std::slice::from_ref(&first)).await;
    storage.delete_oldest_versions(None, 10).await.unwrap();
    assert!(versions(storage).await.is_empty());
    show_daily(storage, clock, std::slice::from_ref(&first)).await;
    assert_eq!(days(storage).await, [0], "what is stored, when it was");
    storage.delete_oldest_versions(None, 10).await.unwrap();
    show_daily(storage, clock, std::slice::from_ref(&second)).await;
    assert_eq!(days(storage).await, [2, 1]);
    for (number, career) in [(1, first), (2, second)] {
        let kept = storage.find_version(&id(), day(number)).await.unwrap().unwrap();
        assert!(kept.career == json(&career));
    }
}

async fn versions_outlive_the_profile(storage: &AnyStorage, clock: &ManualClock) {
    let careers = careers(3);
    show_daily(storage, clock, &careers[..2]).await;
    assert_eq!(storage.delete_oldest_players(None, 10).await.unwrap().0, 1);
    assert_eq!(days(storage).await, [1, 0]);
    show_daily(storage, clock, &careers[1..]).await;
    assert_eq!(days(storage).await, [3, 1, 0]);
}

async fn a_chain_goes_when_its_newest_version_is_old(storage: &AnyStorage, clock: &ManualClock) {
    show_daily(storage, clock, &careers(18)).await;
    let delete = async |max_age| storage.delete_oldest_versions(Some(max_age), 10).await.unwrap();
    // The first chain's newest was taken on day 15, three days ago.
    assert_eq!(delete(DAY * 3).await, (0, 0), "exactly that old is not older");
    clock.advance(Duration::from_secs(1));
    assert_eq!(delete(DAY * 3).await.0, 16);
    assert_eq!(days(storage).await, [17, 16]);
    assert!(storage.find_version(&id(), day(15)).await.unwrap().is_none());
    assert!(storage.find_version(&id(), day(17)).await.unwrap().is_some());
    show_daily(storage, clock, &careers(1)).await;
    assert_eq!(days(storage).await, [18, 17, 16]);
}

async fn the_oldest_chains_go_first_where_bytes_are_limited(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    show_daily(storage, clock, &careers(34)).await;
    let count = async || storage.stats().await.unwrap().live_player_bytes;
    let all = count().await;
    let (rows, bytes) = storage.delete_oldest_versions(None, 2).await.unwrap();
    assert_eq!((rows, count().await), (32, all - bytes));
    assert_eq!(days(storage).await, [33, 32]);
    assert_eq!(storage.delete_oldest_versions(None, 2).await.unwrap().0, 2);
    assert_eq!(storage.delete_oldest_versions(None, 2).await.unwrap(), (0, 0));
}

async fn forgetting_a_player_leaves_no_version(storage: &AnyStorage, clock: &ManualClock) {
    for (name, is_profile_there) in [("Jay-1", true), ("a|1", true), ("a|1", false)] {
        show_daily(storage, clock, &careers(3)).await;
        if !is_profile_there {
            storage.delete_oldest_players(None, 10).await.unwrap();
        }
        assert!(!versions(storage).await.is_empty());
        assert!(storage.forget_player(&name.parse().unwrap()).await.unwrap() >= 3);
        assert!(versions(storage).await.is_empty(), "{name}");
    }
}
