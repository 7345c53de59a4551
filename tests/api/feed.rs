//! What happened to a player, for feed readers.

use std::time::Duration;

use fake::Site;
use roxmltree::{Document, Node};
use tokio::process::Command;

use crate::support::{
    root, runs, say, skip,
    world::{HOUR, PLAYER, Reply, START, World, in_tier_2_as_tank, send},
};

async fn feed(world: &World, player: &str) -> Reply {
    let reply = world.get(&format!("/players/{player}/feed.atom")).await;
    assert_eq!(reply.status, 200, "{player}");
    assert_eq!(reply.header("content-type"), "application/atom+xml; charset=utf-8");
    reply
}

/// The texts of the children of that name.
fn texts(element: Node, name: &str) -> Vec<String> {
    let children = element.children().filter(|child| child.has_tag_name(name));
    children.map(|child| child.text().unwrap_or_default().to_owned()).collect()
}

fn text(element: Node, name: &str) -> String {
    texts(element, name).concat()
}

/// Of each entry what it is called and what it says.
fn entries(reply: &Reply) -> Vec<(String, String)> {
    let document = Document::parse(std::str::from_utf8(&reply.body).unwrap()).unwrap();
    let entries = document.root_element().children().filter(|child| child.has_tag_name("entry"));
    entries.map(|entry| (text(entry, "id"), text(entry, "title"))).collect()
}

async fn with_three_changes() -> World {
    let world = World::new().await;
    world.look_at(PLAYER).await;
    world.change(|player| player.career.summary.title = Some("<Other> & more".to_owned())).await;
    world.change(in_tier_2_as_tank).await;
    world
}

#[tokio::test]
async fn what_happened_is_told_newest_first() {
    let world = with_three_changes().await;
    let reply = feed(&world, PLAYER).await;
    let told = entries(&reply);
    let titles: Vec<&str> = told.iter().map(|(_, title)| title.as_str()).collect();
    let [rank, title] = titles[..] else { panic!("{titles:?}") };
    assert!(rank.starts_with("PC, tank: ") && rank.contains(" 2, up from "), "{rank}");
    assert_eq!(title, "New title: <Other> & more");

    let document = Document::parse(std::str::from_utf8(&reply.body).unwrap()).unwrap();
    let root = document.root_element();
    let newest = root.children().find(|child| child.has_tag_name("entry")).unwrap();
    assert_eq!(text(root, "title"), "Aurora in Overwatch");
    assert_eq!(text(root, "updated"), text(newest, "updated"));
    let history = world.get(&format!("/players/{PLAYER}/history")).await.json();
    let taken_at = history["snapshots"][0]["taken_at"].as_u64().unwrap();
    let links = document.descendants().filter_map(|node| node.attribute("href"));
    let links: Vec<&str> = links.collect();
    assert!(links.iter().all(|link| link.starts_with("https://api.example/players/")), "{links:?}");
    assert!(links[0].ends_with("/feed.atom") && links[1].ends_with("/history"), "{links:?}");
    assert!(links[2].ends_with(&format!("/history/{taken_at}")), "{links:?}");
    for link in links {
        let path = link.strip_prefix("https://api.example").unwrap();
        assert_eq!(world.get(path).await.status, 200, "{link}");
    }
}

#[tokio::test]
async fn what_was_told_keeps_its_name() {
    let world = with_three_changes().await;
    let before = entries(&feed(&world, PLAYER).await);
    world.change(|player| player.career.summary.title = None).await;
    let after = entries(&feed(&world, PLAYER).await);
    assert_eq!(after[0].1, "No title any more");
    assert_eq!(after[1..], before);

    // What the first version says is pruned; nothing else changes.
    let mut connection = world.database.connect().await;
    let oldest =
        "delete from player_versions where taken_at = (select min(taken_at) from player_versions)";
    sqlx::query(oldest).execute(&mut connection).await.unwrap();
    let pruned = entries(&feed(&world, PLAYER).await);
    assert_eq!(pruned, after[..2]);
}

#[tokio::test]
async fn who_has_nothing_to_tell_has_an_empty_feed() {
    let world = with_three_changes().await;
    let secret = feed(&world, "Secret-1001").await;
    assert_eq!(entries(&secret), []);
    let unknown = world.get("/players/Nobody-404404/feed.atom").await;
    assert_eq!((unknown.status, unknown.header("content-type")), (404, "application/json"));

    assert_eq!(entries(&feed(&world, PLAYER).await).len(), 2);
    world
        .change(|player| {
            player.is_public = false;
            player.career.stats = None;
            player.career.summary.competitive = None;
        })
        .await;
    assert_eq!(entries(&feed(&world, PLAYER).await), [], "what somebody hid stays hidden");
}

#[tokio::test]
async fn a_feed_is_as_fresh_as_its_player_and_is_not_sent_twice() {
    let world = with_three_changes().await;
    world.clock.advance(Duration::from_mins(10));
    let get = feed(&world, PLAYER).await;
    assert_eq!((get.header("age"), get.header("cache-control")), ("600", "public, max-age=3600"));
    assert!(!get.header("last-modified").is_empty());
    let path = format!("/players/{PLAYER}/feed.atom");
    let held = world.request(&path).header("if-none-match", get.header("etag"));
    let unchanged = send(held).await;
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
}

/// With the schema of RFC 4287.
#[tokio::test]
async fn a_feed_is_one_by_its_standard() {
    if !runs("python3", &["-c", "import lxml"]) {
        skip("lxml", "pip install lxml");
        return;
    }
    let world = World::playing(Site::playing(7), START).await;
    // A month of everybody who plays, so that each kind of entry is there.
    let players = ["Basalt-1013", "Aurora-1011"];
    for _ in 0..30 {
        world.clock.advance(HOUR * 24);
        for player in players {
            world.look_at(player).await;
        }
    }
    for player in players {
        let output = Command::new("python3")
            .arg(root().join("tests/api/feed.py"))
            .args([world.url(), player])
            .output()
            .await
            .unwrap();
        say(String::from_utf8_lossy(&output.stdout).trim());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
