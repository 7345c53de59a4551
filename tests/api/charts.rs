//! A player's history as charts.

use std::time::Duration;

use fake::Site;
use roxmltree::Document;
use serde_json::Value;
use tokio::process::Command;

use super::pages::browser;
use crate::support::{
    root, say, skip,
    world::{HOUR, PLAYER, Reply, START, World, send},
};

/// Plays on a console, never hides, and keeps the name.
pub(super) const STEADY: &str = "Basalt-1013";

/// A world in which somebody was looked at for so many days, a session each.
pub(super) async fn after_days(days: u32) -> World {
    let world = World::playing(Site::playing(7), START).await;
    for _ in 0..days {
        world.clock.advance(Duration::from_hours(24));
        world.look_at(STEADY).await;
    }
    world
}

async fn chart(world: &World, player: &str, query: &str) -> Reply {
    let reply = world.get(&format!("/players/{player}/chart.svg{query}")).await;
    assert_eq!(reply.status, 200, "{query}");
    assert_eq!(reply.header("content-type"), "image/svg+xml");
    assert!(reply.header("content-security-policy").starts_with("default-src 'none'"));
    reply
}

/// The name of a chart, its description, and the texts that are seen.
fn read(reply: &Reply) -> (String, String, Vec<String>) {
    let svg = std::str::from_utf8(&reply.body).unwrap();
    let document = Document::parse(svg).unwrap();
    let all = |name| {
        let elements = document.descendants().filter(move |node| node.has_tag_name(name));
        elements.map(|element| element.text().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    (all("title").concat(), all("desc").concat(), all("text"))
}

#[tokio::test]
async fn a_chart_says_what_the_history_says() {
    let world = after_days(5).await;
    let (title, description, _) = read(&chart(&world, STEADY, "").await);
    assert_eq!(title, "Basalt: ranks");
    let history = world.get(&format!("/players/{STEADY}/history")).await.json();
    let snapshots = history["snapshots"].as_array().unwrap();
    let tank = |snapshot: &Value| {
        let rank = &snapshot["data"]["competitive"]["console"]["tank"];
        format!("{} {}", rank["division"].as_str().unwrap(), rank["tier"])
    };
    let (first, last) = (tank(snapshots.last().unwrap()), tank(&snapshots[0]));
    let line = description.to_lowercase();
    let line = line.split("console, tank: ").nth(1).unwrap().split('.').next().unwrap().to_owned();
    let expected = format!("{first} at first, {last} at last");
    assert!(line.starts_with(&expected) || (first == last && line == last), "{line}, {expected}");

    let hero = "/history?platform=console&gamemode=quickplay&limit=1";
    let latest = world.get(&format!("/players/{STEADY}{hero}")).await.json();
    let heroes = &latest["snapshots"][0]["data"]["heroes"]["console"]["quickplay"];
    let (hero, counters) = heroes.as_object().unwrap().iter().next().unwrap();
    let query = format!("?stat=winrate&hero={hero}&gamemode=quickplay");
    let (title, description, _) = read(&chart(&world, STEADY, &query).await);
    assert!(title.starts_with("Basalt: win rate with "), "{title}");
    let percentage = format!("{}%", counters["win_percentage"]);
    assert!(description.contains(percentage.trim_end_matches(".0%")), "{description} {percentage}");
    assert!(description.contains("Console, quick play: "), "{description}");
    assert!(!description.contains("competitive"), "{description}");
}

#[tokio::test]
async fn filters_leave_lines_out_and_are_ignored_where_they_mean_nothing() {
    let world = after_days(3).await;
    let lines = async |query: &str| -> Vec<String> {
        let (_, _, texts) = read(&chart(&world, STEADY, query).await);
        texts.into_iter().filter(|text| text.starts_with("Console, ")).collect()
    };
    let all = ["Console, tank", "Console, damage", "Console, support", "Console, open queue"];
    let ranks = lines("").await;
    assert!(ranks.len() > 1 && ranks.iter().all(|rank| all.contains(&rank.as_str())), "{ranks:?}");
    assert_eq!(lines("?role=tank").await, ["Console, tank"]);
    assert_eq!(lines("?gamemode=quickplay&hero=ana").await, ranks, "ranks have neither");
    assert_eq!(lines("?platform=pc").await, Vec::<String>::new());

    let played = lines("?stat=time_played").await;
    assert_eq!(played, ["Console, quick play", "Console, competitive"]);
    assert_eq!(lines("?stat=kda&gamemode=competitive").await, ["Console, competitive"]);
    assert_eq!(lines("?stat=time_played&role=open").await, played, "no hero is of open queue");
    let (title, of_tanks, _) = read(&chart(&world, STEADY, "?stat=time_played&role=tank").await);
    assert_eq!(title, "Basalt: time played as tank");
    assert_ne!(read(&chart(&world, STEADY, "?stat=time_played").await).1, of_tanks);

    let light = chart(&world, STEADY, "").await;
    assert_eq!(light.body, chart(&world, STEADY, "?theme=light&stat=rank").await.body);
    let dark = chart(&world, STEADY, "?theme=dark").await;
    assert_ne!(light.body, dark.body);
    assert_eq!(read(&light), read(&dark));
}

#[tokio::test]
async fn nothing_to_show_is_a_chart_too() {
    let world = World::new().await;
    let texts = async |player: &str, query: &str| read(&chart(&world, player, query).await).2;
    assert_eq!(texts("Secret-1001", "").await, ["Secret: ranks", "There is no history to show."]);
    let later = "?since=253402300799&stat=kda";
    assert_eq!(texts(PLAYER, later).await, ["Aurora: KDA", "There is no history to show."]);
    let nobodys = texts(PLAYER, "?platform=console&stat=winrate").await;
    assert_eq!(nobodys, ["Aurora: win rate", "There is nothing played to show."]);

    let unknown = world.get("/players/Nobody-404404/chart.svg").await;
    assert_eq!((unknown.status, unknown.header("content-type")), (404, "application/json"));
}

#[tokio::test]
async fn a_career_that_was_hidden_has_no_chart() {
    let world = World::new().await;
    let (_, shown, _) = read(&chart(&world, PLAYER, "").await);
    assert!(shown.contains("PC, tank"), "{shown}");
    world.clock.advance(HOUR * 2);
    world.fake.with_site(|site| {
        let player = site.player_mut(PLAYER).unwrap();
        player.is_public = false;
        player.career.stats = None;
        player.career.summary.competitive = None;
    });
    world.look_at(PLAYER).await;
    for stat in ["rank", "winrate", "time_played", "kda"] {
        let (_, hidden, _) = read(&chart(&world, PLAYER, &format!("?stat={stat}")).await);
        assert_eq!(hidden, "There is no history to show.", "{stat}");
    }
}

#[tokio::test]
async fn a_chart_is_as_fresh_as_its_player_and_is_not_sent_twice() {
    let world = World::new().await;
    chart(&world, PLAYER, "").await;
    world.clock.advance(Duration::from_mins(10));
    let get = chart(&world, PLAYER, "").await;
    assert_eq!((get.header("age"), get.header("x-cache-ttl")), ("600", "3000"));
    assert_eq!(get.header("cache-control"), "public, max-age=3600");
    assert!(!get.header("last-modified").is_empty());
    let path = format!("/players/{PLAYER}/chart.svg");
    let held = world.request(&path).header("if-none-match", get.header("etag"));
    let unchanged = send(held).await;
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
}

#[tokio::test]
async fn every_invalid_parameter_is_listed() {
    let world = World::new().await;
    let query = "?stat=wins&platform=xbox&gamemode=chess&role=bard&hero=nobody&since=-1&theme=blue";
    let reply = world.get(&format!("/players/{PLAYER}/chart.svg{query}")).await;
    assert_eq!(reply.status, 422);
    let detail = reply.json()["detail"].clone();
    let names = detail.as_array().unwrap().iter().map(|error| error["loc"][1].as_str().unwrap());
    let expected = ["stat", "platform", "gamemode", "role", "hero", "since", "theme"];
    assert_eq!(names.collect::<Vec<_>>(), expected);
    assert_eq!(world.fake.requests(), Vec::<String>::new(), "nobody is asked for what is invalid");
}

#[tokio::test]
async fn charts_are_readable_in_a_browser() {
    let packages = root().join("tests/node_modules/playwright-core");
    let Some(browser) = browser().filter(|_| packages.is_dir()) else {
        skip("Chromium with its packages", "npm ci --prefix tests");
        return;
    };
    let world = after_days(16).await;
    let output = Command::new("node")
        .arg(root().join("tests/api/charts.mjs"))
        .arg(world.url())
        .arg(browser)
        .arg(format!("/players/{STEADY}/chart.svg"))
        .output()
        .await
        .unwrap();
    say(String::from_utf8_lossy(&output.stdout).trim());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
