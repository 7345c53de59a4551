//! Stored players.

use std::time::Duration;

use overwatch::{BlizzardId, PlayerId, SearchEntry, search};
use storage::{
    Document,
    clock::ManualClock,
    player::{CareerPart, PlayerProfile, PlayerSource, StoredCareer},
};

use super::{AnyStorage, contract};

contract! {
    what_was_stored_is_found_by_either_id,
    what_is_not_there_is_none,
    the_source_is_read_back,
    a_known_battletag_and_name_are_kept,
    an_older_fetch_changes_nothing,
    a_battletag_leads_to_the_newest_player,
    an_older_fetch_takes_no_battletag_away,
    a_touch_renews_and_ends_the_claim,
    a_refresh_is_claimed_once_until_it_expires,
    a_career_is_replaced_only_by_a_newer_reader,
    the_oldest_go_first_and_no_more_than_the_limit,
    stats_count_all_rows,
    all_is_cleared,
}

const HOUR: Duration = Duration::from_hours(1);

fn id(name: &str) -> BlizzardId {
    name.parse().unwrap()
}

pub(super) fn source(name: &str, battletag: Option<&str>) -> PlayerSource {
    PlayerSource {
        id: id(name),
        battletag: battletag.map(|battletag| battletag.parse().unwrap()),
        name: battletag.map(|_| "Jay".to_owned()),
        html: format!("<p>{name} é</p>"),
        search_entry: Some(entry(name)),
        last_updated_blizzard: Some(42),
    }
}

fn entry(id: &str) -> SearchEntry {
    let json =
        format!(r#"[{{"name":"Jay","isPublic":true,"title":{{"en_US":"T"}},"url":"{id}"}}]"#);
    search::parse(&json).unwrap().remove(0)
}

pub(super) fn career(data_version: i16) -> StoredCareer {
    let summary = format!(r#"{{"version":{data_version}}}"#);
    StoredCareer::new(summary, br#"{"whole":true}"#, data_version).unwrap()
}

async fn set(storage: &AnyStorage, source: &PlayerSource, age: Duration) {
    storage.set_player_profile(source, &career(1), age).await.unwrap();
}

async fn find(storage: &AnyStorage, id: &str) -> Option<PlayerProfile> {
    let id: PlayerId = id.parse().unwrap();
    storage.find_player_profile(&id, CareerPart::Summary).await.unwrap()
}

async fn what_was_stored_is_found_by_either_id(storage: &AnyStorage, clock: &ManualClock) {
    set(storage, &source("a|1", Some("Jay-1")), Duration::ZERO).await;
    clock.advance(HOUR);
    let by_id = find(storage, "a|1").await.unwrap();
    assert_eq!(find(storage, "Jay-1").await.as_ref(), Some(&by_id));
    let expected = PlayerProfile {
        id: id("a|1"),
        career: Some(Document::Json(br#"{"version":1}"#.to_vec())),
        data_version: 1,
        last_updated_blizzard: Some(42),
        age: HOUR,
        refresh_claimed: false,
    };
    assert_eq!(by_id, expected);
    let whole = storage
        .find_player_profile(&"Jay-1".parse().unwrap(), CareerPart::Whole)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(whole.career.unwrap().json().unwrap().as_ref(), br#"{"whole":true}"#);
}

async fn what_is_not_there_is_none(storage: &AnyStorage, _: &ManualClock) {
    assert_eq!(find(storage, "a|1").await, None);
    assert_eq!(find(storage, "Jay-1").await, None);
    assert_eq!(storage.find_player_source(&id("a|1")).await.unwrap(), None);
    storage.touch_player_profile(&id("a|1")).await.unwrap();
    storage.set_career(&id("a|1"), &career(9)).await.unwrap();
    assert!(!storage.claim_refresh(&id("a|1"), HOUR).await.unwrap());
    assert_eq!(find(storage, "a|1").await, None);
}

async fn the_source_is_read_back(storage: &AnyStorage, _: &ManualClock) {
    let with = source("a|1", Some("Jay-1"));
    let without =
        PlayerSource { search_entry: None, last_updated_blizzard: None, ..source("b|2", None) };
    for source in [with, without] {
        set(storage, &source, Duration::ZERO).await;
        assert_eq!(storage.find_player_source(&source.id).await.unwrap(), Some(source));
    }
}

async fn a_known_battletag_and_name_are_kept(storage: &AnyStorage, clock: &ManualClock) {
    set(storage, &source("a|1", Some("Jay-1")), Duration::ZERO).await;
    clock.advance(HOUR);
    set(storage, &source("a|1", None), Duration::ZERO).await;
    let stored = storage.find_player_source(&id("a|1")).await.unwrap().unwrap();
    assert_eq!(stored.battletag, "Jay-1".parse().ok());
    assert_eq!(stored.name.as_deref(), Some("Jay"));
}

async fn an_older_fetch_changes_nothing(storage: &AnyStorage, clock: &ManualClock) {
    clock.advance(HOUR);
    let newer = source("a|1", Some("Jay-1"));
    set(storage, &newer, HOUR / 4).await;
    let older = PlayerSource { html: "older".to_owned(), ..source("a|1", Some("Jay-2")) };
    set(storage, &older, HOUR / 2).await;
    assert_eq!(storage.find_player_source(&id("a|1")).await.unwrap(), Some(newer));
    assert_eq!(find(storage, "a|1").await.unwrap().age, HOUR / 4);
}

async fn a_battletag_leads_to_the_newest_player(storage: &AnyStorage, clock: &ManualClock) {
    set(storage, &source("a|1", Some("Jay-1")), Duration::ZERO).await;
    clock.advance(HOUR);
    set(storage, &source("b|2", Some("Jay-1")), Duration::ZERO).await;
    assert_eq!(find(storage, "Jay-1").await.unwrap().id, id("b|2"));
    assert!(find(storage, "a|1").await.is_some(), "who had it is still there");
    assert_eq!(storage.find_player_source(&id("a|1")).await.unwrap().unwrap().battletag, None);
}

async fn an_older_fetch_takes_no_battletag_away(storage: &AnyStorage, clock: &ManualClock) {
    clock.advance(HOUR);
    set(storage, &source("a|1", Some("Jay-1")), Duration::ZERO).await;
    set(storage, &source("b|2", Some("Jay-1")), HOUR / 2).await;
    assert_eq!(find(storage, "Jay-1").await.unwrap().id, id("a|1"));
    assert!(find(storage, "b|2").await.is_some());
}

async fn a_touch_renews_and_ends_the_claim(storage: &AnyStorage, clock: &ManualClock) {
    set(storage, &source("a|1", None), Duration::ZERO).await;
    clock.advance(HOUR);
    assert!(storage.claim_refresh(&id("a|1"), HOUR).await.unwrap());
    storage.touch_player_profile(&id("a|1")).await.unwrap();
    let profile = find(storage, "a|1").await.unwrap();
    assert_eq!((profile.age, profile.refresh_claimed), (Duration::ZERO, false));
}

async fn a_refresh_is_claimed_once_until_it_expires(storage: &AnyStorage, clock: &ManualClock) {
    set(storage, &source("a|1", None), Duration::ZERO).await;
    let claim = async || storage.claim_refresh(&id("a|1"), HOUR).await.unwrap();
    let (first, second) = tokio::join!(claim(), claim());
    assert!(first ^ second, "one of two");
    assert!(find(storage, "a|1").await.unwrap().refresh_claimed);
    clock.advance(HOUR.checked_sub(Duration::from_secs(1)).unwrap());
    assert!(!claim().await);
    clock.advance(Duration::from_secs(1));
    assert!(!find(storage, "a|1").await.unwrap().refresh_claimed);
    assert!(claim().await);
    storage.release_refresh(&id("a|1")).await.unwrap();
    assert!(claim().await, "taken back");
    set(storage, &source("a|1", None), Duration::ZERO).await;
    assert!(!find(storage, "a|1").await.unwrap().refresh_claimed, "stored: done");
}

async fn a_career_is_replaced_only_by_a_newer_reader(storage: &AnyStorage, clock: &ManualClock) {
    set(storage, &source("a|1", None), Duration::ZERO).await;
    clock.advance(HOUR);
    for (written, remains) in [(2, 2), (1, 2), (3, 3)] {
        storage.set_career(&id("a|1"), &career(written)).await.unwrap();
        let profile = find(storage, "a|1").await.unwrap();
        assert_eq!((profile.data_version, profile.age), (remains, HOUR));
    }
}

async fn the_oldest_go_first_and_no_more_than_the_limit(storage: &AnyStorage, clock: &ManualClock) {
    clock.advance(HOUR * 10);
    for hours in 1..=6 {
        set(storage, &source(&format!("{hours}|{hours}"), None), HOUR * hours).await;
    }
    let delete = async |limit| storage.delete_old_player_profiles(HOUR * 3, limit).await.unwrap();
    assert_eq!(delete(2).await, 2);
    assert!(find(storage, "6|6").await.is_none() && find(storage, "5|5").await.is_none());
    assert_eq!(delete(2).await, 1);
    assert_eq!(delete(2).await, 0, "exactly that old is not older");
    assert!(find(storage, "3|3").await.is_some());
}

async fn stats_count_all_rows(storage: &AnyStorage, clock: &ManualClock) {
    assert_eq!(storage.stats().await.unwrap().profile_age_p99, Duration::ZERO);
    clock.advance(HOUR * 10);
    for hours in 0..=4 {
        set(storage, &source(&format!("{hours}|{hours}"), None), HOUR * hours).await;
    }
    let stats = storage.stats().await.unwrap();
    assert_eq!(stats.player_profiles, 5);
    assert_eq!(stats.html_bytes, 5 * source("0|0", None).html.len() as u64);
    assert!(stats.html_compressed_bytes > 0 && stats.player_profiles_bytes > 0);
    assert_eq!(stats.profile_age_p50, HOUR * 2);
    assert_eq!(stats.profile_age_p90.as_secs(), 12_960);
}

async fn all_is_cleared(storage: &AnyStorage, _: &ManualClock) {
    set(storage, &source("a|1", Some("Jay-1")), Duration::ZERO).await;
    storage.clear().await.unwrap();
    assert_eq!(find(storage, "a|1").await, None);
    assert_eq!(storage.stats().await.unwrap().player_profiles, 0);
}
