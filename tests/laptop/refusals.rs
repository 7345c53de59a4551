//! What `cargo run -p local` refuses, and says instead.

use crate::support::{
    database::Database,
    laptop::{refusal, run},
};

#[tokio::test]
async fn what_is_meant_for_a_database_of_our_own_does_not_reach_another() {
    let database = Database::empty().await;
    let variables = [("DATABASE_URL", database.url.as_str())];
    let directory = tempfile::tempdir().unwrap();
    let data_dir = directory.path().to_str().unwrap();
    // Last a command, which ends where it is not refused.
    for (arguments, flag) in [
        (["--offline", "with-postgres", "true"].as_slice(), "--offline"),
        (&["--offline", "player", "refresh", "TeKrop-2217"], "--offline"),
        (&["--data-dir", data_dir, "with-postgres", "true"], "--data-dir"),
        (&["with-postgres", "--data-dir", data_dir, "true"], "--data-dir"),
    ] {
        let said = refusal(arguments, &variables).await;
        assert!(said.contains(flag) && said.contains("DATABASE_URL"), "{said}");
    }
    let tables = "select count(*) from pg_tables where schemaname = 'public'";
    let tables: i64 =
        sqlx::query_scalar(tables).fetch_one(&mut database.connect().await).await.unwrap();
    assert_eq!(tables, 0, "nothing was done");
}

/// What a command is told that runs offline: neither Blizzard, nor a queue in AWS, nor anybody to tell of it.
#[tokio::test]
async fn a_command_is_offline_too() {
    let directory = tempfile::tempdir().unwrap();
    let data_dir = directory.path().to_str().unwrap();
    let arguments = ["--offline", "--data-dir", data_dir, "with-postgres", "env"];
    let variables = [
        ("REFRESH_QUEUE_URL", "https://sqs.example/queue"),
        ("AWS_REGION", "us-east-1"),
        ("BLIZZARD_BASE_URL", "https://blizzard.example"),
        ("NOTIFY_WEBHOOK_URL", "https://notify.example/webhook"),
        ("NOTIFY_TOPIC_ARN", "arn:aws:sns:us-east-1:1:notify.example"),
    ];
    let output = run(&arguments, &variables).await;
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("BLIZZARD_BASE_URL=http://127.0.0.1:"), "{told}");
    assert!(told.contains("BLIZZARD_PACE=off"), "{told}");
    assert!(!told.contains("sqs.example") && !told.contains("notify.example"), "{told}");
    assert!(told.contains("/overfast_offline"), "{told}");
}

#[tokio::test]
async fn a_log_level_that_is_none_is_named() {
    let database = Database::create().await;
    for (level, is_named) in [("warn", false), ("loud", true), ("service=loud", true)] {
        let variables = [("DATABASE_URL", database.url.as_str()), ("RUST_LOG", level)];
        let output = run(&["with-postgres", "true"], &variables).await;
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert_eq!(said.contains(&format!("RUST_LOG is \"{level}\"")), is_named, "{said}");
    }
}
