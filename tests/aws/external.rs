//! A database outside AWS, whose URLs lie in parameters of SSM: compiled functions before PgBouncer with
//! SCRAM and TLS, and before a fake of SSM that checks signatures.

use std::{fs, path::Path};

use emulator::{Function, FunctionError};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{
    functions::{Kind, start_logging},
    load::{Answer, get},
    managed::{Managed, PASSWORDS},
    ssm::Ssm,
};

const URL: &str = "/overfast/url";
const DIRECT_URL: &str = "/overfast/direct-url";
const AUTHORITY: &str = "/overfast/ca";

/// The database, and the store with its parameters.
struct Setting {
    managed: Managed,
    ssm: Ssm,
    logs: TempDir,
}

impl Setting {
    async fn new() -> Option<Self> {
        let managed = Managed::start().await?;
        let ssm = Ssm::start().await;
        // As providers write it: with what our driver does not know, and a line's end.
        ssm.put(URL, &format!("{}&channel_binding=require\n", managed.pooled));
        ssm.put(DIRECT_URL, &managed.direct);
        ssm.put(AUTHORITY, &managed.authority);
        Some(Self { managed, ssm, logs: tempfile::tempdir().unwrap() })
    }

    /// What a function is told whose database is in the parameter of that name.
    fn variables<'a>(&'a self, url: &'a str) -> Vec<(&'a str, &'a str)> {
        let database = [
            ("DATABASE_URL_PARAMETER", url),
            ("DATABASE_CA_PARAMETER", AUTHORITY),
            // The discard port: nobody listens there.
            ("BLIZZARD_BASE_URL", "http://127.0.0.1:9"),
        ];
        database.into_iter().chain(self.ssm.variables()).collect()
    }

    async fn migrate(&self) -> Result<Value, FunctionError> {
        let mut variables = self.variables(DIRECT_URL);
        variables.push(("DATABASE_APP_USER", "functions"));
        let mut function = Kind::new("migrate", &variables).await.start().await;
        Ok(serde_json::from_slice(&function.invoke("{}").await?).unwrap())
    }

    fn log(&self) -> std::path::PathBuf {
        self.logs.path().join("log")
    }

    /// `/health`, as a new process answers it, and what it logs.
    async fn health(&self, variables: &[(&str, &str)]) -> (Answer, String) {
        let mut function = start_logging("get-health", variables, &self.log()).await;
        let answer = get(&mut function, "/health").await.unwrap();
        (answer, read(&self.log()))
    }
}

/// A log, in which there is no password.
fn read(log: &Path) -> String {
    let log = fs::read_to_string(log).unwrap();
    for password in PASSWORDS {
        assert!(!log.contains(password), "{log}");
    }
    log
}

#[tokio::test]
async fn each_function_reads_its_own_url_once() {
    let Some(setting) = Setting::new().await else { return };
    let migrated = setting.migrate().await.unwrap();
    assert_eq!(migrated["player_profiles_taken_over"], json!(0));
    assert_eq!(setting.ssm.asked(), [AUTHORITY, DIRECT_URL]);

    let mut health = start_logging("get-health", &setting.variables(URL), &setting.log()).await;
    for _ in 0..3 {
        let answer = get(&mut health, "/health").await.unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"storage":"ok"}"#));
    }
    assert_eq!(setting.ssm.asked(), [AUTHORITY, URL]);
    let log = read(&setting.log());
    assert!(!log.contains("ERROR") && !log.contains("WARN"), "{log}");

    // The functions' user owns nothing: what it may is what `migrate` has granted.
    let mut player = Kind::new("get-player", &setting.variables(URL)).await.start().await;
    for _ in 0..2 {
        // Nothing is stored, and Blizzard is not there.
        let answer = get(&mut player, "/players/a%7C1").await.unwrap();
        assert_eq!(answer.status, 504, "{}", answer.body);
    }
    assert_eq!(setting.ssm.asked(), [AUTHORITY, URL]);
}

#[tokio::test]
async fn a_session_pooler_is_direct_enough() {
    let Some(setting) = Setting::new().await else { return };
    setting.ssm.put(DIRECT_URL, &setting.managed.session);
    setting.migrate().await.unwrap();
    assert_eq!(setting.health(&setting.variables(URL)).await.0.status, 200);
}

#[tokio::test]
async fn what_is_wrong_is_logged_and_answered_with_503() {
    let Some(setting) = Setting::new().await else { return };
    let (ssm, url) = (&setting.ssm, &setting.managed.pooled);
    let stranger = sandbox::Authority::new().unwrap();
    let stranger = fs::read_to_string(stranger.path()).unwrap();
    ssm.deny("/denied");
    ssm.put("/no-url", "of-the-owner");
    ssm.put("/wrong-url", &url.replace("postgres:", "of-the-owner:").replace("127.0.0.1", "?"));
    ssm.put("/stranger", &stranger);
    for mode in ["disable", "allow", "prefer"] {
        ssm.put(&format!("/{mode}"), &url.replace("verify-full", mode));
    }
    ssm.put("/unsaid", url.split('?').next().unwrap());
    ssm.put("/unknown", &url.replace("verify-full", "of-the-owner"));
    ssm.put("/password", &url.replace("of-the-functions", "of-the-owner"));
    ssm.put("/direct-password", &setting.managed.direct.replace("of-the-owner", "wrong"));
    ssm.put("/nobody", &url.replace("127.0.0.1:", "127.0.0.1:9/"));
    let no_tls = "holds a URL without TLS: it needs sslmode=verify-full";
    for (url, authority, expected) in [
        ("/missing", AUTHORITY, "the parameter /missing cannot be read: ParameterNotFound"),
        ("/denied", AUTHORITY, "the parameter /denied cannot be read: AccessDeniedException: not"),
        (URL, "/missing", "the parameter /missing cannot be read: ParameterNotFound"),
        (URL, "/denied", "the parameter /denied cannot be read: AccessDeniedException: not"),
        ("/no-url", AUTHORITY, "the parameter /no-url holds no PostgreSQL URL: relative URL"),
        ("/wrong-url", AUTHORITY, "the parameter /wrong-url holds no PostgreSQL URL"),
        ("/unknown", AUTHORITY, no_tls),
        ("/disable", AUTHORITY, no_tls),
        ("/allow", AUTHORITY, no_tls),
        ("/prefer", AUTHORITY, no_tls),
        ("/unsaid", AUTHORITY, no_tls),
        (URL, URL, "the parameter /overfast/url holds no certificate in PEM"),
        (URL, "/stranger", "invalid peer certificate"),
        // Public authorities do not know ours.
        (URL, "", "invalid peer certificate"),
        ("/password", AUTHORITY, "SASL authentication failed"),
        ("/nobody", AUTHORITY, "refused"),
        // The server itself has other words for it than its pooler.
        ("/direct-password", AUTHORITY, "password authentication failed"),
    ] {
        let mut variables = setting.variables(url);
        variables.retain(|(name, _)| *name != "DATABASE_CA_PARAMETER");
        variables.push(("DATABASE_CA_PARAMETER", authority));
        let (answer, log) = setting.health(&variables).await;
        assert_eq!(
            (answer.status, answer.retry_after.as_deref()),
            (503, Some("5")),
            "{url}: {log}"
        );
        assert!(answer.body.contains("The database cannot be reached"), "{}", answer.body);
        assert!(log.contains("\"level\":\"ERROR\""), "{url}, {authority}: {log}");
        assert!(log.contains(expected), "{url}, {authority}: {log}");
    }
}

#[tokio::test]
async fn credentials_that_are_wrong_are_logged_too() {
    let Some(setting) = Setting::new().await else { return };
    for (variable, value, expected) in [
        ("AWS_SECRET_ACCESS_KEY", "another", "InvalidSignatureException: another signature"),
        ("AWS_REGION", "us-east-1", "InvalidSignatureException: another region or key"),
        ("AWS_ACCESS_KEY_ID", "", "the request cannot be signed"),
        ("AWS_ENDPOINT_URL_SSM", "http://127.0.0.1:9", "refused"),
    ] {
        let mut variables = setting.variables(URL);
        variables.retain(|(name, _)| *name != variable);
        variables.push((variable, value));
        let (answer, log) = setting.health(&variables).await;
        assert_eq!(answer.status, 503, "{variable}: {log}");
        assert!(log.contains("the parameter /overfast/") && log.contains(expected), "{log}");
        assert!(!log.contains("wJalrXUtnFEMI"), "{log}");
    }
}

#[tokio::test]
async fn what_is_mended_is_read_while_the_function_runs() {
    let Some(setting) = Setting::new().await else { return };
    let right = &setting.managed.pooled;
    setting.ssm.deny(URL);
    let mut health = start_logging("get-health", &setting.variables(URL), &setting.log()).await;
    let mut ask = async || get(&mut health, "/health").await.unwrap().status;
    assert_eq!(ask().await, 503);
    setting.ssm.put(URL, &right.replace("of-the-functions", "of-the-owner"));
    assert_eq!(ask().await, 503);
    setting.ssm.put(URL, right);
    assert_eq!(ask().await, 200);
    read(&setting.log());
}

#[tokio::test]
async fn a_database_is_in_one_place() {
    let both = [("DATABASE_URL_PARAMETER", URL), ("DATABASE_URL", "postgres://a:b@127.0.0.1:9/c")];
    let kind = crate::support::functions::binary("get-health").await;
    let error = Function::start(&kind, both).await.err().unwrap();
    assert!(matches!(error, FunctionError::Ended(_)), "{error}");
}
