//! No statement pins a connection of RDS Proxy to one client:
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-pinning.html>.

use std::{collections::BTreeSet, fs, path::Path};

use crate::support::{
    load::{get, requests, start},
    root,
    world::World,
};

/// Longer texts pin.
const LONGEST_TEXT: usize = 16 * 1024;

/// Statements that begin so change the session.
const COMMANDS: [&str; 10] = [
    "set",
    "reset",
    "prepare",
    "execute",
    "deallocate",
    "discard",
    "declare",
    "listen",
    "unlisten",
    "load",
];

/// Words that pin wherever they stand.
const WORDS: [&str; 8] =
    ["temp", "temporary", "pg_temp", "nextval", "setval", "currval", "lastval", "set_config"];

/// How functions begin that take locks of the session; those of the transaction are called `…_xact_…`.
const LOCKS: [&str; 3] = ["pg_advisory_lock", "pg_try_advisory_lock", "pg_advisory_unlock"];

/// Ways to send a statement that is in none of the files under `.sqlx`.
const UNCHECKED: [&str; 9] = [
    "sqlx::query(",
    "query_as(",
    "query_scalar(",
    "query_with(",
    "raw_sql(",
    "QueryBuilder",
    "AssertSqlSafe",
    "PgListener",
    ".execute(\"",
];

/// What would pin the connection, if anything.
fn pin(statement: &str) -> Option<String> {
    if statement.len() > LONGEST_TEXT {
        return Some(format!("{} bytes", statement.len()));
    }
    let code: String =
        statement.lines().filter_map(|line| line.split("--").next()).collect::<Vec<_>>().join(" ");
    let code = code.to_lowercase();
    code.split(';').find_map(|part| {
        let mut words = part
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .filter(|word| !word.is_empty())
            .peekable();
        let command = words.peek().copied().filter(|word| COMMANDS.contains(word));
        let pins =
            |word: &&str| WORDS.contains(word) || LOCKS.iter().any(|lock| word.starts_with(lock));
        command.or_else(|| words.find(pins)).map(str::to_owned)
    })
}

/// What `migrate` alone sends, over the server's own endpoint.
const PAST_THE_PROXY: [&str; 3] = [
    "shared/storage/src/postgres/migrate.rs",
    "shared/storage/src/postgres/takeover/mod.rs",
    "shared/storage/src/postgres/takeover/row.rs",
];

/// What sends a listed statement once more, with a comment behind it.
const AGAIN: (&str, &str) = ("shared/storage/src/postgres/statement.rs", "AssertSqlSafe");

/// The texts of all statements that the code can send through a proxy.
fn statements() -> Vec<String> {
    let past = PAST_THE_PROXY.map(|file| fs::read_to_string(root().join(file)).unwrap());
    let files = fs::read_dir(root().join(".sqlx")).unwrap().map(|file| file.unwrap().path());
    files
        .map(|file| {
            let query: serde_json::Value =
                serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
            query["query"].as_str().unwrap().to_owned()
        })
        .filter(|statement| !past.iter().any(|source| source.contains(statement)))
        .collect()
}

#[test]
fn no_statement_pins() {
    let statements = statements();
    assert!(!statements.is_empty());
    for statement in statements {
        assert_eq!(pin(&statement), None, "{statement}");
    }
}

#[test]
fn what_pins_is_found() {
    let long = format!("select '{}'", "x".repeat(LONGEST_TEXT));
    for statement in [
        "set search_path = public",
        "  SET LOCAL statement_timeout = 1",
        "select 1; set role none",
        "-- why\nreset all",
        "prepare a as select 1",
        "execute a",
        "deallocate a",
        "discard all",
        "declare a cursor for select 1",
        "listen a",
        "unlisten *",
        "load 'auto_explain'",
        "create temp table a (b int)",
        "create temporary view a as select 1",
        "create table pg_temp.a (b int)",
        "select 1 into temp a",
        "select nextval('a')",
        "select setval('a', 1)",
        "select currval('a')",
        "select lastval()",
        "select set_config('a', 'b', false)",
        "select pg_advisory_lock(1)",
        "select pg_advisory_lock_shared(1)",
        "select pg_try_advisory_lock(1)",
        "select pg_advisory_unlock_all()",
        &long,
    ] {
        assert!(pin(statement).is_some(), "{statement:.80}");
    }
    for statement in [
        "update a set b = 1",
        "insert into a values (1) on conflict (b) do update set b = 2",
        "select pg_advisory_xact_lock(1), pg_try_advisory_xact_lock(2) -- set",
        "select a from b for update skip locked",
    ] {
        assert_eq!(pin(statement), None, "{statement}");
    }
}

#[test]
fn every_statement_is_checked_when_it_compiles() {
    let mut files = Vec::new();
    // Not tests, nor the examples, which are measured against: neither is deployed.
    for folder in
        ["shared/overwatch", "shared/blizzard", "shared/service", "shared/storage", "functions"]
    {
        sources(&root().join(folder).join("src"), &mut files);
    }
    assert!(files.len() > 50);
    let through = |name: &str| !PAST_THE_PROXY.iter().any(|file| name.ends_with(file));
    for (name, text) in files.into_iter().filter(|(name, _)| through(name)) {
        for way in UNCHECKED.into_iter().filter(|way| !(name.ends_with(AGAIN.0) && *way == AGAIN.1))
        {
            assert!(
                !text.contains(way),
                "{name} sends a statement that .sqlx does not list: {way}"
            );
        }
    }
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(path).unwrap()));
        }
    }
}

/// The driver adds nothing of its own, to look types up for example.
#[tokio::test]
async fn nothing_else_is_sent() {
    let world = World::new().await;
    let before = world.database.statements().await.len();
    for (mut function, paths) in start(requests().len(), &world.variables()).await {
        // Once to store, once to find.
        for path in paths.iter().chain(&paths) {
            assert_eq!(get(&mut function, path).await.unwrap().status, 200, "{path}");
        }
    }
    let known: BTreeSet<String> = statements().iter().map(|text| one_line(text)).collect();
    let log = world.database.statements().await;
    assert!(log.len() > before + 50, "the log shows what was sent");
    for entry in &log[before..] {
        let (_, text) = entry.split_once(": ").and_then(|(_, rest)| rest.split_once(": ")).unwrap();
        assert!(known.contains(&one_line(text)), "{entry}");
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
