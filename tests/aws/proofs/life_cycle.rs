//! A stack's life on ministack: created, updated, failed, rolled back and deleted, with the compiled
//! functions as its custom resources, its refreshes and an endpoint.
//!
//! ministack undoes a failed update by deleting what it went through, so that nothing is asked of such a
//! stack but how it failed.

use std::{path::PathBuf, process::Command, time::Duration};

use fake::{Fake, Site};
use serde_json::{Value, json};

use crate::support::{
    database::Database,
    functions, load, ministack,
    program::Program,
    root, runs, skip,
    world::{client, send},
};

/// What is invoked. All other functions are there, with nothing in them.
const PROGRAMS: [&str; 4] = ["migrate", "warm-up", "refresh", "get-health"];

/// The user of the functions in the test's database.
const APP_USER: &str = "life_cycle_app";

struct Stacks {
    database: Database,
    fake: Fake,
    endpoint: String,
    python: PathBuf,
    folder: PathBuf,
    _ministack: Program,
}

impl Stacks {
    /// `None` where something is not installed.
    async fn new() -> Option<Self> {
        let python = python()?;
        let (endpoint, ministack) = ministack::start()?;
        let folder = functions::build();
        let database = Database::empty().await;
        let fake = Fake::start(Site::generated()).await.unwrap();
        Some(Self { database, fake, endpoint, python, folder, _ministack: ministack })
    }

    /// Creates or updates a stack whose functions use that database; `changes` are properties of resources
    /// that are not the template's.
    fn deploy(&self, how: &str, stack: &str, database_url: &str, changes: &Value) -> Value {
        let blizzard_url = self.fake.url();
        let mut variables: Value = load::variables(database_url, &blizzard_url)
            .map(|(name, value)| (name.to_owned(), json!(value)))
            .into_iter()
            .collect();
        variables["DATABASE_APP_USER"] = json!(APP_USER);
        let settings = json!({
            "programs": PROGRAMS,
            "folder": self.folder,
            "variables": variables,
            "changes": changes,
        });
        self.run(&[how, stack, &settings.to_string()])
    }

    fn delete(&self, stack: &str) -> Value {
        self.run(&["delete", stack])
    }

    /// Runs `life_cycle.py`.
    fn run(&self, arguments: &[&str]) -> Value {
        let script = root().join("tests/aws/proofs/life_cycle.py");
        let mut command = Command::new(&self.python);
        let output = command.arg(script).arg(&self.endpoint).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What a statement returns, as one number.
    async fn number(&self, statement: &'static str) -> i64 {
        let mut connection = self.database.connect().await;
        sqlx::query_scalar(statement).fetch_one(&mut connection).await.unwrap()
    }

    async fn until_not_zero(&self, statement: &'static str) {
        for _ in 0..240 {
            if self.number(statement).await > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        panic!("nothing happened in two minutes");
    }
}

/// A Python that has SAM's transform.
fn python() -> Option<PathBuf> {
    let of_ci = root().join("target/ci/template/bin/python");
    let python = if of_ci.is_file() { of_ci } else { "python3".into() };
    if !runs(python.to_str().unwrap(), &["-c", "import boto3, samtranslator"]) {
        skip("SAM's transform", "pip install -r .ci/template-requirements.txt");
        return None;
    }
    Some(python)
}

const HEROES: &str = "select count(*) from static_data";
const RIGHTS: &str = "select count(*) from information_schema.role_table_grants
    where grantee = 'life_cycle_app' and table_name = 'static_data'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stack_lives_and_dies() {
    let Some(stacks) = Stacks::new().await else { return };
    it_comes_up_with_its_schema_and_its_data(&stacks).await;
    an_update_runs_migrations_only_when_there_are_new_ones(&stacks).await;
    nothing_of_it_refuses_to_be_deleted(&stacks).await;
    a_migration_that_fails_ends_the_update(&stacks);
    a_creation_that_fails_is_rolled_back(&stacks);
}

async fn it_comes_up_with_its_schema_and_its_data(stacks: &Stacks) {
    let created = stacks.deploy("create", "overfast", &stacks.database.url, &json!({}));
    assert_went(&created, "CREATE_COMPLETE");
    assert!(stacks.number(RIGHTS).await > 0, "the functions' user has rights");
    // By `warm-up`, the queue, and `refresh`.
    stacks.until_not_zero(HEROES).await;

    let address = created["outputs"]["ApiUrl"].as_str().unwrap();
    let (api, _) = address.strip_prefix("http://").unwrap().split_once('.').unwrap();
    let health = format!("{}/_aws/execute-api/{api}/$default/health", stacks.endpoint);
    assert_eq!(send(client().get(health)).await.status, 200);
}

async fn an_update_runs_migrations_only_when_there_are_new_ones(stacks: &Stacks) {
    let revoke = "revoke all on static_data from life_cycle_app";
    sqlx::query(revoke).execute(&mut stacks.database.connect().await).await.unwrap();
    let update =
        |changes: Value| stacks.deploy("update", "overfast", &stacks.database.url, &changes);
    let setting = update(json!({ "RefreshQueue": { "MessageRetentionPeriod": 1800 } }));
    assert_went(&setting, "UPDATE_COMPLETE");
    assert_eq!(stacks.number(RIGHTS).await, 0, "the migration did not run again");
    let migration = update(json!({ "Migration": { "Schema": "another" } }));
    assert_went(&migration, "UPDATE_COMPLETE");
    assert!(stacks.number(RIGHTS).await > 0, "the migration ran again");
}

async fn nothing_of_it_refuses_to_be_deleted(stacks: &Stacks) {
    assert_went(&stacks.delete("overfast"), "DELETE_COMPLETE");
    assert!(stacks.number(HEROES).await > 0, "what is stored is left alone");
}

fn a_migration_that_fails_ends_the_update(stacks: &Stacks) {
    let deploy = |how, database_url: &str, changes| {
        stacks.deploy(how, "overfast-again", database_url, &changes)
    };
    assert_went(&deploy("create", &stacks.database.url, json!({})), "CREATE_COMPLETE");
    let changes = json!({ "Migration": { "Schema": "another" } });
    let failed = deploy("update", &nowhere(stacks), changes);
    assert_eq!(failed["status"], "UPDATE_ROLLBACK_COMPLETE", "{failed}");
    assert_migration_is_to_blame(stacks, &failed);
}

fn a_creation_that_fails_is_rolled_back(stacks: &Stacks) {
    let failed = stacks.deploy("create", "broken", &nowhere(stacks), &json!({}));
    assert_eq!(failed["status"], "ROLLBACK_COMPLETE", "{failed}");
    assert_migration_is_to_blame(stacks, &failed);
    assert_went(&stacks.delete("broken"), "DELETE_COMPLETE");
}

/// A database that does not exist.
fn nowhere(stacks: &Stacks) -> String {
    stacks.database.url.replace(&stacks.database.name, "no_such_database")
}

fn assert_went(report: &Value, status: &str) {
    assert_eq!((&report["status"], &report["failed"]), (&json!(status), &json!([])));
}

/// It says why, without the password.
fn assert_migration_is_to_blame(stacks: &Stacks, report: &Value) {
    let mut failed = report["failed"].as_array().unwrap().iter();
    let migration = failed.find(|event| event[0] == "Migration").unwrap();
    assert!(migration[1].as_str().unwrap().contains("no_such_database"), "{report}");
    let password = url::Url::parse(&stacks.database.url).unwrap().password().unwrap().to_owned();
    assert!(!report.to_string().contains(&password), "the password shows");
}
