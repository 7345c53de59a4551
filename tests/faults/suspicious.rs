//! Pages that are not what they should be, and rows that are damaged: what is stored stays, or heals.

use storage::{PlayerProfiles, player::CareerPart};

use crate::support::world::{HOUR, PLAYER, Reply, World};

const OTHER: &str = "Basalt-1013";

#[tokio::test]
async fn a_page_that_names_another_player_is_not_believed() {
    let world = World::new().await;
    let stored = world.get(&format!("/players/{PLAYER}")).await;
    let name = world.fake.with_site(|site| {
        let other = site.player_mut(OTHER).unwrap().career.clone();
        let player = site.player_mut(PLAYER).unwrap();
        player.page = Some(Box::new(other));
        player.career.summary.last_updated_at = Some(1_799_000_000);
        player.career.summary.username.clone()
    });
    let refreshed = refresh(&world).await;
    assert_eq!(refreshed.body, stored.body);

    // Nor when nothing is stored; whoever is public or private is known to search.
    world.forget().await;
    for is_public in [true, false] {
        world.fake.with_site(|site| site.player_mut(PLAYER).unwrap().is_public = is_public);
        assert_eq!(world.get(&format!("/players/{PLAYER}")).await.status, 504);
    }

    // It is, when search knows the player by that name.
    world.fake.with_site(|site| {
        let player = site.player_mut(PLAYER).unwrap();
        player.is_public = true;
        player.career.summary.username = "Renamed".to_owned();
        player.page = None;
    });
    let reply = world.get(&format!("/players/{PLAYER}/summary")).await;
    assert_eq!((reply.status, &reply.json()["username"]), (200, &"Renamed".into()), "not {name}");
}

#[tokio::test]
async fn statistics_do_not_vanish_unless_they_became_private() {
    let world = World::new().await;
    let stored = world.get(&format!("/players/{PLAYER}")).await;
    let private = world.fake.with_site(|site| {
        let player = site.player_mut(PLAYER).unwrap();
        player.career.summary.last_updated_at = Some(1_799_000_000);
        let mut private = player.career.clone();
        private.stats = None;
        private.summary.competitive = None;
        let mut renamed = private.clone();
        // The page has a view for a season, and nothing in it.
        renamed.summary.competitive.clone_from(&player.career.summary.competitive);
        player.page = Some(Box::new(renamed));
        private
    });
    assert_eq!(refresh(&world).await.body, stored.body);

    world.fake.with_site(|site| site.player_mut(PLAYER).unwrap().page = Some(Box::new(private)));
    assert!(refresh(&world).await.json()["stats"].is_null());
}

#[tokio::test]
async fn rates_of_no_hero_replace_nothing() {
    let world = World::new().await;
    let path = "/heroes/stats?platform=pc&gamemode=quickplay&region=europe";
    let stored = world.get(path).await;
    world.fake.with_site(|site| site.heroes.clear());
    assert_eq!(world.get(&path.replace("europe", "asia")).await.status, 500);
    world.clock.advance(HOUR);
    world.fake.clear_requests();
    for _ in 0..2 {
        let reply = world.get(path).await;
        assert_eq!((reply.status, reply.body), (200, stored.body.clone()));
        world.at_rest().await;
        assert!(!world.fake.requests().is_empty());
    }
}

#[tokio::test]
async fn a_bomb_in_storage_is_not_unpacked_and_the_player_heals() {
    let world = World::new().await;
    let stored = world.get(&format!("/players/{PLAYER}")).await;
    world.fake.clear_requests();
    let bomb = zstd::bulk::compress(&vec![b' '; 64 << 20], 1).unwrap();
    assert!(bomb.len() < 20_000);

    // The career is read again from the page.
    world.set_column("career", &bomb).await;
    assert_eq!(world.get(&format!("/players/{PLAYER}")).await.body, stored.body);
    assert_eq!(world.fake.requests(), Vec::<String>::new());

    // The page as well: Blizzard is asked.
    world.clock.advance(HOUR / 60);
    world.set_column("html_compressed", &bomb).await;
    assert_eq!(world.get(&format!("/players/{PLAYER}")).await.body, stored.body);
    world.fake.clear_requests();
    assert_eq!(world.get(&format!("/players/{PLAYER}")).await.body, stored.body);
    assert_eq!(world.fake.requests(), Vec::<String>::new());

    // The page alone: the next refresh brings another one.
    world.set_column("html_compressed", b"no zstd").await;
    assert_eq!(refresh(&world).await.body, stored.body);
    let id = PLAYER.parse().unwrap();
    let profile = world.storage.find_player_profile(&id, CareerPart::Summary).await.unwrap();
    let source = world.storage.find_player_source(&profile.unwrap().id).await.unwrap().unwrap();
    assert!(source.html.contains("Aurora"));
}

/// The player after an hour, and after the refresh that was asked for then.
async fn refresh(world: &World) -> Reply {
    world.clock.advance(HOUR);
    world.fake.clear_requests();
    world.get(&format!("/players/{PLAYER}/summary")).await;
    world.at_rest().await;
    assert!(!world.fake.requests().is_empty());
    world.get(&format!("/players/{PLAYER}")).await
}

impl World {
    async fn forget(&self) {
        let mut connection = self.database.connect().await;
        sqlx::query("delete from player_profiles").execute(&mut connection).await.unwrap();
    }

    async fn set_column(&self, column: &str, value: &[u8]) {
        let statement = format!("update player_profiles set {column} = $1");
        let query = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(value);
        query.execute(&mut self.database.connect().await).await.unwrap();
    }
}
