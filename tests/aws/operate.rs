//! The function `operate`: what a person does on a database that only functions can reach.

use std::fs;

use emulator::FunctionError;
use serde_json::{Value, json};

use crate::support::{
    functions::start_logging,
    world::{PLAYER, World},
};

#[tokio::test]
async fn an_operator_shows_refreshes_and_forgets_a_player_and_counts() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut operate = start_logging("operate", &world.variables(), &log).await;
    let mut run = async |event: Value| -> Result<Value, String> {
        match operate.invoke(event.to_string()).await {
            Ok(result) => Ok(serde_json::from_slice(&result).unwrap()),
            Err(FunctionError::Failed(error)) => Err(error.to_string()),
            Err(error) => panic!("{error}"),
        }
    };

    let nobody = run(json!({"show": PLAYER})).await.unwrap_err();
    assert!(nobody.contains("no such player is stored"), "{nobody}");
    assert_eq!(run(json!({"refresh": PLAYER})).await, Ok(json!({"outcome": "fetched"})));
    assert_eq!(run(json!({"refresh": PLAYER})).await, Ok(json!({"outcome": "unchanged"})));
    let shown = run(json!({"show": PLAYER})).await.unwrap();
    assert_eq!((&shown["battletag"], &shown["is_stale"]), (&PLAYER.into(), &false.into()));
    assert_eq!(run(json!("stats")).await.unwrap()["storage"]["player_profiles"], 1);
    let forget = json!({"forget": shown["id"]});
    assert_eq!(run(forget.clone()).await, Ok(json!({"deleted_rows": 3})));
    assert_eq!(run(forget).await, Ok(json!({"deleted_rows": 0})));

    for mistaken in [json!({}), json!({"forget": "a/b"}), json!({PLAYER: "show"}), json!(PLAYER)] {
        let error = run(mistaken.clone()).await.unwrap_err();
        assert!(error.contains("the event is none of"), "{mistaken}: {error}");
    }
    let log = fs::read_to_string(log).unwrap();
    assert!(!log.contains("Aurora"), "{log}");
}
