//! The events of SQS, and what a function says of them. Those of API Gateway are the emulator's.

use serde_json::{Value, json};

/// Messages with these bodies, whose ids are their numbers.
pub(crate) fn messages<'a>(bodies: impl IntoIterator<Item = &'a str>) -> Value {
    let records = bodies.into_iter().enumerate();
    let records =
        records.map(|(number, body)| json!({"messageId": number.to_string(), "body": body}));
    json!({ "Records": records.collect::<Vec<_>>() })
}

/// The numbers of the messages that a function says have failed.
pub(crate) fn failed(result: &Value) -> Vec<usize> {
    let failures = result["batchItemFailures"].as_array().unwrap().iter();
    failures.map(|failure| failure["itemIdentifier"].as_str().unwrap().parse().unwrap()).collect()
}
