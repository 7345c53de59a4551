//! `cargo run -p local` and `cargo lambda watch`, from outside.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::support::{
    database::Database,
    laptop::{run_lambdas, run_local},
    load::variables,
    root,
    world::{HOUR, PLAYER, World, client, send},
};

#[tokio::test]
async fn one_command_serves_the_whole_api_and_keeps_its_data() {
    let directory = tempfile::tempdir().unwrap();
    let data_dir = directory.path().to_str().unwrap();
    let mut bodies = Vec::new();
    for start in 0..2 {
        let (program, address) = run_local(&["--offline", "--data-dir", data_dir], &[]);
        for path in [
            "/players?name=Aurora",
            "/players/Aurora-1011",
            "/players/Aurora-1011/summary",
            "/players/Aurora-1011/stats/summary",
            "/players/Aurora-1011/stats?gamemode=quickplay",
            "/players/Aurora-1011/stats/career?gamemode=competitive",
        ] {
            let reply = send(client().get(format!("{address}{path}"))).await;
            assert_eq!(reply.status, 200, "{path}");
        }
        let reply = send(client().get(format!("{address}/players/{PLAYER}/summary"))).await;
        if start == 1 {
            // A whole second may have passed while the program started.
            assert!(!reply.header("age").is_empty());
        }
        bodies.push(reply.body);
        drop(program);
        assert!(client().get(&address).send().await.is_err(), "everything has stopped");
    }
    assert_eq!(bodies[0], bodies[1]);
}

#[tokio::test]
async fn stored_players_are_served_when_blizzard_cannot_be_reached() {
    let world = World::new().await;
    let path = format!("/players/{PLAYER}");
    let (program, address) = run_local(&[], &world.variables());
    let first = send(client().get(format!("{address}{path}"))).await;
    assert_eq!(first.status, 200);
    drop(program);

    let blizzard = world.fake.url();
    world.fake.stop().await;
    let (_program, address) = run_local(&[], &variables(&world.database.url, &blizzard));
    let reply = send(client().get(format!("{address}{path}"))).await;
    assert_eq!((reply.status, &reply.body), (200, &first.body));
    let reply = send(client().get(format!("{address}/players/Basalt-1013"))).await;
    assert_eq!(reply.status, 504);
}

#[tokio::test]
async fn the_lambdas_answer_behind_the_emulator() {
    let world = World::new().await;
    let Some((_program, address)) = run_lambdas(&world.variables()).await else { return };
    let id = world.fake.with_site(|site| site.player_mut(PLAYER).unwrap().id.clone());
    let get = async |path: String| send(client().get(format!("{address}{path}"))).await;

    let first = get(format!("/players/{PLAYER}")).await;
    assert_eq!(first.status, 200, "{}", String::from_utf8_lossy(&first.body));
    world.fake.clear_requests();
    for name in [PLAYER, id.as_str(), &id.encoded()] {
        assert_eq!(get(format!("/players/{name}")).await.body, first.body, "{name}");
        for path in [
            "summary",
            "stats/summary",
            "stats?gamemode=quickplay",
            "stats/career?gamemode=quickplay",
        ] {
            assert_eq!(get(format!("/players/{name}/{path}")).await.status, 200, "{name} {path}");
        }
    }
    assert_eq!(world.fake.requests(), Vec::<String>::new());
    let compressed =
        client().get(format!("{address}/players/{PLAYER}")).header("accept-encoding", "zstd");
    let reply = send(compressed).await;
    assert_eq!(reply.header("content-encoding"), "zstd");
    assert_eq!(zstd::decode_all(reply.body.as_slice()).unwrap(), first.body);
    for (path, status) in [("/players/a%23b%3Fc", 404), ("/players/%0a", 404), ("/players", 422)] {
        assert_eq!(get(path.to_owned()).await.status, status, "{path}");
    }
    prune(&address, &world.database).await;
}

/// The schedule's event, sent as the README says.
async fn prune(address: &str, database: &Database) {
    database.let_pass(HOUR * 24 * 8).await;
    let port = address.rsplit(':').next().unwrap();
    let event: PathBuf = root().join("local/prune-profiles.json");
    let start = Instant::now();
    let output = tokio::process::Command::new("cargo-lambda")
        .args([
            "lambda",
            "invoke",
            "prune-profiles",
            "--invoke-address",
            "127.0.0.1",
            "--invoke-port",
            port,
        ])
        .arg("--data-file")
        .arg(event)
        .current_dir(root())
        .output()
        .await
        .unwrap();
    assert!(start.elapsed() < Duration::from_mins(5));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    // One player was found, another whom nobody knows was not.
    assert_eq!(
        result,
        json!({"is_resting": false, "player_profiles": 1, "versions": 0, "expired": 1})
    );
}
