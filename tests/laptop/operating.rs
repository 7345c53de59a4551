//! What an operator does: `player show`, `refresh`, `forget`, and `stats`.

use overwatch::PlayerId;
use serde_json::{Value, json};
use storage::NegativeCache;

use crate::support::{
    program::command,
    world::{PLAYER, World},
};

#[tokio::test]
async fn forgetting_leaves_nothing_of_a_player_under_any_name() {
    for name in ["battletag", "id"] {
        let world = World::new().await;
        let id = world.fake.with_site(|site| site.player_mut(PLAYER).unwrap().id.clone());
        let name = if name == "id" { id.as_str().to_owned() } else { PLAYER.to_owned() };
        let name: PlayerId = name.parse().unwrap();
        for path in [format!("/players/{PLAYER}"), "/players?name=Aurora".to_owned()] {
            assert_eq!(world.get(&path).await.status, 200);
        }
        assert_eq!(world.get("/players/Basalt-1013").await.status, 200);
        world
            .storage
            .set_unknown_player(&name, &[std::time::Duration::from_secs(9)])
            .await
            .unwrap();

        let rows = world.cache.storage().forget_player(&name).await.unwrap();
        assert_eq!(
            rows, 5,
            "the profile, its BattleTag, its version, the unknown player, the search"
        );
        let mut connection = world.database.connect().await;
        let everything = "select string_agg(t::text, '') from (
            select player_profiles::text as t from player_profiles
            union all select unknown_players::text from unknown_players
            union all select leases::text from leases
            union all select battletags::text from battletags
            union all select player_versions::text from player_versions
            union all select cached_answers::text from cached_answers) as tables";
        let everything: String =
            sqlx::query_scalar(everything).fetch_one(&mut connection).await.unwrap();
        for trace in ["Aurora", id.as_str()] {
            assert!(!everything.contains(trace), "{trace}");
        }
        assert!(everything.contains("Basalt"), "nobody else is forgotten");

        world.fake.clear_requests();
        assert_eq!(world.get(&format!("/players/{PLAYER}")).await.status, 200);
        assert!(!world.fake.requests().is_empty(), "Blizzard is asked again");
    }
}

#[tokio::test]
async fn an_operator_works_on_any_database() {
    let world = World::new().await;
    let run = async |arguments: &[&str]| {
        let mut command = command(env!("CARGO"));
        command
            .args(["run", "--quiet", "-p", "local", "--"])
            .args(arguments)
            .envs(world.variables());
        let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
        let result = serde_json::from_slice::<Value>(&output.stdout).ok();
        (output.status.success(), result.unwrap_or_default())
    };
    assert_eq!(run(&["player", "show", PLAYER]).await, (false, Value::Null), "nobody is stored");
    assert_eq!(run(&["player", "show", "nobody"]).await, (false, Value::Null), "no id");
    let refresh = ["player", "refresh", PLAYER];
    assert_eq!(run(&refresh).await, (true, json!({"outcome": "fetched"})));
    assert_eq!(run(&refresh).await, (true, json!({"outcome": "unchanged"})));
    let (_, shown) = run(&["player", "show", PLAYER]).await;
    assert_eq!((&shown["battletag"], &shown["is_stale"]), (&PLAYER.into(), &false.into()));
    assert_eq!(shown["summary"]["username"], "Aurora");
    assert_eq!(run(&["stats"]).await.1["storage"]["player_profiles"], 1);
    let forget = ["player", "forget", shown["id"].as_str().unwrap()];
    assert_eq!(run(&forget).await, (true, json!({"deleted_rows": 3})));
    assert_eq!(run(&forget).await, (true, json!({"deleted_rows": 0})));
}
