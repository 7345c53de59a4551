//! `watch-pages` tells what is new: the compiled function, whose webhook lies in a parameter of SSM, and a topic of
//! ministack's SNS.

use std::fs;

use aws::{Signer, Topic};
use aws_credential_types::Credentials;
use http::StatusCode;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::support::{
    functions::{binary, start_logging},
    ministack,
    postbox::Postbox,
    ssm::Ssm,
    world::{World, client, send},
};

const PARAMETER: &str = "/overfast/webhook";
/// The secret part of the webhook's URL.
const TOKEN: &str = "do-not-tell";

/// Watches once; what the function logs.
async fn watch(variables: &[(&str, &str)]) -> String {
    let logs = tempfile::tempdir().unwrap();
    let log = logs.path().join("log");
    let mut function = start_logging("watch-pages", variables, &log).await;
    function.invoke("{}").await.unwrap();
    drop(function);
    fs::read_to_string(log).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_hero_is_told_and_the_webhook_is_in_no_log() {
    let world = World::new().await;
    let ssm = Ssm::start().await;
    let discord = Postbox::start(StatusCode::NO_CONTENT).await;
    let broken = Postbox::start(StatusCode::BAD_GATEWAY).await;
    let sns = Postbox::start(StatusCode::OK).await;
    let mut variables = world.variables().to_vec();
    variables.extend(ssm.variables());
    variables.extend([
        ("NOTIFY_WEBHOOK_URL_PARAMETER", PARAMETER),
        ("NOTIFY_TOPIC_ARN", "arn:aws:sns:eu-west-3:1:news"),
        ("AWS_ENDPOINT_URL_SNS", &sns.url),
        ("RUST_LOG", "trace"),
    ]);
    watch(&variables).await;
    assert_eq!(ssm.asked(), [""; 0], "there was no news");
    world.add_hero("Tomorrow");
    // Nobody listens at the discard port.
    for address in [&broken.url, "http://127.0.0.1:9", "do-not-tell is no URL", &discord.url] {
        ssm.put(PARAMETER, &format!("{address}/api/webhooks/1/{TOKEN}\n"));
        let log = watch(&variables).await;
        assert!(!log.contains(TOKEN), "{log}");
        assert!(log.contains("told what is new"), "{log}");
    }
    let posted = discord.posted();
    assert_eq!(posted.len(), 1, "{posted:?}");
    assert_eq!(posted[0].0, format!("/api/webhooks/1/{TOKEN}"));
    let message: Value = serde_json::from_str(&posted[0].1).unwrap();
    let expected = json!({"content": "New hero: Tomorrow", "allowed_mentions": {"parse": []}});
    assert_eq!(message, expected);
    assert_eq!((broken.posted().len(), sns.posted().len()), (1, 1));
}

#[tokio::test]
async fn an_invalid_webhook_is_not_shown() {
    let mut command = Command::new(binary("watch-pages").await);
    command.env("DATABASE_URL", "postgres://nobody@127.0.0.1:9/none");
    let output = command.env("NOTIFY_WEBHOOK_URL", TOKEN).output().await.unwrap();
    let log = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success() && log.contains("NOTIFY_WEBHOOK_URL is not a URL"), "{log}");
    assert!(!log.contains(TOKEN), "{log}");
}

/// What ministack answers to a form, as SNS and SQS take them.
async fn ask(endpoint: &str, service: &str, form: &[(&str, &str)]) -> String {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(form);
    let scope =
        format!("AWS4-HMAC-SHA256 Credential=test/20261126/us-east-1/{service}/aws4_request");
    let request = client()
        .post(endpoint)
        .header("authorization", scope)
        .header("content-type", "application/x-www-form-urlencoded");
    let reply = send(request.body(body.finish())).await;
    let text = String::from_utf8(reply.body).unwrap();
    assert_eq!(reply.status, 200, "{text}");
    text
}

/// The text of the first element of that name.
fn text(xml: &str, name: &str) -> String {
    let document = roxmltree::Document::parse(xml).unwrap();
    let element = document.descendants().find(|node| node.tag_name().name() == name);
    element.unwrap_or_else(|| panic!("{xml}")).text().unwrap().to_owned()
}

#[tokio::test]
async fn a_queue_has_what_its_topic_was_told() {
    let Some((endpoint, _ministack)) = ministack::start() else { return };
    let topic = ask(&endpoint, "sns", &[("Action", "CreateTopic"), ("Name", "news")]).await;
    let topic = &text(&topic, "TopicArn");
    let queue = ask(&endpoint, "sqs", &[("Action", "CreateQueue"), ("QueueName", "news")]).await;
    let queue = &text(&queue, "QueueUrl");
    let to_queue = [
        ("Action", "Subscribe"),
        ("TopicArn", topic),
        ("Protocol", "sqs"),
        ("Endpoint", "arn:aws:sqs:us-east-1:000000000000:news"),
    ];
    ask(&endpoint, "sns", &to_queue).await;

    let credentials = Credentials::new("test", "test", None, None, "test");
    let signer = Signer::new("us-east-1".to_owned(), credentials);
    let at = |arn: &str| Topic::new(arn.to_owned(), endpoint.parse().unwrap(), signer.clone());
    let (subject, message) = ("New patch in Overwatch", "New patch: Ä & <b> + %20 💥");
    at(topic).publish(subject, message).await.unwrap();
    let receive = [("Action", "ReceiveMessage"), ("QueueUrl", queue), ("WaitTimeSeconds", "5")];
    let received = text(&ask(&endpoint, "sqs", &receive).await, "Body");
    let received: Value = serde_json::from_str(&received).unwrap();
    assert_eq!((&received["Subject"], &received["Message"]), (&json!(subject), &json!(message)));
    let error = at("arn:aws:sns:us-east-1:000000000000:none").publish("a", "b").await.unwrap_err();
    assert!(error.to_string().starts_with("NotFound"), "{error}");
}
