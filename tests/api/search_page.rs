//! The page that players are looked up on, and the rules for crawlers.

use crate::support::{
    page::Page,
    world::{PLAYER, World},
};

#[tokio::test]
async fn whoever_is_meant_has_a_page() {
    let world = World::new().await;
    let id = world.fake.with_site(|site| site.player_mut(PLAYER).unwrap().id.encoded());
    for (typed, path) in [
        ("Aurora%231011", "/p/Aurora-1011"),
        ("+Aurora-1011+", "/p/Aurora-1011"),
        ("Gr%C3%B6%C3%9Fe%231005", "/p/Gr%C3%B6%C3%9Fe-1005"),
        (&id, &format!("/p/{id}")),
    ] {
        let reply = world.get(&format!("/p?name={typed}")).await;
        assert_eq!((reply.status, reply.header("location")), (307, path), "{typed}");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(world.get(path).await.status, 200, "{path}");
    }
    for hostile in ["%2F%2Fevil.example%231", "%5Cevil.example-1", "https%3A%2F%2Fevil.example%231"]
    {
        let reply = world.get(&format!("/p?name={hostile}")).await;
        let location = reply.header("location");
        assert!(location.is_empty() || location.starts_with("/p/"), "{hostile}: {location}");
        assert!(!location.contains("//") && !location.contains('\\'), "{hostile}: {location}");
    }
}

#[tokio::test]
async fn players_of_a_name_are_listed() {
    let world = World::new().await;
    let reply = world.get("/p?name=Twin").await;
    assert_eq!((reply.status, reply.header("cache-control")), (200, "public, max-age=600"));
    let twins = Page::of_players(&reply);
    assert_eq!(twins.texts("h2"), ["2 players called Twin"]);
    let found = twins.attributes(".found a", "href");
    assert_eq!(found.len(), 2);
    for link in found {
        let reply = world.get(&format!("/{link}")).await;
        assert_eq!((reply.status, Page::of_players(&reply).text("h1").as_str()), (200, "Twin"));
    }
    let nobody = world.get("/p?name=Nobody").await;
    assert_eq!(nobody.status, 200);
    assert_eq!(Page::of_players(&nobody).texts("main h2"), ["Nobody was found"]);
    world.fake.clear_requests();
    for name in ["", "+++", "a%2Fb", &"x".repeat(300)] {
        assert_eq!(world.get(&format!("/p?name={name}")).await.status, 200, "{name}");
    }
    assert_eq!(world.fake.requests(), Vec::<String>::new(), "nobody can be called so");
}

#[tokio::test]
async fn the_field_is_the_first_thing_at_home() {
    let world = World::new().await;
    for path in ["/", "/p"] {
        let reply = world.get(path).await;
        assert_eq!(reply.status, 200);
        let page = Page::of(&reply);
        assert_eq!(page.attributes("main > form:first-child", "action"), ["./p"], "{path}");
    }
    let home = world.get("/").await;
    assert_eq!(home.header("x-robots-tag"), "");
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn crawlers_may_not_ask_for_players() {
    let world = World::new().await;
    let rules = world.get("/robots.txt").await;
    assert_eq!(rules.header("content-type"), "text/plain; charset=utf-8");
    let rules = String::from_utf8(rules.body).unwrap();
    let (everybody, previews) = rules.split_once("\n\n").unwrap();
    let closed: Vec<&str> = everybody.lines().collect();
    assert_eq!(closed[0], "User-agent: *");
    assert!(closed.contains(&"Disallow: /p/") && closed.contains(&"Disallow: /players/"));
    assert!(previews.contains("User-agent: Twitterbot\n"), "a shared link shows its picture");
}
