//! A custom resource of CloudFormation: work that a deployment starts and waits for.
//!
//! CloudFormation invokes the function without looking at its result; it waits, for an hour, until the
//! function has put a response at a URL that the event contains.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html>

use std::{
    future::Future,
    panic::AssertUnwindSafe,
    time::{Duration, SystemTime},
};

use futures_util::FutureExt;
use reqwest::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Error;

/// The time limit for sending the response.
const TIMEOUT: Duration = Duration::from_secs(10);

/// So long before the deadline the work ends, so that there is time to respond.
const RESERVE: Duration = Duration::from_secs(12);

/// A response may have 4096 bytes in all, so that the reason is cut.
const LONGEST_REASON: usize = 1000;

/// The event that starts such a function.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Value")]
pub enum Invocation {
    /// A deployment, which waits for a response.
    Deployment(Deployment),
    /// A person, with `{}`, who reads the result.
    ByHand,
}

/// The event of a deployment.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Deployment {
    request_type: RequestType,
    #[serde(rename = "ResponseURL")]
    response_url: String,
    stack_id: String,
    request_id: String,
    logical_resource_id: String,
    /// The resource's name in an earlier response.
    physical_resource_id: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum RequestType {
    Create,
    Update,
    Delete,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Response<'a> {
    status: Status,
    reason: String,
    physical_resource_id: &'a str,
    stack_id: &'a str,
    request_id: &'a str,
    logical_resource_id: &'a str,
    data: Value,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "UPPERCASE")]
enum Status {
    Success,
    Failed,
}

impl TryFrom<Value> for Invocation {
    type Error = serde_json::Error;

    fn try_from(event: Value) -> Result<Self, serde_json::Error> {
        if event.get("ResponseURL").is_some() {
            serde_json::from_value(event).map(Self::Deployment)
        } else {
            Ok(Self::ByHand)
        }
    }
}

/// Does the `work` and reports its outcome. Removing the resource takes no work.
///
/// A failure that was reported to CloudFormation is returned as a success: after an error Lambda would run
/// the function again, while the deployment is being rolled back.
///
/// # Errors
///
/// [`Error::NotReported`]; after an invocation by hand, the error of the work.
pub async fn carry_out(
    invocation: Invocation,
    deadline: SystemTime,
    work: impl Future<Output = Result<Value, Error>>,
) -> Result<Value, Error> {
    let deployment = match invocation {
        Invocation::ByHand => return work.await,
        Invocation::Deployment(deployment) => deployment,
    };
    let outcome = match deployment.request_type {
        RequestType::Delete => Ok(json!({})),
        RequestType::Create | RequestType::Update => attempt(deadline, work).await,
    };
    if let Err(error) = &outcome {
        tracing::error!(%error, "the deployment fails");
    }
    let response = deployment.response(outcome);
    send(&deployment.response_url, &response).await?;
    Ok(json!(response))
}

/// Turns a panic or a timeout of the work into an error, which CloudFormation can be told.
async fn attempt(
    deadline: SystemTime,
    work: impl Future<Output = Result<Value, Error>>,
) -> Result<Value, Error> {
    let time_left = deadline.duration_since(SystemTime::now()).unwrap_or_default();
    let time_limit = time_left.saturating_sub(RESERVE);
    let work = AssertUnwindSafe(work).catch_unwind();
    match tokio::time::timeout(time_limit, work).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(Error::Panicked),
        Err(_) => Err(Error::TimedOut(time_limit)),
    }
}

impl Deployment {
    fn response(&self, outcome: Result<Value, Error>) -> Response<'_> {
        let (status, reason, data) = match outcome {
            Ok(data) => (Status::Success, String::new(), data),
            Err(error) => (Status::Failed, error.to_string(), json!({})),
        };
        Response {
            status,
            reason: reason.chars().take(LONGEST_REASON).collect(),
            // Another name would have CloudFormation remove the resource of the old one.
            physical_resource_id: self
                .physical_resource_id
                .as_deref()
                .unwrap_or(&self.logical_resource_id),
            stack_id: &self.stack_id,
            request_id: &self.request_id,
            logical_resource_id: &self.logical_resource_id,
            data,
        }
    }
}

async fn send(url: &str, response: &Response<'_>) -> Result<(), Error> {
    let client = https::client()?.timeout(TIMEOUT).build().map_err(Error::NotReported)?;
    let body = serde_json::to_vec(response)?;
    // The URL is signed for a request without a content type; and it is a secret.
    let response = client.put(url).header(CONTENT_TYPE, "").body(body).send().await;
    response
        .and_then(reqwest::Response::error_for_status)
        .map_err(|error| Error::NotReported(error.without_url()))?;
    Ok(())
}
