//! The watch on Blizzard's pages, and the status that shows what it saw.

use fake::{Fault, Hero, OfferedMap, Site};
use overwatch::{PlayerId, Role, career::Career};
use serde_json::{Value, json};
use service::admin::watch::watch_pages;

use crate::support::world::{HOUR, PLAYER, World};

async fn watch(world: &World) {
    let player: PlayerId = PLAYER.parse().unwrap();
    watch_pages(&world.cache, Some(&player), &[]).await.unwrap();
}

/// What `/status` says of a page.
async fn page(world: &World, name: &str) -> Value {
    let status = world.get("/status").await.json();
    let pages = status["pages"].as_array().unwrap();
    pages.iter().find(|page| page["page"] == name).cloned().unwrap_or_default()
}

fn career(site: &mut Site) -> &mut Career {
    &mut site.player_mut(PLAYER).unwrap().career
}

#[tokio::test]
async fn pages_as_we_know_them_have_no_changes() {
    let world = World::new().await;
    assert_eq!(world.get("/status").await.json()["pages"], json!([]));
    for _ in 0..2 {
        watch(&world).await;
        for name in ["heroes", "hero", "roles", "rates", "rates_page", "patch_notes", "career"] {
            let page = page(&world, name).await;
            assert_eq!((&page["check"], &page["changes"]), (&"read".into(), &0.into()), "{page}");
        }
    }
}

#[tokio::test]
async fn names_of_tomorrow_are_reported() {
    let world = World::new().await;
    world.fake.with_site(|site| {
        let key = "tomorrow".parse().unwrap();
        site.heroes.push(Hero { key, name: "Tomorrow".to_owned(), role: Role::Tank });
        site.maps.push(OfferedMap {
            key: "atlantis".to_owned(),
            name: "Atlantis".to_owned(),
            gamemodes: vec!["Control".to_owned(), "Karaoke".to_owned()],
            queues: None,
        });
        site.divisions.push("Uranium".to_owned());
        let career = career(site);
        let ranks = career.summary.competitive.as_mut().unwrap();
        let rank = ranks.pc.as_mut().unwrap().tank.as_mut().unwrap();
        rank.division = "uranium".parse().unwrap();
        rank.rank_icon = rank.rank_icon.replace("Gold", "Uranium");
        let stats = career.stats.as_mut().unwrap().pc.as_mut().unwrap();
        let heroes = stats.quickplay.as_mut().unwrap();
        let category = &mut heroes.career_stats.values_mut().next().unwrap()[0];
        category.label = "Karaoke".to_owned();
        category.category = "karaoke".to_owned();
    });
    watch(&world).await;
    for (name, kind, unknown) in [
        ("heroes", "heroes", "tomorrow"),
        ("rates", "heroes", "tomorrow"),
        ("rates_page", "maps", "atlantis"),
        ("rates_page", "divisions", "uranium"),
        ("career", "divisions", "uranium"),
        ("career", "categories", "karaoke"),
    ] {
        assert_eq!(page(&world, name).await["unknown"][kind], json!([unknown]), "{name}");
    }
}

#[tokio::test]
async fn hit_points_that_a_note_changed_are_reported_until_our_table_has_them() {
    let world = World::new().await;
    let say = |line: &str| {
        world.fake.with_site(|site| {
            let entry = &mut site.patch_notes[0].sections[1].entries[0];
            assert_eq!(entry.title, "Ana");
            entry.details = vec![line.to_owned()];
        });
    };
    say("Health reduced from 250 to 175, and shields increased from 0 to 50.");
    watch(&world).await;
    let seen = page(&world, "patch_notes").await;
    assert_eq!(seen["unknown"]["hitpoints"], json!(["ana health 175", "ana shields 50"]));
    assert_eq!(seen["changes"], 2);

    say("Health increased from 225 to 250.");
    watch(&world).await;
    let seen = page(&world, "patch_notes").await;
    assert_eq!((&seen["unknown"]["hitpoints"], &seen["changes"]), (&json!([]), &0.into()));
}

#[tokio::test]
async fn a_patch_that_changes_less_is_no_change_of_the_page() {
    let world = World::new().await;
    watch(&world).await;
    world.fake.with_site(|site| {
        site.patch_notes.truncate(1);
        site.patch_notes[0].sections.truncate(1);
        site.patch_notes[0].sections[0].entries.clear();
    });
    watch(&world).await;
    assert_eq!(page(&world, "patch_notes").await["changes"], 0);
    world.fake.with_site(|site| site.patch_notes[0].sections.clear());
    watch(&world).await;
    assert_eq!(page(&world, "patch_notes").await["missing"], json!(["[].kinds[]", "[].text"]));
}

#[tokio::test]
async fn a_field_that_went_missing_is_reported_until_it_is_back() {
    let world = World::new().await;
    watch(&world).await;
    let title = world.fake.with_site(|site| career(site).summary.title.take());
    assert!(title.is_some());
    for _ in 0..2 {
        watch(&world).await;
        assert_eq!(page(&world, "career").await["missing"], json!(["summary.title"]));
    }
    world.fake.with_site(|site| career(site).summary.title = title);
    watch(&world).await;
    assert_eq!(page(&world, "career").await["changes"], 0);
}

#[tokio::test]
async fn a_page_that_cannot_be_read_is_a_change_and_one_that_cannot_be_had_is_none() {
    let world = World::new().await;
    watch(&world).await;
    world.clock.advance(HOUR);
    for (fault, check, changes) in [
        (Fault::Garbage("<p>Something else".to_owned()), "unreadable", 1),
        (Fault::Status(500), "unreachable", 0),
    ] {
        world.fake.set_fault(Some(fault));
        watch(&world).await;
        let page = page(&world, "heroes").await;
        assert_eq!((&page["check"], &page["changes"]), (&check.into(), &changes.into()));
        assert_eq!(page["age"], 0);
    }
    world.fake.set_fault(None);
    watch(&world).await;
    assert_eq!(page(&world, "heroes").await["changes"], 0, "what was known is not lost");
}

#[tokio::test]
async fn storage_is_counted_for_people_and_for_prometheus() {
    let world = World::new().await;
    let storage = world.get("/status").await.json()["storage"].clone();
    assert_eq!(
        (&storage["player_profiles"], &storage["compression_ratio"]),
        (&0.into(), &Value::Null)
    );
    world.get(&format!("/players/{PLAYER}")).await;
    watch(&world).await;
    world.clock.advance(HOUR);
    let reply = world.get("/status").await;
    assert_eq!(reply.header("cache-control"), "public, max-age=60");
    let storage = reply.json()["storage"].clone();
    assert_eq!(
        (&storage["player_profiles"], &storage["profile_age_p99"]),
        (&1.into(), &3600.into())
    );
    assert!(storage["compression_ratio"].as_f64().unwrap() > 1.0);

    let reply = world.get("/metrics").await;
    assert!(reply.header("content-type").starts_with("application/openmetrics-text"));
    let text = String::from_utf8(reply.body).unwrap();
    for line in [
        "# TYPE overfast_player_profiles gauge",
        "overfast_player_profiles 1.0",
        "overfast_profile_age_p50_seconds 3600.0",
        "overfast_page_changes{page=\"heroes\"} 0.0",
        "overfast_page_age_seconds{page=\"career\"} 3600.0",
        "# EOF",
    ] {
        assert!(text.lines().any(|other| other == line), "{line} is not in {text}");
    }
}

#[tokio::test]
async fn storage_is_counted_once_a_minute() {
    let world = World::new().await;
    for _ in 0..3 {
        world.get("/status").await;
        world.get("/metrics").await;
    }
    let counts = world.database.statements().await;
    assert_eq!(counts.iter().filter(|line| line.contains("percentile_cont")).count(), 1);
}

#[tokio::test]
async fn health_says_whether_storage_answers() {
    let world = World::new().await;
    let reply = world.get("/health").await;
    assert_eq!((reply.status, reply.json()), (200, json!({"storage": "ok"})));
    storage::Housekeeping::close(&world.storage).await;
    let reply = world.get("/health").await;
    assert_eq!((reply.status, reply.header("retry-after")), (503, "5"));
}
