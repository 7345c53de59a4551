//! Heroes, roles, maps, game modes.

use fake::{Fault, Hero, Site};
use overwatch::Role;
use serde_json::Value;

use super::hero_stats::RATES;
use crate::support::world::{HOUR, PLAYER, World};

const ALL: [&str; 7] = [
    "/heroes",
    "/heroes/ana",
    "/roles",
    "/maps",
    "/gamemodes",
    RATES,
    "/heroes/stats?platform=console&region=asia&gamemode=quickplay&map=ilios",
];

/// The values of one key in a list of objects.
fn keys(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|entry| entry[key].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_was_seen_once_is_answered_with_blizzard_gone() {
    let world = World::new().await;
    let mut first = Vec::new();
    for path in ALL {
        let reply = world.get(path).await;
        assert_eq!((reply.status, reply.header("age")), (200, "0"), "{path}");
        first.push(reply.body);
    }
    world.fake.clear_requests();
    for path in ALL {
        world.get(path).await;
    }
    assert_eq!(world.fake.requests(), Vec::<String>::new(), "fresh: nobody is asked");

    world.fake.set_fault(Some(Fault::Cut));
    world.clock.advance(HOUR * 24 * 30);
    for (path, first) in ALL.into_iter().zip(first) {
        let reply = world.get(path).await;
        assert_eq!((reply.status, &reply.body), (200, &first), "{path}");
        let age: u64 = reply.header("age").parse().unwrap();
        let is_stale = reply.header("x-cache-status") == "stale";
        assert_eq!(is_stale, age > 0, "maps and game modes are our own: {path}");
        assert_eq!(is_stale, reply.header("cache-control").contains("stale-if-error"), "{path}");
    }
    assert_eq!(world.get("/heroes?locale=fr-fr").await.status, 504);
}

#[tokio::test]
async fn a_hero_of_tomorrow_needs_no_release_of_ours() {
    let world = World::new().await;
    world.get("/heroes").await;
    let new =
        Hero { key: "tomorrow".parse().unwrap(), name: "Tomorrow".to_owned(), role: Role::Support };
    world.fake.with_site(|site| site.heroes.push(new));
    let of_hero = format!("/players/{PLAYER}/stats?gamemode=quickplay&hero=tomorrow");
    world.fake.clear_requests();
    for path in ["/heroes/tomorrow", of_hero.as_str()] {
        assert_eq!(world.get(path).await.status, 422, "{path}");
    }
    assert_eq!(world.fake.requests(), Vec::<String>::new(), "not asked only to validate");

    world.clock.advance(HOUR * 24);
    world.get("/heroes").await;
    world
        .until(async |world| {
            keys(&world.get("/heroes").await.json(), "key").contains(&"tomorrow".to_owned())
        })
        .await;
    let hero = world.get("/heroes/tomorrow").await;
    assert_eq!(hero.status, 200);
    assert_eq!(
        (&hero.json()["name"], &hero.json()["hitpoints"]),
        (&"Tomorrow".into(), &Value::Null)
    );
    assert_eq!(world.get(&of_hero).await.body, b"{}");

    world.fake.with_site(|site| {
        let career = &mut site.player_mut(PLAYER).unwrap().career;
        career.summary.last_updated_at = Some(1_799_999_999);
        let stats = career.stats.as_mut().unwrap().pc.as_mut().unwrap().quickplay.as_mut().unwrap();
        let (_, some) =
            stats.career_stats.iter().find(|(key, _)| key.as_str() != "all-heroes").unwrap();
        let some = some.clone();
        stats.career_stats = [("tomorrow".parse().unwrap(), some)].into();
    });
    world.clock.advance(HOUR);
    world.get(&of_hero).await;
    world.until(async |world| world.get(&of_hero).await.json()["tomorrow"].is_array()).await;
    let path = format!("/players/{PLAYER}/stats/summary?gamemode=quickplay&platform=pc");
    let summary = world.get(&path).await.json();
    assert_eq!(
        summary["roles"]["support"], summary["heroes"]["tomorrow"],
        "the list knows the role"
    );
}

#[tokio::test]
async fn a_division_and_a_category_of_tomorrow_pass_through() {
    let world = World::new().await;
    world.fake.with_site(|site| {
        let career = &mut site.player_mut(PLAYER).unwrap().career;
        let ranks = career.summary.competitive.as_mut().unwrap().pc.as_mut().unwrap();
        let rank = ranks.tank.as_mut().unwrap();
        rank.rank_icon = rank.rank_icon.replace("Gold", "Tomorrow");
        let stats = career.stats.as_mut().unwrap().pc.as_mut().unwrap().quickplay.as_mut().unwrap();
        let category = &mut stats.career_stats.values_mut().next().unwrap()[0];
        (category.category, category.label) = ("of_tomorrow".to_owned(), "Of Tomorrow".to_owned());
    });
    let career = world.get(&format!("/players/{PLAYER}")).await.json();
    assert_eq!(career["summary"]["competitive"]["pc"]["tank"]["division"], "tomorrow");
    let stats = &career["stats"]["pc"]["quickplay"]["career_stats"];
    let first = stats.as_object().unwrap().values().next().unwrap();
    assert_eq!(first[0]["category"], "of_tomorrow");
    let path = format!("/players/{PLAYER}/stats/career?gamemode=quickplay&platform=pc");
    let values = world.get(&path).await.json();
    assert!(values.as_object().unwrap().values().next().unwrap()["of_tomorrow"].is_object());
}

#[tokio::test]
async fn what_an_older_parser_stored_is_served_and_fetched_again_behind() {
    let world = World::new().await;
    let first = world.get("/heroes").await;
    let mut connection = world.database.connect().await;
    let older = "update static_data set data_version = 0";
    sqlx::query(older).execute(&mut connection).await.unwrap();
    world.fake.clear_requests();
    let reply = world.get("/heroes").await;
    assert_eq!((reply.header("x-cache-status"), &reply.body), ("hit", &first.body));
    let version = "select data_version from static_data";
    let mut version =
        async || sqlx::query_scalar::<_, i16>(version).fetch_one(&mut connection).await.unwrap();
    world.until(async |_| version().await > 0).await;
    assert_eq!(world.fake.requests(), ["/en-us/heroes/"]);
}

#[tokio::test]
async fn a_hero_keeps_its_portrait_where_the_list_is_missing() {
    let world = World::new().await;
    world.get("/heroes/ana").await;
    let mut connection = world.database.connect().await;
    let no_list = "delete from static_data where key = 'heroes:en-us'";
    sqlx::query(no_list).execute(&mut connection).await.unwrap();
    world.fake.set_fault(Some(Fault::Status(500)));
    let reply = world.get("/heroes/ana").await;
    assert_eq!(reply.status, 200);
    assert!(reply.json()["portrait"].is_string());
    // Without a list none is answered, and kept, without its portrait.
    world.fake.set_fault(None);
    world.fake.with_site(|site| site.heroes.clear());
    assert_ne!(world.get("/heroes/ashe").await.status, 200);
}

#[tokio::test]
async fn a_hero_is_not_answered_without_portrait_where_the_list_cannot_be_reached() {
    let world = World::new().await;
    world.get("/heroes/ashe").await;
    let mut connection = world.database.connect().await;
    // The server goes away between the hero and the list.
    let unreachable = "create function gone() returns text language plpgsql as
            $$ begin raise exception 'gone' using errcode = 'admin_shutdown'; end $$;
        alter table static_data rename to stored;
        create view static_data as
            select key, data, document, document_at,
                case when key like 'heroes:%' then gone()::bytea else document_gzip end as document_gzip,
                document_gzip_at, category, data_version, created_at, updated_at
            from stored";
    sqlx::raw_sql(unreachable).execute(&mut connection).await.unwrap();
    let reply = world.get("/heroes/ana").await;
    assert_eq!((reply.status, reply.header("retry-after")), (503, "5"));
}

#[tokio::test]
async fn an_unreleased_hero_is_404_and_an_unknown_one_422() {
    let world = World::new().await;
    world.fake.with_site(|site| site.heroes.retain(|hero| hero.key.as_str() != "ana"));
    let reply = world.get("/heroes/ana").await;
    assert_eq!(reply.status, 404);
    assert_eq!(reply.json()["error"], "Hero not found or not released yet");
    for key in ["nobody", "Ana", "%00", "..%2Fana", "%FF"] {
        let reply = world.get(&format!("/heroes/{key}?locale=xx")).await;
        let detail = reply.json()["detail"].clone();
        assert_eq!((reply.status, detail[0]["loc"][1].as_str()), (422, Some("hero_key")), "{key}");
        assert_eq!(detail[1]["loc"][1], "locale", "{key}");
    }
}

#[tokio::test]
async fn the_stored_list_says_what_role_a_hero_has() {
    let world = World::new().await;
    let of_hero = |site: &mut Site, key: &str| {
        let career = &mut site.player_mut(PLAYER).unwrap().career;
        let stats = career.stats.as_mut().unwrap().pc.as_mut().unwrap().quickplay.as_mut().unwrap();
        let (_, some) =
            stats.career_stats.iter().find(|(key, _)| key.as_str() != "all-heroes").unwrap();
        stats.career_stats = [(key.parse().unwrap(), some.clone())].into();
    };
    world.fake.with_site(|site| {
        of_hero(site, "ana");
        let hero = site.heroes.iter_mut().find(|hero| hero.key.as_str() == "ana").unwrap();
        hero.role = Role::Tank;
    });
    let path = format!("/players/{PLAYER}/stats/summary?gamemode=quickplay&platform=pc");
    let roles = async || {
        let summary = world.get(&path).await.json();
        summary["roles"].as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(roles().await, ["support"], "our table, where no list is stored");
    world.get("/heroes").await;
    assert_eq!(roles().await, ["tank"]);
}

#[tokio::test]
async fn images_are_where_the_configuration_says() {
    let world = World::new().await;
    let maps = world.get("/maps?gamemode=control").await.json();
    assert!(keys(&maps, "key").contains(&"ilios".to_owned()));
    for url in keys(&maps, "screenshot") {
        assert!(url.starts_with("https://static.example/maps/"), "{url}");
    }
    assert_eq!(world.get("/maps?gamemode=nothing").await.status, 422);
}
