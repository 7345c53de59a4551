//! Nothing is taken over unasked: OverFast 4 may be using that database.

use storage::Error;

use super::{OldRow, TABLES, page};
use crate::support::{
    database::Database,
    laptop::{refusal, run},
};

/// A database that OverFast 4 uses.
async fn overfast4() -> Database {
    let database = Database::empty().await;
    let mut connection = database.connect().await;
    sqlx::raw_sql(TABLES).execute(&mut connection).await.unwrap();
    OldRow::new("a1|b1", &page("one")).insert(&mut connection).await;
    database
}

/// All tables, types and rows.
async fn everything(database: &Database) -> Vec<String> {
    let statement = "
        select concat_ws(' ', table_schema, table_name, column_name, udt_name)
        from information_schema.columns
        where table_schema not in ('pg_catalog', 'information_schema')
        union all select player_profiles::text from player_profiles
        union all select static_data::text from static_data
        union all select nspname::text from pg_namespace
        union all select typname::text from pg_type
        order by 1";
    sqlx::query_scalar(statement).fetch_all(&mut database.connect().await).await.unwrap()
}

async fn players(database: &Database) -> i64 {
    let statement = "select count(career_summary is null) from player_profiles";
    sqlx::query_scalar(statement).fetch_one(&mut database.connect().await).await.unwrap()
}

#[tokio::test]
async fn a_migration_alone_changes_nothing() {
    let database = overfast4().await;
    let before = everything(&database).await;
    let storage = database.storage(1).await;
    let error = storage.migrate().await.unwrap_err();
    assert!(matches!(error, Error::Overfast4), "{error}");
    assert_eq!(everything(&database).await, before);

    // One of the two tables is enough.
    sqlx::query("drop table player_profiles").execute(&mut database.connect().await).await.unwrap();
    assert!(matches!(storage.migrate().await, Err(Error::Overfast4)));

    storage.migrate_and_take_over().await.unwrap();
    storage.migrate().await.unwrap();
}

/// What could not be read stays for ever, and is no reason to refuse.
#[tokio::test]
async fn what_a_takeover_has_left_is_no_reason_to_refuse() {
    let database = overfast4().await;
    OldRow::new("not an id", &page("nobody")).insert(&mut database.connect().await).await;
    let storage = database.storage(1).await;
    assert_eq!(storage.migrate_and_take_over().await.unwrap().unreadable, 1);
    storage.migrate().await.unwrap();
    let left = "select count(*) from overfast4.player_profiles";
    let left: i64 =
        sqlx::query_scalar(left).fetch_one(&mut database.connect().await).await.unwrap();
    assert_eq!(left, 1);
}

#[tokio::test]
async fn the_laptop_takes_over_when_told_to() {
    let database = overfast4().await;
    let before = everything(&database).await;
    let variables = [("DATABASE_URL", database.url.as_str())];
    for arguments in [[].as_slice(), &["with-postgres", "true"]] {
        let said = refusal(arguments, &variables).await;
        assert!(said.contains("OverFast 4") && said.contains("--take-over"), "{said}");
        assert_eq!(everything(&database).await, before);
    }
    let output = run(&["--take-over", "with-postgres", "true"], &variables).await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(players(&database).await, 1);
}
