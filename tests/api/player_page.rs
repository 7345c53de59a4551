//! The page of a player.

use std::time::Duration;

use fake::{Fault, Player};
use overwatch::{ByPlatform, career::Ranks};

use super::charts::{STEADY, after_days};
use crate::support::{
    page::Page,
    world::{HOUR, PLAYER, World, send},
};

async fn page(world: &World, rest: &str) -> Page {
    let reply = world.get(&format!("/p/{rest}")).await;
    assert_eq!(reply.status, 200, "{rest}");
    Page::of_players(&reply)
}

#[tokio::test]
async fn a_page_says_who_it_is_and_what_was_played() {
    let world = after_days(9).await;
    let page = page(&world, STEADY).await;
    assert_eq!(page.text("h1"), "Basalt");
    assert_eq!(page.text("head > title"), "Basalt in Overwatch");
    let summary = world.get(&format!("/players/{STEADY}/summary")).await.json();
    let console = &summary["competitive"]["console"];
    let season = format!("Console, season {}", console["season"]);
    assert!(page.texts("h3").contains(&season), "{:?}", page.texts("h3"));
    let roles = page.texts(".ranks dt");
    let ranked =
        ["tank", "damage", "support", "open"].iter().filter(|role| console[role].is_object());
    let divisions: Vec<_> =
        ranked.map(|role| console[role]["division"].as_str().unwrap()).collect();
    assert_eq!(roles.len(), divisions.len());
    assert_eq!(page.attributes(".ranks .card", "data-division"), divisions, "each has its colour");

    for (period, heading) in [("day", 0), ("week", 1), ("season", 2)] {
        let diff = world.get(&format!("/players/{STEADY}/stats/diff?period={period}")).await.json();
        let told = page.texts(".periods article").remove(heading);
        let games = format!("{} game", diff["totals"]["games_played"]);
        assert!(told.contains(&games), "{told}, {games}");
        let won =
            format!("{} won, {} lost", diff["totals"]["games_won"], diff["totals"]["games_lost"]);
        assert!(told.contains(&won), "{told}, {won}");
        let ranks = diff["ranks"].as_array().unwrap().len();
        let items = format!(".periods article:nth-child({}) li", heading + 1);
        assert_eq!(page.all(&items).len(), ranks, "{period}");
    }
    let titles = page.texts("svg > title");
    let charts = ["Basalt: ranks", "Basalt: ranks", "Basalt: win rate", "Basalt: win rate"];
    assert_eq!(titles, charts, "for light and dark");
}

#[tokio::test]
async fn heroes_are_ordered_and_chosen_by_links() {
    let world = after_days(2).await;
    let first = page(&world, STEADY).await;
    let names = first.texts("tbody th");
    assert!(names.len() > 1, "{names:?}");
    assert_eq!(first.attributes("th[aria-sort]", "aria-sort"), ["descending"]);
    assert_eq!(first.text("th[aria-sort]"), "Time ▼");
    let stats = world.get(&format!("/players/{STEADY}/stats/summary")).await.json();
    let heroes = stats["heroes"].as_object().unwrap();
    assert_eq!(names.len(), heroes.len());

    let mut sorted = names.clone();
    sorted.sort();
    let links = first.attributes("thead a", "href");
    assert_eq!(links[0], "?order_by=hero:asc#heroes");
    let by_name = page(&world, &format!("{STEADY}{}", links[0])).await;
    assert_eq!(by_name.texts("tbody th"), sorted);
    assert_eq!(by_name.attributes("th[aria-sort]", "aria-sort"), ["ascending"]);
    let back = &by_name.attributes("thead a", "href")[0];
    assert_eq!(back, "?order_by=hero:desc#heroes");
    sorted.reverse();
    assert_eq!(page(&world, &format!("{STEADY}{back}")).await.texts("tbody th"), sorted);

    for link in links.iter().chain(&first.attributes(".filters a", "href")) {
        let chosen = page(&world, &format!("{STEADY}{link}")).await;
        assert_eq!(
            chosen.attributes(".filters [aria-current]", "aria-current"),
            ["true"],
            "{link}"
        );
    }
    let ranked =
        page(&world, &format!("{STEADY}?gamemode=competitive&order_by=winrate:desc")).await;
    assert_eq!(ranked.text(".filters [aria-current]"), "competitive");
    assert!(ranked.attributes("thead a", "href").iter().all(|link| link.contains("competitive")));
}

#[tokio::test]
async fn who_shares_a_link_shares_a_picture() {
    let world = World::new().await;
    let page = page(&world, PLAYER).await;
    let url = "https://api.example/players/Aurora-1011/card.png";
    for property in ["meta[property='og:image']", "meta[name='twitter:image']"] {
        assert_eq!(page.attributes(property, "content"), [url]);
    }
    let about = |selector: &str| page.attributes(selector, "content").concat();
    assert_eq!(about("meta[property='og:title']"), "Aurora in Overwatch");
    assert_eq!(about("meta[property='og:url']"), "https://api.example/p/Aurora-1011");
    assert!(about("meta[property='og:description']").contains("tank Gold 3"));
    assert_eq!(about("meta[name='twitter:card']"), "summary_large_image");
    let feed = page.attributes("link[type='application/atom+xml']", "href");
    assert_eq!(feed, ["../players/Aurora-1011/feed.atom"]);
}

#[tokio::test]
async fn a_page_is_as_fresh_as_its_player_and_is_not_sent_twice() {
    let world = World::new().await;
    page(&world, PLAYER).await;
    assert_eq!(world.fake.requests().len(), 3, "a redirect, a page and a search");
    world.clock.advance(Duration::from_mins(10));
    let get = world.get(&format!("/p/{PLAYER}")).await;
    assert_eq!((get.header("age"), get.header("cache-control")), ("600", "public, max-age=3600"));
    assert!(!get.header("last-modified").is_empty());
    let held = world.request(&format!("/p/{PLAYER}")).header("if-none-match", get.header("etag"));
    let unchanged = send(held).await;
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));

    world.fake.set_fault(Some(Fault::Status(500)));
    world.clock.advance(HOUR * 30);
    let stale = world.get(&format!("/p/{PLAYER}")).await;
    assert_eq!((stale.status, stale.header("x-cache-status")), (200, "stale"));
    assert!(Page::of_players(&stale).text("header").contains("As it was 30 hours ago."));
}

#[tokio::test]
async fn what_is_private_is_said_kindly_and_shows_nothing_from_before() {
    let world = World::new().await;
    let secret = page(&world, "Secret-1001").await;
    assert_eq!(secret.text("h1"), "Secret");
    assert!(secret.text("main").contains("This career is private"));
    assert_eq!(secret.texts("table, svg, .ranks, .periods"), Vec::<String>::new());

    world.fake.with_site(|site| {
        let ranks = Ranks { season: Some(21), ..Ranks::default() };
        let newcomer = site.player_mut("Newcomer-1002").unwrap();
        newcomer.career.summary.competitive = Some(ByPlatform { pc: Some(ranks), console: None });
    });
    let newcomer = page(&world, "Newcomer-1002").await.text("main");
    assert!(!newcomer.contains("private"), "has no games, and hides nothing: {newcomer}");
    assert!(newcomer.contains("No ranks in this season yet."), "{newcomer}");

    world.look_at(PLAYER).await;
    world.change(|player| player.career.summary.title = Some("Another".to_owned())).await;
    assert_eq!(page(&world, PLAYER).await.all(".periods article").len(), 3);
    let hide = |player: &mut Player| {
        player.is_public = false;
        player.career.stats = None;
        player.career.summary.competitive = None;
    };
    world.change(hide).await;
    let hidden = page(&world, PLAYER).await;
    assert!(hidden.text("main").contains("This career is private"));
    assert_eq!(hidden.texts("table, svg, .ranks, .periods"), Vec::<String>::new());
    assert!(!hidden.attributes("meta", "content").concat().contains("Gold"));
}

#[tokio::test]
async fn what_strangers_write_stays_text() {
    let hostile = "</title></style><script>alert(1)</script><img src=x onerror=alert(2)>\"'&";
    let world = World::new().await;
    let call = |player: &mut Player| {
        player.career.summary.username = hostile.to_owned();
        player.career.summary.title = Some(hostile.to_owned());
    };
    world.change(call).await;
    world.change(|player| player.career.summary.title = None).await;
    let shown = page(&world, PLAYER).await;
    assert_eq!(shown.text("h1"), hostile);
    assert_eq!(shown.text("head > title"), format!("{hostile} in Overwatch"));
    assert_eq!(shown.texts("img, script"), Vec::<String>::new());
    assert!(shown.texts("svg > title")[0].starts_with(hostile), "in a chart too");

    let asked = "?name=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%3Cimg%20src=x%3E";
    let search = Page::of_players(&world.get(&format!("/p{asked}")).await);
    assert_eq!(search.texts("img, script"), Vec::<String>::new());
    assert_eq!(search.attributes("#name", "value"), ["\"><script>alert(1)</script><img src=x>"]);
    let unknown = world.get("/p/%3Cimg%20src=x%20onerror=alert(1)%3E-1234").await;
    assert_eq!(unknown.status, 404);
    let unknown = Page::of_players(&unknown);
    assert_eq!(unknown.texts("img, script"), Vec::<String>::new());
    let order = world.get("/p/Aurora-1011?order_by=%3Cimg%20src=x%3E:asc").await;
    assert_eq!(order.status, 422);
    assert_eq!(Page::of_players(&order).texts("img"), Vec::<String>::new());
}

#[tokio::test]
async fn what_fails_is_a_page_of_the_same_status() {
    let world = World::new().await;
    let unknown = world.get("/p/Nobody-404404").await;
    assert_eq!((unknown.status, unknown.header("cache-control")), (404, "no-store"));
    assert_eq!(unknown.header("retry-after"), "600");
    let told = Page::of_players(&unknown);
    assert!(told.text("main").contains("You asked for Nobody#404404."));
    assert!(told.text("main").contains("Blizzard is asked again in 10 minutes."));
    assert!(told.attributes("main a", "href").contains(&"../p?name=Nobody".to_owned()));
    assert_eq!(told.attributes("form", "action"), ["../p"]);

    let invalid = world.get(&format!("/p/{PLAYER}?platform=xbox&order_by=luck:desc")).await;
    assert_eq!(invalid.status, 422);
    let told = Page::of_players(&invalid).texts("main li");
    assert!(told[0].starts_with("order_by: ") && told[1].starts_with("platform: "), "{told:?}");

    world.fake.set_fault(Some(Fault::Status(500)));
    let failed = world.get(&format!("/p/{PLAYER}")).await;
    assert_eq!(failed.status, 504);
    assert_eq!(Page::of_players(&failed).text("h1"), "Blizzard does not answer");
    world.fake.set_fault(Some(Fault::TooManyRequests(40)));
    let refused = world.get("/p/Cobalt-1014").await;
    assert_eq!((refused.status, refused.header("retry-after")), (503, "40"));
    assert!(Page::of_players(&refused).text("main").contains("Try again in 40 seconds."));

    let other = send(world.request(&format!("/p/{PLAYER}")).header("accept", "application/json"));
    assert_eq!(other.await.header("content-type"), "text/html; charset=utf-8");
}

#[tokio::test]
async fn names_of_any_script_lead_to_themselves() {
    let world = World::new().await;
    let page = page(&world, "Gr%C3%B6%C3%9Fe-1005").await;
    assert_eq!(page.text("h1"), "Größe");
    let links = page.attributes("footer a", "href");
    assert_eq!(links[1], "../players/Gr%C3%B6%C3%9Fe-1005");
    let id = world.fake.with_site(|site| site.player_mut("Größe-1005").unwrap().id.encoded());
    let by_id = world.get(&format!("/p/{id}")).await;
    let links = Page::of_players(&by_id).attributes("footer a", "href");
    assert_eq!(links[1], format!("../players/{id}"));
}

#[tokio::test]
async fn a_page_takes_few_statements() {
    let world = after_days(3).await;
    page(&world, STEADY).await;
    let before = world.database.statements().await.len();
    page(&world, STEADY).await;
    let mut asked = world.database.statements().await;
    let asked = asked.split_off(before);
    // The player, versions, and the list of heroes, which is not stored here and else remembered for a minute.
    assert_eq!(asked.len(), 3, "{asked:#?}");
    let of = |table: &str| asked.iter().filter(|statement| statement.contains(table)).count();
    assert_eq!(of("from player_versions"), 1, "{asked:#?}");
}
