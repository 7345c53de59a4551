//! The PostgreSQL of our own: it keeps its data, and it ends when its owner does, as temporary folders do.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    env,
    io::{BufRead, BufReader},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use sandbox::{Options, Postgres, PostgresError, TemporaryFolder, TestDatabase};
use sqlx::{Connection, Executor, PgConnection, Row};

/// Where the child process of a test keeps its data.
const DIRECTORY: &str = "TEST_POSTGRES_DIRECTORY";

async fn start(directory: &Path) -> Result<Postgres, PostgresError> {
    Postgres::start(Options::new(directory).without_durability()).await
}

async fn connect(postgres: &Postgres) -> PgConnection {
    let url = postgres.create_database("overfast").await.unwrap();
    PgConnection::connect(&url).await.unwrap()
}

#[tokio::test]
async fn data_survives_a_restart() {
    let directory = TemporaryFolder::new().unwrap();

    let postgres = start(directory.path()).await.unwrap();
    let mut connection = connect(&postgres).await;
    connection.execute("CREATE TABLE heroes AS SELECT 'ana' AS key").await.unwrap();
    drop(postgres);
    assert!(connection.execute("SELECT 1").await.is_err(), "a dropped server is gone");

    let postgres = start(directory.path()).await.unwrap();
    let row = connect(&postgres).await.fetch_one("SELECT key FROM heroes").await.unwrap();
    assert_eq!(row.get::<&str, _>(0), "ana");
}

#[tokio::test]
async fn a_killed_server_comes_back_where_it_was() {
    let directory = TemporaryFolder::new().unwrap();
    let postgres = Postgres::start(Options::new(directory.path())).await.unwrap();
    let mut connection = connect(&postgres).await;
    connection.execute("CREATE TABLE heroes AS SELECT 'ana' AS key").await.unwrap();
    let url = postgres.url("overfast");

    let killed = postgres.kill().await.unwrap();
    // The process behind a connection may still answer while its signal is under way.
    while connection.execute("SELECT 1").await.is_ok() {}
    let refused = PgConnection::connect(&url).await.unwrap_err();
    assert!(refused.to_string().contains("refused"), "{refused}");

    let _postgres = killed.restart().await.unwrap();
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let row = connection.fetch_one("SELECT key FROM heroes").await.unwrap();
    assert_eq!(row.get::<&str, _>(0), "ana");
}

#[tokio::test]
async fn settings_reach_the_server() {
    let directory = TemporaryFolder::new().unwrap();
    let options = Options::new(directory.path())
        .without_durability()
        .with("shared_preload_libraries", "pg_stat_statements");
    let postgres = Postgres::start(options).await.unwrap();
    let mut connection = connect(&postgres).await;
    connection.execute("CREATE EXTENSION pg_stat_statements").await.unwrap();
    connection.execute("SELECT count(*) FROM pg_stat_statements").await.unwrap();
}

#[tokio::test]
async fn a_server_that_does_not_start_says_why() {
    let directory = TemporaryFolder::new().unwrap();
    let options = Options::new(directory.path()).with("no_such_setting", "on");
    let error = Postgres::start(options).await.err().unwrap();
    assert!(error.to_string().contains("no_such_setting"), "{error}");
}

#[tokio::test]
async fn a_directory_belongs_to_one_server() {
    let directory = TemporaryFolder::new().unwrap();
    let _first = start(directory.path()).await.unwrap();
    let second = start(directory.path()).await;
    assert!(matches!(second, Err(PostgresError::InUse(_))));
}

#[tokio::test]
async fn the_password_is_needed() {
    let directory = TemporaryFolder::new().unwrap();
    let postgres = start(directory.path()).await.unwrap();
    let url = postgres.url("postgres").replace('@', "x@");
    assert!(PgConnection::connect(&url).await.is_err());
}

#[tokio::test]
async fn the_server_stops_when_its_owner_is_killed() {
    let directory = TemporaryFolder::new().unwrap();
    let (mut owner, address) = owner("an_owner_that_waits_to_be_killed", directory.path(), '@');
    let (address, _) = address.split_once('/').unwrap();
    assert!(TcpStream::connect(address).is_ok());

    owner.kill().unwrap();
    owner.wait().unwrap();
    until("the server outlives its owner", || TcpStream::connect(address).is_err());
    start(directory.path()).await.unwrap();
}

/// Another process of this program, which runs that test, and what it says behind a mark.
fn owner(test: &str, directory: &Path, mark: char) -> (Child, String) {
    let mut owner = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env(DIRECTORY, directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(owner.stdout.as_mut().unwrap())
        .lines()
        .find_map(|line| line.unwrap().rsplit_once(mark).map(|(_, said)| said.to_owned()))
        .unwrap();
    (owner, said)
}

fn until(otherwise: &str, happened: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !happened() {
        assert!(Instant::now() < deadline, "{otherwise}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test]
#[ignore = "run by the test above"]
async fn an_owner_that_waits_to_be_killed() {
    let directory = env::var_os(DIRECTORY).unwrap();
    let postgres = start(Path::new(&directory)).await.unwrap();
    println!("{}", postgres.url("postgres"));
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

/// The server for tests is never dropped: it ends with the process, in order or not.
#[tokio::test]
async fn nothing_is_left_of_the_server_for_tests() {
    for is_killed in [true, false] {
        let (mut owner, folder) = owner("an_owner_of_a_test_database", Path::new(""), '>');
        let folder = PathBuf::from(folder);
        assert!(folder.join("clocks").is_dir());
        if is_killed {
            owner.kill().unwrap();
        } else {
            drop(owner.stdin.take());
        }
        owner.wait().unwrap();
        until("the folder outlives its owner", || !folder.exists());
    }
}

#[tokio::test]
#[ignore = "run by the test above"]
async fn an_owner_of_a_test_database() {
    let database = TestDatabase::create().await.unwrap();
    let clock = database.clock_file().await.unwrap();
    println!(">{}", clock.ancestors().nth(2).unwrap().display());
    // Until the test above has seen enough.
    std::io::stdin().read_line(&mut String::new()).unwrap();
}
