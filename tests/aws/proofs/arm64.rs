//! Functions built for Lambda's ARM processors, run as such: by qemu, unless the machine is one.

use std::{env, path::PathBuf};

use emulator::Function;
use http::Request;
use serde_json::json;
use tokio::process::Command;

use crate::support::{
    database::Database,
    load, root, skip,
    world::{PLAYER, World},
};

/// Where Debian and Ubuntu have the C library for ARM.
const LIBRARIES: &str = "/usr/aarch64-linux-gnu";

/// A process of that function; `None` where it was not built.
async fn start(name: &str, variables: &[(&str, &str)]) -> Option<Function> {
    let binary: PathBuf = root().join("target/lambda-arm64").join(name).join("bootstrap");
    if !binary.is_file() {
        skip("the functions for arm64", ".ci/arm64");
        return None;
    }
    let command = if env::consts::ARCH == "aarch64" {
        Command::new(binary)
    } else {
        let mut command = Command::new("qemu-aarch64");
        command.args(["-L", LIBRARIES]).arg(binary);
        command
    };
    let variables = variables.iter().copied().chain([("AWS_LAMBDA_FUNCTION_NAME", name)]);
    Some(Function::start_command(command, variables).await.unwrap())
}

#[tokio::test]
async fn a_function_without_a_database_answers() {
    // As the world's own API is told.
    let variables = [("RUST_LOG", "off"), ("STATIC_BASE_URL", "https://static.example")];
    let Some(mut function) = start("list-gamemodes", &variables).await else { return };
    let request = Request::get("/gamemodes").body(()).unwrap();
    let response = function.request(&request).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(World::new().await.get("/gamemodes").await.body, *response.body());
}

#[tokio::test]
async fn migrate_makes_the_schema() {
    let database = Database::empty().await;
    let variables = load::variables(&database.url, "");
    let Some(mut function) = start("migrate", &variables).await else { return };
    let result = function.invoke(json!({}).to_string()).await.unwrap();
    let result: serde_json::Value = serde_json::from_slice(&result).unwrap();
    assert_eq!(result["player_profiles_taken_over"], 0);
    let mut connection = database.connect().await;
    sqlx::query("select * from player_profiles").execute(&mut connection).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_player_is_fetched_parsed_and_stored() {
    let world = World::new().await;
    let Some(mut function) = start("get-player", &world.variables()).await else { return };
    let path = format!("/players/{PLAYER}");
    let first = function.request(&Request::get(&path).body(()).unwrap()).await.unwrap();
    assert_eq!(first.status(), 200, "{}", String::from_utf8_lossy(first.body()));
    world.fake.clear_requests();
    // What it stored is what this machine's own code answers with.
    assert_eq!(world.get(&path).await.body, *first.body());
    assert_eq!(world.fake.requests(), Vec::<String>::new());
}
