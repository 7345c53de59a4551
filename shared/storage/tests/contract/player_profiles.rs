//! Stored players.

use std::time::Duration;

use overwatch::{BlizzardId, PlayerId, SearchEntry, career::PRIVATE, search};
use storage::{
    Write,
    clock::ManualClock,
    compression::Effort,
    player::{CareerPart, PlayerProfile, PlayerSource, StoredCareer, Visibility},
};

use crate::{AnyStorage, contract, database::Database, held, lease, write};

contract! {
    what_was_stored_is_found_by_either_id,
    what_is_not_there_is_none,
    many_are_found_as_each_of_them_is,
    the_source_is_read_back,
    a_known_battletag_and_name_are_kept,
    an_older_fetch_changes_nothing,
    a_battletag_leads_to_the_newest_player,
    an_older_fetch_takes_no_battletag_away,
    a_touch_confirms,
    a_page_is_public_until_a_private_one_takes_its_place,
    without_its_lease_nothing_is_written,
    a_refresh_makes_no_row,
    two_spellings_of_a_name_lead_to_one_player,
    a_battletag_moves_also_from_a_player_that_was_touched_since,
    a_career_is_replaced_only_by_a_newer_reader,
    stats_count_all_rows,
}

const HOUR: Duration = Duration::from_hours(1);

fn id(name: &str) -> BlizzardId {
    name.parse().unwrap()
}

pub(super) fn source(name: &str, battletag: Option<&str>) -> PlayerSource {
    PlayerSource {
        id: id(name),
        battletag: battletag.map(|battletag| battletag.parse().unwrap()),
        name: battletag.and_then(|tag| Some(tag.split_once('-')?.0.to_owned())),
        html: format!("<p>{name} é</p>"),
        search_entry: Some(entry(name)),
        search_failed: false,
        last_updated_blizzard: Some(42),
    }
}

fn entry(id: &str) -> SearchEntry {
    let json =
        format!(r#"[{{"name":"Jay","isPublic":true,"title":{{"en_US":"T"}},"url":"{id}"}}]"#);
    search::parse(&json).unwrap().remove(0)
}

pub(super) fn career(data_version: i16) -> StoredCareer {
    let json = format!(r#"{{"summary":{{"username":"{data_version}"}},"stats":null}}"#);
    StoredCareer::new(serde_json::from_str(&json).unwrap(), data_version, Effort::Quick).unwrap()
}

pub(super) async fn set(storage: &AnyStorage, source: &PlayerSource, age: Duration) {
    let lease = held(storage, "a test's").await;
    storage.set_player_profile(source, &career(1), write(&lease, age)).await.unwrap();
    storage.release_lease(&lease).await.unwrap();
}

pub(super) async fn find(storage: &AnyStorage, id: &str) -> Option<PlayerProfile> {
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
        career: Some(career(1).part(CareerPart::Summary)),
        data_version: 1,
        last_updated_blizzard: Some(42),
        age: HOUR,
        is_leased: false,
        search_failed: false,
        is_noted: false,
        visibility: Visibility::Public,
    };
    assert_eq!(by_id, expected);
    for part in [CareerPart::Whole, CareerPart::Values, CareerPart::Snapshot] {
        let found = storage.find_player_profile(&"Jay-1".parse().unwrap(), part).await.unwrap();
        assert_eq!(found.unwrap().career, Some(career(1).part(part)));
    }
}

async fn what_is_not_there_is_none(storage: &AnyStorage, _: &ManualClock) {
    assert_eq!(find(storage, "a|1").await, None);
    assert_eq!(find(storage, "Jay-1").await, None);
    assert_eq!(storage.find_player_source(&id("a|1")).await.unwrap(), None);
    let lease = held(storage, "player:a|1").await;
    assert!(!storage.touch_player_profile(&id("a|1"), &lease).await.unwrap());
    storage.set_career(&id("a|1"), &career(9)).await.unwrap();
    assert_eq!(find(storage, "a|1").await, None);
}

async fn many_are_found_as_each_of_them_is(storage: &AnyStorage, clock: &ManualClock) {
    set(storage, &source("a|1", Some("Jay-1")), Duration::ZERO).await;
    clock.advance(HOUR);
    set(storage, &source("b|2", Some("Größe-2")), Duration::ZERO).await;
    held(storage, "player:b|2").await;
    let ids: Vec<PlayerId> =
        ["Größe-2", "Nobody-3", "a|1", "c|3", "Jay-1", "b|2"].map(|id| id.parse().unwrap()).into();
    for parts in [[CareerPart::Summary; 2], [CareerPart::Summary, CareerPart::Whole]] {
        let wanted: Vec<_> = ids.iter().zip(parts.into_iter().cycle()).collect();
        let mut one_by_one = Vec::new();
        for (id, part) in &wanted {
            one_by_one.push(storage.find_player_profile(id, *part).await.unwrap());
        }
        assert_eq!(one_by_one.iter().flatten().count(), 4);
        assert_eq!(storage.find_player_profiles(&wanted).await.unwrap(), one_by_one);
    }
    assert_eq!(storage.find_player_profiles(&[]).await.unwrap(), []);
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

async fn a_touch_confirms(storage: &AnyStorage, clock: &ManualClock) {
    set(storage, &source("a|1", None), Duration::ZERO).await;
    clock.advance(HOUR);
    let lease = held(storage, "player:a|1").await;
    assert!(find(storage, "a|1").await.unwrap().is_leased);
    assert!(storage.touch_player_profile(&id("a|1"), &lease).await.unwrap());
    storage.release_lease(&lease).await.unwrap();
    let profile = find(storage, "a|1").await.unwrap();
    assert_eq!((profile.age, profile.is_leased), (Duration::ZERO, false));
}

async fn a_page_is_public_until_a_private_one_takes_its_place(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    use Visibility::{Public, Unknown};
    let public = source("a|1", None);
    let private = PlayerSource { html: PRIVATE.to_owned(), ..public.clone() };
    for (stored, expected) in [(&public, Public), (&private, Unknown), (&public, Public)] {
        clock.advance(HOUR);
        set(storage, stored, Duration::ZERO).await;
        assert_eq!(find(storage, "a|1").await.unwrap().visibility, expected);
        clock.advance(HOUR);
        let lease = held(storage, "player:a|1").await;
        assert!(storage.touch_player_profile(&public.id, &lease).await.unwrap());
        storage.release_lease(&lease).await.unwrap();
        assert_eq!(find(storage, "a|1").await.unwrap().visibility, expected, "confirmed");
    }
}

async fn without_its_lease_nothing_is_written(storage: &AnyStorage, clock: &ManualClock) {
    let [owner, other] = [lease("player:a|1"), lease("player:a|1")];
    let stored = source("a|1", None);
    let set = async |lease| {
        let write = write(lease, Duration::ZERO);
        storage.set_player_profile(&stored, &career(1), write).await.unwrap()
    };
    assert!(!set(&owner).await, "nobody has it");
    storage.acquire_lease(&owner, HOUR).await.unwrap();
    assert!(!set(&other).await, "somebody else has it");
    assert!(!storage.touch_player_profile(&stored.id, &other).await.unwrap());
    assert!(set(&owner).await);
    clock.advance(HOUR);
    assert!(!set(&owner).await, "it ran out");
    assert!(!storage.touch_player_profile(&stored.id, &owner).await.unwrap());
    assert_eq!(find(storage, "a|1").await.unwrap().age, HOUR);
}

async fn a_refresh_makes_no_row(storage: &AnyStorage, _: &ManualClock) {
    let lease = held(storage, "player:a|1").await;
    let refresh = Write { may_insert: false, ..write(&lease, Duration::ZERO) };
    let stored = source("a|1", Some("Jay-1"));
    assert!(!storage.set_player_profile(&stored, &career(1), refresh).await.unwrap());
    assert_eq!(find(storage, "Jay-1").await, None);
    set(storage, &stored, Duration::ZERO).await;
    assert!(storage.set_player_profile(&stored, &career(2), refresh).await.unwrap());
    assert_eq!(find(storage, "Jay-1").await.unwrap().data_version, 2);
}

async fn two_spellings_of_a_name_lead_to_one_player(storage: &AnyStorage, _: &ManualClock) {
    for name in ["Jay-1", "JAY-1"] {
        set(storage, &source("a|1", Some(name)), Duration::ZERO).await;
    }
    for name in ["Jay-1", "JAY-1"] {
        assert_eq!(find(storage, name).await.unwrap().id, id("a|1"), "{name}");
    }
}

async fn a_battletag_moves_also_from_a_player_that_was_touched_since(
    storage: &AnyStorage,
    clock: &ManualClock,
) {
    set(storage, &source("a|1", Some("Jay-1")), Duration::ZERO).await;
    clock.advance(HOUR);
    let lease = held(storage, "player:a|1").await;
    storage.touch_player_profile(&id("a|1"), &lease).await.unwrap();
    // Fetched before the touch, which says nothing of the name.
    set(storage, &source("b|2", Some("Jay-1")), HOUR / 2).await;
    assert_eq!(find(storage, "Jay-1").await.unwrap().id, id("b|2"));
    assert_eq!(storage.find_player_source(&id("a|1")).await.unwrap().unwrap().battletag, None);
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

/// The version before the column writes another page and its time.
#[tokio::test]
async fn what_the_version_before_wrote_is_not_known_to_be_public() {
    let database = Database::create().await;
    let storage = database.storage(1).await;
    let older = [
        "update player_profiles set html_compressed = 'another', updated_at = now()",
        "update player_profiles set updated_at = now()",
    ];
    for statement in older {
        set(&storage, &source("a|1", None), Duration::ZERO).await;
        assert_eq!(find(&storage, "a|1").await.unwrap().visibility, Visibility::Public);
        sqlx::query(statement).execute(&mut database.connect().await).await.unwrap();
        assert_eq!(find(&storage, "a|1").await.unwrap().visibility, Visibility::Unknown);
    }
}
