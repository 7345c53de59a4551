//! The fake answers as Blizzard does, and fails when it is told to.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::time::Duration;

use fake::{Fake, Fault, Site};
use http::{body, get, get_from};
use overwatch::career;
use tokio::time::timeout;

mod http;

fn location(answer: &str) -> &str {
    answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap()
}

#[tokio::test]
async fn a_battletag_leads_to_the_career() {
    let fake = Fake::start(Site::generated()).await.unwrap();
    let answer = get(&fake, "/en-us/career/Gr%C3%B6%C3%9Fe-1005/").await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 302"), "{answer}");
    assert!(location(&answer).contains("%7C"));

    let page = get(&fake, location(&answer)).await.unwrap();
    let career = career::parse(body(&page)).unwrap();
    assert_eq!(career.summary.username, "Größe");
    assert!(career.stats.is_some() && career.summary.competitive.is_some());
    assert_eq!(fake.requests(), ["/en-us/career/Gr%C3%B6%C3%9Fe-1005/", location(&answer)]);
}

#[tokio::test]
async fn every_generated_player_can_be_read_and_found() {
    let fake = Fake::start(Site::generated()).await.unwrap();
    let players = fake.with_site(|site| site.players.clone());
    for player in players {
        let page = get(&fake, &format!("/en-us/career/{}/", player.id.encoded())).await.unwrap();
        let career = career::parse(body(&page)).unwrap();
        assert_eq!(career.stats.is_some(), player.career.stats.is_some());

        let name = percent_encoding::utf8_percent_encode(
            player.battletag.name(),
            percent_encoding::NON_ALPHANUMERIC,
        );
        let path = format!("/en-us/search/account-by-name/{name}/");
        let found = overwatch::search::parse(body(&get(&fake, &path).await.unwrap())).unwrap();
        assert!(found.iter().any(|entry| entry.id == player.id));
        assert_eq!(
            career.with_search_entry(found.iter().find(|entry| entry.id == player.id)).summary,
            player.career.summary
        );
    }
}

#[tokio::test]
async fn who_is_not_there_is_not_found() {
    let fake = Fake::start(Site::generated()).await.unwrap();
    for path in
        ["/en-us/career/Nobody-1/", "/en-us/career/ab%7Ccd/", "/en-us/heroes/nobody/", "/x/y/z"]
    {
        assert!(get(&fake, path).await.unwrap().starts_with("HTTP/1.1 404"), "{path}");
    }
    let answer = get(&fake, "/en-us/search/account-by-name/Nobody/").await.unwrap();
    assert_eq!(body(&answer), "[]");
}

#[tokio::test]
async fn players_can_change() {
    let fake = Fake::start(Site::generated()).await.unwrap();
    fake.with_site(|site| {
        let player = site.player_mut("Basalt-1013").unwrap();
        player.battletag = "Renamed-1".parse().unwrap();
        player.career.summary.last_updated_at = Some(1_800_000_000);
    });
    let old = get(&fake, "/en-us/career/Basalt-1013/").await.unwrap();
    assert!(old.starts_with("HTTP/1.1 404"));
    let new = get(&fake, "/en-us/career/Renamed-1/").await.unwrap();
    assert!(new.starts_with("HTTP/1.1 302"));
    let search = get(&fake, "/en-us/search/account-by-name/basalt/").await.unwrap();
    assert!(search.contains("1800000000"));
}

#[tokio::test]
async fn faults_come_and_go() {
    let fake = Fake::start(Site::generated()).await.unwrap();
    let ask = async || get(&fake, "/en-us/heroes/").await;

    fake.set_fault(Some(Fault::Status(403)));
    assert!(ask().await.unwrap().starts_with("HTTP/1.1 403"));
    fake.set_fault(Some(Fault::Garbage("<p>Maintenance</p>".to_owned())));
    assert_eq!(body(&ask().await.unwrap()), "<p>Maintenance</p>");
    fake.set_fault(Some(Fault::Cut));
    assert!(!ask().await.is_ok_and(|answer| answer.ends_with("0\r\n\r\n")));
    fake.set_fault(Some(Fault::Hang));
    assert!(timeout(Duration::from_millis(100), ask()).await.is_err());

    fake.set_fault(None);
    assert!(ask().await.unwrap().contains("stadium-badge"));
    assert_eq!(fake.requests().len(), 5);
    fake.clear_requests();
    assert!(fake.requests().is_empty());
}

#[tokio::test]
async fn a_stopped_one_refuses_connections() {
    let fake = Fake::start(Site::generated()).await.unwrap();
    let url = fake.url();
    fake.stop().await;
    assert!(get_from(&url, "/en-us/heroes/").await.is_err());
}

#[tokio::test]
async fn rates_echo_what_was_asked() {
    let fake = Fake::start(Site::generated()).await.unwrap();
    let query = "input=PC&rq=2&region=Europe&map=all-maps&tier=Gold";
    let answer = get(&fake, &format!("/en-us/rates/data/?{query}")).await.unwrap();
    assert!(body(&answer).contains(r#""tier":"Gold""#) && body(&answer).contains("banrate"));
}

#[tokio::test]
async fn a_folder_is_served_by_path() {
    let folder = tempfile::tempdir().unwrap();
    for (file, content) in [
        ("redirects.json", r#"{"Someone-1": "ab%7Ccd"}"#),
        ("en-us/career/404.html", "no such player"),
        ("en-us/career/ab%7Ccd/index.html", "someone"),
        ("en-us/search/account-by-name/someone.json", "[1]"),
        ("en-us/rates/data.json", r#"{"rq=0": {"rates": 0}}"#),
        ("secret.json", "[2]"),
    ] {
        let file = folder.path().join(file);
        fs_err::create_dir_all(file.parent().unwrap()).unwrap();
        fs_err::write(file, content).unwrap();
    }
    let fake = Fake::start(Site::from_folder(folder.path()).unwrap()).await.unwrap();

    let redirect = get(&fake, "/en-us/career/Someone-1/").await.unwrap();
    assert_eq!(location(&redirect), "/en-us/career/ab%7Ccd/");
    for (path, answer) in [
        ("/en-us/career/ab%7Ccd/", "someone"),
        ("/en-us/career/AB%7cCD/", "someone"),
        ("/en-us/career/Nobody-2/", "no such player"),
        ("/en-us/search/account-by-name/SomeOne/", "[1]"),
        ("/en-us/search/account-by-name/nobody/", "[]"),
        ("/en-us/search/account-by-name/..%2F..%2F..%2Fsecret/", "[]"),
        ("/en-us/rates/data/?rq=0", r#"{"rates":0}"#),
    ] {
        assert_eq!(body(&get(&fake, path).await.unwrap()), answer, "{path}");
    }
}

#[tokio::test]
async fn a_folder_without_patch_notes_can_be_served_with_some() {
    let folder = tempfile::tempdir().unwrap();
    let path = "/en-us/news/patch-notes/live/";
    let site = Site::from_folder(folder.path()).unwrap();
    let fake = Fake::start(site.clone().with_generated_patch_notes()).await.unwrap();
    let generated = get(&Fake::start(Site::generated()).await.unwrap(), path).await.unwrap();
    assert_eq!(body(&get(&fake, path).await.unwrap()), body(&generated));
    let is_not_found = |answer: &str| answer.starts_with("HTTP/1.1 404");
    assert!(is_not_found(&get(&fake, "/en-us/heroes/").await.unwrap()));

    let fake = Fake::start(site).await.unwrap();
    assert!(is_not_found(&get(&fake, path).await.unwrap()));
}
