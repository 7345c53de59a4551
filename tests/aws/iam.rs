//! Connecting with a token of IAM, before a fake of RDS Proxy that checks it.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use aws::Signer;
use aws_credential_types::Credentials;
use functions::{App, Config, Store, app::StartError, config::Addresses};
use local::{api, counters::Counters};
use sandbox::Authority;
use service::{
    admin::{follow::Following, notices::Notifier},
    gate::Limits,
};
use storage::{
    Clock, Error, Lease, Leases, Owner, PlayerProfiles, PostgresStorage,
    clock::ManualClock,
    postgres::{Auth, Settings},
};
use tokio::net::TcpListener;

use crate::support::{
    database::Database,
    iam_gate::{IamGate, user},
    signature::{ACCESS_KEY, REGION, SECRET_KEY},
    world::{client, send},
};

const START: Duration = Duration::from_hours(500_000);
const MINUTE: Duration = Duration::from_mins(1);

fn signer(region: &str, secret_key: &str) -> Signer {
    let credentials = Credentials::new(ACCESS_KEY, secret_key, None, None, "test");
    Signer::new(region.to_owned(), credentials)
}

/// A database with a gate before it, and the time at the gate.
struct Setting {
    database: Database,
    authority: Authority,
    gate: IamGate,
    clock: ManualClock,
}

impl Setting {
    async fn new() -> Self {
        Self::at(START, "localhost").await
    }

    async fn at(time: Duration, name: &str) -> Self {
        let database = Database::create().await;
        database.storage(1).await.admit(&user(&database)).await.unwrap();
        let authority = Authority::new().unwrap();
        let clock = ManualClock::at(time);
        let gate = IamGate::open(&database, &clock, &authority, name).await;
        Self { database, authority, gate, clock }
    }

    fn settings(&self, signer: Signer) -> Settings {
        let database_url = self.gate.url(&self.authority).into();
        let clock = Clock::Manual(self.clock.clone());
        Settings { database_url, auth: Auth::Iam(signer), max_connections: 2, clock }
    }

    fn storage(&self) -> PostgresStorage {
        PostgresStorage::connect_lazily(&self.settings(signer(REGION, SECRET_KEY))).unwrap()
    }

    /// How many connections of the functions' user the server has.
    async fn connections(&self) -> i64 {
        let statement = "select count(*) from pg_stat_activity where usename = $1";
        sqlx::query_scalar(statement)
            .bind(user(&self.database))
            .fetch_one(&mut self.database.connect().await)
            .await
            .unwrap()
    }
}

async fn read(storage: &PostgresStorage) -> Result<(), Error> {
    storage.find_player_source(&"a|1".parse().unwrap()).await.map(drop)
}

#[tokio::test]
async fn a_new_connection_shows_a_new_token_and_open_ones_go_on() {
    let setting = Setting::new().await;
    let storage = setting.storage();
    read(&storage).await.unwrap();
    assert_eq!(setting.gate.tokens().len(), 1);

    // Ten minutes later, two at once: one of them over a new connection.
    let two_reads = async || tokio::try_join!(read(&storage), read(&storage)).unwrap();
    setting.clock.advance(10 * MINUTE);
    two_reads().await;
    let tokens = setting.gate.tokens();
    assert_eq!(tokens.len(), 2);
    assert_ne!(tokens[0], tokens[1]);

    // An hour later both are open, and the server asks for nothing.
    setting.clock.advance(60 * MINUTE);
    two_reads().await;
    assert_eq!((setting.gate.tokens().len(), setting.connections().await), (2, 2));

    // Both die: what takes their place needs another token, for the old one has expired.
    let kill = "select pg_terminate_backend(pid) from pg_stat_activity where usename = $1";
    sqlx::query(kill)
        .bind(user(&setting.database))
        .execute(&mut setting.database.connect().await)
        .await
        .unwrap();
    while setting.connections().await > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // A read notices one dead connection, and tries once more.
    while read(&storage).await.is_err() {}
    let tokens = setting.gate.tokens();
    assert_eq!(tokens.len(), 3);
    assert_ne!(tokens[1], tokens[2]);
}

#[tokio::test]
async fn the_gate_refuses_an_expired_token() {
    let setting = Setting::new().await;
    let slow = ManualClock::at(START);
    let clock = Clock::Manual(slow.clone());
    let settings = Settings { clock, ..setting.settings(signer(REGION, SECRET_KEY)) };
    let storage = PostgresStorage::connect_lazily(&settings).unwrap();
    setting.clock.advance(15 * MINUTE);
    let error = read(&storage).await.unwrap_err();
    assert!(error.is_unavailable());
    assert!(error.to_string().contains("expired"), "{error}");
    slow.advance(15 * MINUTE);
    read(&storage).await.unwrap();
}

#[tokio::test]
async fn the_functions_user_may_change_rows_and_nothing_else() {
    let setting = Setting::new().await;
    let storage = setting.storage();
    let lease = Lease { key: "key".to_owned(), owner: Owner::random().unwrap() };
    assert!(storage.acquire_lease(&lease, MINUTE).await.unwrap());
    storage.release_lease(&lease).await.unwrap();
    assert!(!storage.migrate().await.unwrap_err().is_unavailable());
    let timeout = "select useconfig[1] from pg_user where usename = $1";
    let timeout: String = sqlx::query_scalar(timeout)
        .bind(user(&setting.database))
        .fetch_one(&mut setting.database.connect().await)
        .await
        .unwrap();
    assert_eq!(timeout, "statement_timeout=25s");
}

#[tokio::test]
async fn who_is_not_let_in_answers_503_and_shows_no_secret() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    // A little later than on this machine, for the gate's clock stands.
    let setting = Setting::at(now + 5 * MINUTE, "localhost").await;
    let url = setting.gate.url(&setting.authority);
    let other_user = url.replacen("app@", "nobody@", 1);
    assert_ne!(url, other_user);
    for (wrong, url, signer, status) in [
        ("none", &url, signer(REGION, SECRET_KEY), 504),
        ("region", &url, signer("us-east-1", SECRET_KEY), 503),
        ("secret", &url, signer(REGION, "another"), 503),
        ("user", &other_user, signer(REGION, SECRET_KEY), 503),
    ] {
        let address = serve(url, signer).await;
        // Nothing is stored, and Blizzard is not there.
        let reply = send(client().get(format!("{address}/players/a%7C1"))).await;
        let body = String::from_utf8_lossy(&reply.body);
        assert_eq!(reply.status, status, "{wrong}: {body}");
        assert_eq!(reply.header("retry-after").is_empty(), status != 503, "{wrong}");
        assert!(!body.contains("X-Amz"), "{wrong}: {body}");
    }
    assert_eq!(setting.gate.tokens().len(), 1);
}

/// An API as a Lambda sets it up.
async fn serve(database_url: &str, signer: Signer) -> String {
    let app = App::new(Store::new(config(database_url, signer)).unwrap()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(api::serve(Arc::new(app), Counters::default(), listener, std::future::pending()));
    address
}

fn config(database_url: &str, signer: Signer) -> Config {
    Config {
        database_url: database_url.into(),
        database_auth: Auth::Iam(signer),
        database_app_user: None,
        refresh_queue: None,
        // The discard port: nobody listens there.
        blizzard_base_url: "http://127.0.0.1:9".to_owned(),
        blizzard_limits: Limits::Off,
        addresses: Addresses::from_env(),
        player_profile_max_age: None,
        player_history_max_age: None,
        storage_limit: None,
        following: Following::default(),
        card_fonts: None,
        watched_player: None,
        notifier: Notifier::default(),
    }
}

#[tokio::test]
async fn a_token_is_shown_to_the_right_server_only() {
    let setting = Setting::new().await;
    read(&setting.storage()).await.unwrap();
    for weaker in ["require", "verify-ca"] {
        let url = setting.gate.url(&setting.authority).replace("verify-full", weaker);
        let refused = Store::new(config(&url, signer(REGION, SECRET_KEY))).err();
        let refused = refused.expect("refused to start");
        assert!(matches!(refused, StartError::Storage(Error::UnverifiedServer)), "{weaker}");
    }

    let stranger = Authority::new().unwrap();
    let mut settings = setting.settings(signer(REGION, SECRET_KEY));
    settings.database_url = setting.gate.url(&stranger).into();
    let error = read(&PostgresStorage::connect_lazily(&settings).unwrap()).await.unwrap_err();
    assert!(
        error.is_unavailable() && error.to_string().contains("invalid peer certificate"),
        "{error}"
    );

    let elsewhere = Setting::at(START, "elsewhere.example").await;
    let error = read(&elsewhere.storage()).await.unwrap_err();
    assert!(error.is_unavailable() && error.to_string().contains("not valid for name"), "{error}");
    assert_eq!((setting.gate.tokens().len(), elsewhere.gate.tokens().len()), (1, 0));
}

#[test]
fn nothing_secret_is_shown() {
    let url = "postgres://overfast:do-not-tell@localhost/overfast?sslmode=verify-full";
    let shown = format!("{:?}", config(url, signer(REGION, SECRET_KEY)));
    assert!(!shown.contains("do-not-tell") && !shown.contains(SECRET_KEY), "{shown}");
}
