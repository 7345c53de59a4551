//! Clients that exist already, as their users install them, and clients generated from our document.

use std::ffi::{OsStr, OsString};

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
    if lacks("overfast-client", "overwatch_py") {
        return;
    }
    let (site, player, username) = match fixtures() {
        Some(folder) => (Site::from_folder(&folder.join("site")).unwrap(), "TeKrop-2217", "TeKrop"),
        None => (Site::generated(), PLAYER, "Aurora"),
    };
    let world = World::with(site).await;
    run("python3", "pypi_overfast_client.py", &[world.url(), player, username]).await;
}

/// `overfast-api` and `overfast-py` from `PyPI`.
#[tokio::test]
async fn the_older_python_clients_make_their_calls() {
    let clients =
        [("overfast-api", "overfast_api"), ("overfast-py", "overfast")].map(|(package, module)| {
            (!lacks(package, module)).then(|| format!("pypi_{}.py", package.replace('-', "_")))
        });
    let world = World::new().await;
    for script in clients.into_iter().flatten() {
        run("python3", &script, &[world.url(), PLAYER, "Aurora"]).await;
    }
}

/// `overfast-api-client` from npm.
#[tokio::test]
async fn the_npm_client_makes_its_calls() {
    if lacks_npm("overfast-api-client") {
        return;
    }
    let world = World::new().await;
    run("node", "npm_overfast_api_client.mjs", &[world.url(), PLAYER, "Aurora"]).await;
}

/// What the models of those demand who show histories today.
#[tokio::test]
async fn a_history_has_the_shape_that_its_clients_demand() {
    if lacks("jsonschema", "jsonschema") {
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

/// What `openapi-python-client` and `openapi-typescript` generate from our document, whose examples the
/// fake of Blizzard's site knows.
#[tokio::test]
async fn generated_clients_make_every_call_of_the_document() {
    let world = World::new().await;
    for _ in 0..6 {
        record_hero_rates(&world.cache).await.unwrap();
    }
    let document = root().join("docs/openapi.json");
    let folder = root().join("target/clients");
    let arguments = |language| -> [OsString; 3] {
        [world.url().into(), document.clone().into(), folder.join(language).into()]
    };
    if !lacks("openapi-python-client", "openapi_python_client") && !lacks("mypy", "mypy") {
        run("python3", "generated.py", &arguments("python")).await;
    }
    if !lacks_npm("openapi-typescript") {
        run("node", "generated.mjs", &arguments("typescript")).await;
    }
}

/// Whether Python has not installed that package, whose module has that name. One of them asks its host for
/// heroes when it is imported.
fn lacks(package: &str, module: &str) -> bool {
    let find = format!("import importlib.util as i, sys; sys.exit(not i.find_spec('{module}'))");
    let lacks = !runs("python3", &["-c", &find]);
    if lacks {
        skip(package, &format!("pip install {package}"));
    }
    lacks
}

fn lacks_npm(package: &str) -> bool {
    let lacks = !root().join("tests/node_modules").join(package).is_dir();
    if lacks {
        skip(package, "npm ci --prefix tests");
    }
    lacks
}

/// Runs a script beside this file, which fails when something is not as the client expects.
async fn run(program: &str, script: &str, arguments: &[impl AsRef<OsStr>]) {
    let output = Command::new(program)
        .arg(root().join("tests/clients").join(script))
        .args(arguments)
        .output()
        .await
        .unwrap();
    say(String::from_utf8_lossy(&output.stdout).trim());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
