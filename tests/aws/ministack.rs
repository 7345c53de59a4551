//! The compiled Lambdas on ministack, an emulator of AWS: API Gateway, SQS, schedules.
//!
//! ministack starts a process for every invocation, so that each is a cold start.

use std::{
    collections::BTreeMap,
    process::{Command, Output},
    time::Duration,
};

use serde_json::{Value, json};

use crate::support::{
    functions, ministack,
    program::Program,
    root,
    world::{HOUR, PLAYER, Reply, World, client, send},
};

const FUNCTIONS: [&str; 4] = ["get-player", "fallback", "refresh", "prune-profiles"];

/// AWS with the functions, before a database and a fake of Blizzard's site.
struct Aws {
    world: World,
    endpoint: String,
    api: String,
    queue: String,
    dead_letters: String,
    _ministack: Program,
}

impl Aws {
    /// `None` where ministack is not installed.
    async fn deploy() -> Option<Self> {
        let (endpoint, ministack) = ministack::start()?;
        let programs = functions::build();
        let world = World::new().await;
        let mut variables: BTreeMap<_, _> = world.variables().into();
        // As in AWS.
        variables.retain(|name, _| !["BLIZZARD_PACE", "RUST_LOG"].contains(name));
        let variables = json!(variables).to_string();
        let mut arguments = vec!["deploy", programs.to_str().unwrap(), &variables];
        arguments.extend(FUNCTIONS);
        let output = run(&endpoint, &arguments);
        let deployed: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |key: &str| deployed[key].as_str().unwrap().to_owned();
        Some(Self {
            api: text("api"),
            queue: text("queue"),
            dead_letters: text("dead_letters"),
            world,
            endpoint,
            _ministack: ministack,
        })
    }

    async fn get(&self, path: &str) -> Reply {
        send(client().get(format!("{}{path}", self.api))).await
    }

    /// Asks SQS, in its own protocol.
    async fn sqs(&self, action: &str, body: Value) -> Value {
        let request = client()
            .post(&self.endpoint)
            .header("x-amz-target", format!("AmazonSQS.{action}"))
            .header("content-type", "application/x-amz-json-1.0");
        let reply = send(request.body(body.to_string())).await;
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
        reply.json()
    }

    /// How many messages wait in a queue, or are being handled.
    async fn messages(&self, queue: &str) -> u32 {
        let body = json!({"QueueUrl": queue, "AttributeNames": ["All"]});
        let attributes = self.sqs("GetQueueAttributes", body).await["Attributes"].take();
        let count = |name: &str| attributes[name].as_str().unwrap().parse::<u32>().unwrap();
        count("ApproximateNumberOfMessages") + count("ApproximateNumberOfMessagesNotVisible")
    }

    /// What a statement returns, as one number.
    async fn number(&self, statement: &'static str) -> i64 {
        let mut connection = self.world.database.connect().await;
        sqlx::query_scalar(statement).fetch_one(&mut connection).await.unwrap()
    }

    async fn execute(&self, statement: &'static str) {
        let mut connection = self.world.database.connect().await;
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }

    async fn until(&self, mut done: impl AsyncFnMut(&Self) -> bool) {
        for _ in 0..240 {
            if done(self).await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        panic!("nothing happened in two minutes");
    }
}

/// Runs `deploy_to_ministack.py`.
fn run(endpoint: &str, arguments: &[&str]) -> Output {
    let script = root().join("tests/aws/deploy_to_ministack.py");
    let output =
        Command::new("python3").arg(script).arg(endpoint).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

const STALE_PLAYERS: &str =
    "select count(*) from player_profiles where updated_at < now() - interval '1 hour'";
const LEASES: &str = "select count(*) from leases where until > now()";
const PLAYERS: &str = "select count(*) from player_profiles";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_lambdas_work_together_on_aws() {
    let Some(aws) = Aws::deploy().await else { return };
    a_player_is_fetched_once(&aws).await;
    a_stale_player_is_refreshed_through_the_queue(&aws).await;
    a_refresh_that_comes_too_soon_goes_back_to_the_queue(&aws).await;
    a_poison_message_ends_among_the_dead_letters(&aws).await;
    old_players_are_pruned_by_schedule(&aws).await;
}

async fn a_player_is_fetched_once(aws: &Aws) {
    let path = format!("/players/{PLAYER}");
    let first = aws.get(&path).await;
    assert_eq!(first.status, 200, "{}", String::from_utf8_lossy(&first.body));
    aws.world.fake.clear_requests();
    let second = aws.get(&path).await;
    assert_eq!((second.status, &second.body), (200, &first.body));
    assert_eq!(aws.world.fake.requests(), Vec::<String>::new());
    assert_eq!(aws.get("/nothing").await.status, 404);
    let posted = send(client().post(format!("{}{path}", aws.api))).await;
    assert_eq!((posted.status, posted.header("allow")), (405, "GET, HEAD, OPTIONS"));
}

async fn a_stale_player_is_refreshed_through_the_queue(aws: &Aws) {
    aws.world.database.let_pass(HOUR * 2).await;
    let reply = aws.get(&format!("/players/{PLAYER}")).await;
    assert_eq!((reply.status, reply.header("x-cache-status")), (200, "stale"));
    aws.until(async |aws| aws.number(STALE_PLAYERS).await == 0).await;
    assert_ne!(aws.world.fake.requests(), Vec::<String>::new());
    aws.until(async |aws| aws.number(LEASES).await == 0).await;
    aws.until(async |aws| aws.messages(&aws.queue).await == 0).await;
    assert_eq!(aws.messages(&aws.dead_letters).await, 0);
}

async fn a_refresh_that_comes_too_soon_goes_back_to_the_queue(aws: &Aws) {
    aws.world.fake.clear_requests();
    aws.world.database.let_pass(HOUR * 2).await;
    aws.execute("update blizzard_pace set next_slot = now() + interval '20 seconds'").await;
    aws.get(&format!("/players/{PLAYER}")).await;
    let too_soon = "select count(*) from leases where until > now() + interval '5 minutes'";
    aws.until(async |aws| aws.number(too_soon).await == 1).await;
    assert_eq!(aws.world.fake.requests(), Vec::<String>::new());
    aws.world.clock.advance(Duration::from_secs(20));
    aws.until(async |aws| aws.number(STALE_PLAYERS).await == 0).await;
    aws.until(async |aws| aws.messages(&aws.queue).await == 0).await;
    assert_eq!(aws.messages(&aws.dead_letters).await, 0);
}

async fn a_poison_message_ends_among_the_dead_letters(aws: &Aws) {
    aws.world.fake.clear_requests();
    aws.sqs("SendMessage", json!({"QueueUrl": aws.queue, "MessageBody": "poison"})).await;
    aws.until(async |aws| aws.messages(&aws.dead_letters).await == 1).await;
    assert_eq!(aws.messages(&aws.queue).await, 0);
    assert_eq!(aws.world.fake.requests(), Vec::<String>::new());
}

async fn old_players_are_pruned_by_schedule(aws: &Aws) {
    assert_eq!(aws.number(PLAYERS).await, 1);
    aws.world.database.let_pass(HOUR * 24 * 8).await;
    // While Blizzard is silent nobody is pruned.
    aws.execute("update blizzard_pace set answered_at = now()").await;
    run(&aws.endpoint, &["fire", "prune-profiles"]);
    aws.until(async |aws| aws.number(PLAYERS).await == 0).await;
}
