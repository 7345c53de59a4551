//! Clients that exist already, as their users install them.

use tokio::process::Command;

use fake::{Site, play::Play};
use service::admin::record_rates::record_hero_rates;

use crate::support::{
    fixtures, root, runs, say, skip,
    world::{HOUR, PLAYER, START, World},
};

/// `overfast-client` from `PyPI`, with the real player's page where it is at hand.
#[tokio::test]
async fn the_python_client_gets_its_types() {
    if !runs("python3", &["-c", "import overwatch_py"]) {
        skip("overfast-client", "pip install overfast-client");
        return;
    }
    let (site, player, username) = match fixtures() {
        Some(folder) => (Site::from_folder(&folder.join("site")).unwrap(), "TeKrop-2217", "TeKrop"),
        None => (Site::generated(), PLAYER, "Aurora"),
    };
    let world = World::with(site).await;
    run("python3", "overfast_client.py", &[world.url(), player, username]).await;
}

/// `overfast-api-client` from npm.
#[tokio::test]
async fn the_npm_client_makes_its_calls() {
    if !root().join("tests/node_modules/overfast-api-client").is_dir() {
        skip("overfast-api-client", "npm ci --prefix tests");
        return;
    }
    let world = World::new().await;
    run("node", "overfast_api_client.mjs", &[world.url(), PLAYER, "Aurora"]).await;
}

/// What the models of those demand who show histories today.
#[tokio::test]
async fn a_history_has_the_shape_that_its_clients_demand() {
    if !runs("python3", &["-c", "import jsonschema"]) {
        skip("jsonschema", "pip install jsonschema");
        return;
    }
    let world = World::playing(Site::played_by(Play::new(7, 25)), START).await;
    // Who never hides.
    let player = "Basalt-1013";
    for _ in 0..3 {
        world.clock.advance(HOUR * 48);
        world.look_at(player).await;
    }
    for _ in 0..6 {
        record_hero_rates(&world.cache).await.unwrap();
    }
    run("python3", "history.py", &[world.url(), player]).await;
}

/// Runs a script beside this file, which fails when something is not as the client expects.
async fn run(program: &str, script: &str, arguments: &[&str]) {
    let output = Command::new(program)
        .arg(root().join("tests/clients").join(script))
        .args(arguments)
        .output()
        .await
        .unwrap();
    say(String::from_utf8_lossy(&output.stdout).trim());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
