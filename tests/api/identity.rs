//! BattleTags and Blizzard IDs.

use fake::Player;
use storage::{PlayerProfiles, player::CareerPart};

use crate::support::world::{HOUR, PLAYER, World};

#[tokio::test]
async fn a_player_is_found_by_blizzard_id_in_either_spelling() {
    let world = World::new().await;
    let id = world.fake.with_site(|site| site.player_mut(PLAYER).unwrap().id.clone());
    let by_id = world.get(&format!("/players/{}", id.encoded())).await;
    assert_eq!(by_id.status, 200);
    assert_eq!(world.fake.requests().len(), 2, "a page and a search, no redirect");
    assert_eq!(world.get(&format!("/players/{}", id.as_str())).await.body, by_id.body);
    assert_eq!(world.fake.requests().len(), 2);
    let by_battletag = world.get(&format!("/players/{PLAYER}")).await;
    assert_eq!(by_battletag.body, by_id.body, "the BattleTag was resolved and is the same player");
}

#[tokio::test]
async fn a_player_is_the_same_however_the_id_is_written() {
    let world = World::new().await;
    let id = world.fake.with_site(|site| site.player_mut("Größe-1005").unwrap().id.encoded());
    let first = world.get("/players/Gr%C3%B6%C3%9Fe-1005").await;
    assert_eq!(first.status, 200);
    world.fake.clear_requests();
    let twice = id.replace("%7C", "%257C");
    for id in ["Gro%CC%88%C3%9Fe-1005", "Gr%C3%B6%C3%9Fe%231005", id.as_str(), twice.as_str()] {
        assert_eq!(world.get(&format!("/players/{id}")).await.body, first.body, "{id}");
    }
    assert_eq!(world.fake.requests(), Vec::<String>::new());
    assert_eq!(world.get("/players/Gr%25C3%25B6-1005").await.status, 404, "only `|` twice");
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn names_of_any_script_are_found_and_letter_case_counts() {
    let world = World::new().await;
    for (name, username) in [("Gr%C3%B6%C3%9Fe-1005", "Größe"), ("サクラ-1006", "サクラ")] {
        let reply = world.get(&format!("/players/{name}/summary")).await;
        assert_eq!(reply.status, 200, "{name}");
        assert!(reply.body.is_ascii());
        assert_eq!(reply.json()["username"], username);
    }
    assert_eq!(world.get("/players/aurora-1011").await.status, 404);
}

#[tokio::test]
async fn a_battletag_moves_to_the_player_it_leads_to_now() {
    let world = World::new().await;
    world.get(&format!("/players/{PLAYER}")).await;
    let old = world.fake.with_site(|site| {
        let player = site.player_mut(PLAYER).unwrap();
        let mut old = player.clone();
        old.career.summary.last_updated_at = Some(1_799_000_000);
        player.id = "beef|cafe".parse().unwrap();
        player.career.summary.title = Some("Another".to_owned());
        let renamed = "Renamed-1".parse().unwrap();
        site.players.push(Player { battletag: renamed, ..old.clone() });
        old
    });
    world.clock.advance(HOUR);
    world.get(&format!("/players/{PLAYER}")).await;
    let battletag = PLAYER.parse().unwrap();
    world
        .until(async |world| {
            let profile = world.storage.find_player_profile(&battletag, CareerPart::Summary).await;
            profile.unwrap().unwrap().id.as_str() == "beef|cafe"
        })
        .await;
    assert_eq!(world.get(&format!("/players/{PLAYER}/summary")).await.json()["title"], "Another");
    let by_id = world.get(&format!("/players/{}/summary", old.id.encoded())).await;
    assert_eq!(by_id.status, 200, "who had the BattleTag before is still there");
    assert_ne!(by_id.json()["title"], "Another");
}

#[tokio::test]
async fn without_a_search_entry_the_page_alone_answers() {
    let world = World::new().await;
    let reply = world.get("/players/Secret-1001/summary").await;
    let summary = reply.json();
    assert_eq!(summary["username"], "Secret");
    assert!(summary["avatar"].is_string());
    assert!(summary["namecard"].is_null() && summary["last_updated_at"].is_null());
    assert_eq!(reply.header("last-modified"), "");
}
