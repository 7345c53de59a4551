//! A player fresh, stale, private, and with Blizzard down.

use std::time::Duration;

use fake::Fault;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::world::{HOUR, PLAYER, World, send};

const ENDPOINTS: [&str; 5] = [
    "",
    "/summary",
    "/stats/summary",
    "/stats?gamemode=quickplay",
    "/stats/career?gamemode=quickplay",
];

#[tokio::test]
async fn a_new_player_is_fetched_stored_and_answered() {
    let world = World::new().await;
    let reply = world.get(&format!("/players/{PLAYER}/summary")).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["username"], "Aurora");
    assert_eq!(reply.header("age"), "0");
    assert_eq!(reply.header("x-cache-status"), "hit");
    assert_eq!(world.fake.requests().len(), 3, "a redirect, a page, a search");
}

#[tokio::test]
async fn a_fresh_player_asks_nobody_and_runs_one_statement() {
    let world = World::new().await;
    let first = world.get(&format!("/players/{PLAYER}")).await;
    let id = blizzard_id(&world).await;
    // Which role a hero has is looked up once a minute.
    world.get("/heroes").await;
    world.get(&format!("/players/{PLAYER}/stats/summary")).await;
    world.fake.clear_requests();
    let before = world.database.statements().await.len();

    let names = [PLAYER.to_owned(), id.replace('|', "%7C"), id];
    let mut requests = 0;
    for name in &names {
        for endpoint in ENDPOINTS {
            let reply = world.get(&format!("/players/{name}{endpoint}")).await;
            assert_eq!(reply.status, 200, "{name}{endpoint}");
            if endpoint.is_empty() {
                assert_eq!(
                    reply.body, first.body,
                    "stored or straight from Blizzard, the same bytes"
                );
            }
            requests += 1;
        }
    }
    assert_eq!(world.fake.requests(), Vec::<String>::new());
    world.until(async |world| world.database.statements().await.len() >= before + requests).await;
    assert_eq!(world.database.statements().await.len(), before + requests);
}

#[tokio::test]
async fn half_way_to_stale_is_refreshed_once() {
    let world = World::new().await;
    world.get(&format!("/players/{PLAYER}")).await;
    world.fake.clear_requests();
    // So that the refresh is still under way when the next requests come.
    world.fake.set_fault(Some(Fault::Delay(Duration::from_millis(300))));
    world.clock.advance(HOUR / 2);
    let before = world.database.statements().await;

    for _ in 0..5 {
        let reply = world.get(&format!("/players/{PLAYER}/summary")).await;
        assert_eq!((reply.status, reply.header("x-cache-status")), (200, "hit"));
        assert_eq!(reply.header("age"), "1800");
    }
    world.until(async |world| age(world).await == "0").await;
    assert_eq!(world.fake.requests().len(), 1, "unchanged: only the search");
    let leases = |statements: &[String]| {
        statements.iter().filter(|line| line.contains("insert into leases")).count()
    };
    assert_eq!(leases(&world.database.statements().await) - leases(&before), 1);
}

#[tokio::test]
async fn a_stale_player_is_answered_at_once_and_updated_behind() {
    let world = World::new().await;
    world.get(&format!("/players/{PLAYER}")).await;
    world.clock.advance(HOUR * 30);
    world.fake.with_site(|site| {
        let player = site.player_mut(PLAYER).unwrap();
        player.career.summary.title = Some("Changed".to_owned());
        player.career.summary.last_updated_at = Some(1_799_000_000);
    });

    let stale = world.get(&format!("/players/{PLAYER}/summary")).await;
    assert_eq!(stale.status, 200);
    assert_ne!(stale.json()["title"], "Changed");
    assert_eq!(stale.header("x-cache-status"), "stale");
    assert_eq!(stale.header("age"), "108000");
    assert_eq!(stale.header("x-cache-ttl"), "1");
    assert_eq!(
        stale.header("cache-control"),
        "public, max-age=3600, stale-while-revalidate=60, stale-if-error=86400"
    );

    world.until(async |world| age(world).await == "0").await;
    let fresh = world.get(&format!("/players/{PLAYER}/summary")).await;
    assert_eq!(fresh.json()["title"], "Changed");
    assert_eq!(fresh.json()["last_updated_at"], 1_799_000_000);
    assert_eq!(fresh.header("x-cache-status"), "hit");
    assert_ne!(fresh.header("etag"), stale.header("etag"));
}

#[tokio::test]
async fn a_refresh_that_fails_takes_nothing_away() {
    let world = World::new().await;
    let first = world.get(&format!("/players/{PLAYER}")).await;
    let garbage = "<html><main>another page</main></html>".to_owned();
    let faults = [
        Fault::Status(403),
        Fault::Status(404),
        Fault::Status(500),
        Fault::Cut,
        Fault::Garbage(garbage),
    ];
    for fault in faults {
        world.fake.clear_requests();
        world.fake.set_fault(Some(fault.clone()));
        world.clock.advance(HOUR);
        let reply = world.get(&format!("/players/{PLAYER}")).await;
        assert_eq!((reply.status, &reply.body), (200, &first.body), "{fault:?}");
        world.at_rest().await;
        assert!(!world.fake.requests().is_empty(), "{fault:?}");
    }
    assert_eq!(world.get(&format!("/players/{PLAYER}")).await.body, first.body);
}

#[tokio::test]
async fn with_blizzard_gone_stored_players_stay_and_new_ones_are_504() {
    let world = World::new().await;
    let first = world.get(&format!("/players/{PLAYER}")).await;
    world.fake.set_fault(Some(Fault::Cut));
    world.clock.advance(HOUR * 24 * 400);
    for endpoint in ENDPOINTS {
        let reply = world.get(&format!("/players/{PLAYER}{endpoint}")).await;
        assert_eq!((reply.status, reply.header("age")), (200, "34560000"), "{endpoint}");
    }
    let reply = world.get("/players/Basalt-1013").await;
    assert_eq!(reply.status, 504);
    let error = reply.json()["error"].as_str().unwrap().to_owned();
    assert!(error.starts_with("Couldn't get Blizzard page (HTTP 0 error) : "), "{error}");
    assert_eq!(world.get(&format!("/players/{PLAYER}")).await.body, first.body);
}

#[tokio::test]
async fn being_refused_is_503_and_other_failures_are_504() {
    let world = World::new().await;
    world.fake.set_fault(Some(Fault::Status(403)));
    let reply = world.get(&format!("/players/{PLAYER}")).await;
    assert_eq!(reply.status, 503);
    assert!(reply.header("retry-after").parse::<u64>().unwrap() > 0);
    world.fake.set_fault(Some(Fault::Status(500)));
    let reply = world.get(&format!("/players/{PLAYER}")).await;
    assert_eq!(reply.status, 504);
    assert!(reply.json()["error"].as_str().unwrap().contains("(HTTP 500 error)"));
    world.fake.set_fault(None);
    assert_eq!(world.get(&format!("/players/{PLAYER}")).await.status, 200);
}

#[tokio::test]
async fn many_first_requests_make_one_fetch() {
    let world = World::new().await;
    world.fake.set_fault(Some(Fault::Delay(Duration::from_millis(200))));
    let path = format!("/players/{PLAYER}/summary");
    let replies = join_all((0..50).map(|_| world.get(&path))).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    let pages: Vec<String> =
        world.fake.requests().into_iter().filter(|path| path.contains("%7C")).collect();
    assert_eq!(pages.len(), 1, "{pages:?}");
}

#[tokio::test]
async fn private_and_idle_players_are_profiles_like_any_other() {
    let world = World::new().await;
    for name in ["Secret-1001", "Newcomer-1002"] {
        let career = world.get(&format!("/players/{name}")).await;
        assert_eq!(career.status, 200);
        assert_eq!(career.json()["stats"], Value::Null);
        for endpoint in
            ["/stats/summary", "/stats?gamemode=quickplay", "/stats/career?gamemode=competitive"]
        {
            let reply = world.get(&format!("/players/{name}{endpoint}")).await;
            assert_eq!((reply.status, reply.json()), (200, json!({})), "{name}{endpoint}");
        }
    }
}

#[tokio::test]
async fn what_an_older_reader_stored_is_read_again_from_its_page() {
    let world = World::new().await;
    let first = world.get(&format!("/players/{PLAYER}")).await;
    world.fake.clear_requests();
    let mut connection = world.database.connect().await;
    for lost in
        ["data_version = 0, career_summary = '{}'", "career_gzip = null, career_summary = null"]
    {
        let statement = format!("update player_profiles set {lost}");
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
        let summary = world.get(&format!("/players/{PLAYER}/summary")).await;
        assert_eq!(summary.json()["username"], "Aurora");
        assert_eq!(world.get(&format!("/players/{PLAYER}")).await.body, first.body);
    }
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_hero_of_tomorrow_is_known_once_a_player_has_it() {
    let world = World::new().await;
    let path = format!("/players/{PLAYER}/stats?gamemode=quickplay&hero=tomorrow");
    let reply = world.get(&path).await;
    assert_eq!(reply.status, 422);
    assert_eq!(world.fake.requests(), Vec::<String>::new(), "not asked only to validate");

    world.fake.with_site(|site| {
        let career = &mut site.player_mut(PLAYER).unwrap().career;
        let stats = career.stats.as_mut().unwrap().pc.as_mut().unwrap().quickplay.as_mut().unwrap();
        let some = stats.career_stats.values().next().unwrap().clone();
        stats.career_stats.insert("tomorrow".parse().unwrap(), some);
    });
    world.get(&format!("/players/{PLAYER}")).await;
    let reply = world.get(&path).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json().as_object().unwrap().keys().collect::<Vec<_>>(), ["tomorrow"]);
}

#[tokio::test]
async fn without_a_database_the_answer_is_503() {
    let world = World::new().await;
    storage::Housekeeping::close(&world.storage).await;
    let reply = send(world.request(&format!("/players/{PLAYER}"))).await;
    assert_eq!(reply.status, 503);
    assert!(reply.header("retry-after").parse::<u64>().unwrap() > 0);
    assert_eq!(reply.header("access-control-allow-origin"), "*");
}

async fn age(world: &World) -> String {
    world.get(&format!("/players/{PLAYER}/summary")).await.header("age").to_owned()
}

async fn blizzard_id(world: &World) -> String {
    let mut connection = world.database.connect().await;
    let id = sqlx::query_scalar("select player_id from player_profiles where battletag = $1");
    id.bind(PLAYER).fetch_one(&mut connection).await.unwrap()
}
