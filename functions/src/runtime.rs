//! One function on Lambda's runtime.

use std::{future::Future, process::ExitCode};

use lambda_runtime::{LambdaEvent, service_fn};

use crate::{
    app::{StartError, State},
    config::Addresses,
    endpoints::{Endpoint, fallback},
    events::Event,
    http::lambda,
    observe::{self, Metrics},
};

/// Serves one endpoint until Lambda ends the process.
#[must_use]
pub fn run_endpoint<E: Endpoint>() -> ExitCode {
    run(async |state: E::State, metrics| {
        let state = &state;
        lambda_runtime::run(service_fn(async |event: LambdaEvent<lambda::Event>| {
            let response = E::respond(state, lambda::request(event.payload)).await;
            metrics.put_out();
            Ok::<_, lambda_runtime::Error>(lambda::response(response))
        }))
        .await
    })
}

/// Serves two endpoints, which share a function, until Lambda ends the process. They are told apart by the
/// ends of their paths.
#[must_use]
pub fn run_endpoints<First: Endpoint, Second: Endpoint<State = First::State>>() -> ExitCode {
    run(async |state: First::State, metrics| {
        let state = &state;
        let second = Second::path();
        let end = second.rsplit('/').next();
        lambda_runtime::run(service_fn(async |event: LambdaEvent<lambda::Event>| {
            let is_second = event.payload.path().rsplit('/').next() == end;
            let request = lambda::request(event.payload);
            let response = if is_second {
                Second::respond(state, request).await
            } else {
                First::respond(state, request).await
            };
            metrics.put_out();
            Ok::<_, lambda_runtime::Error>(lambda::response(response))
        }))
        .await
    })
}

/// Answers what no endpoint serves, until Lambda ends the process.
#[must_use]
pub fn run_fallback() -> ExitCode {
    observe::log();
    let addresses = Addresses::from_env();
    finish(tokio_runtime().and_then(|runtime| {
        runtime.block_on(async {
            lambda_runtime::run(service_fn(async |event: LambdaEvent<lambda::Event>| {
                let path = event.payload.path().to_owned();
                let request = lambda::request(event.payload);
                let response = fallback(&addresses, &request, &path);
                Ok::<_, lambda_runtime::Error>(lambda::response(response))
            }))
            .await
            .map_err(StartError::Lambda)
        })
    }))
}

/// Serves one event function until Lambda ends the process.
#[must_use]
pub fn run_event<E: Event>() -> ExitCode {
    run(async |state: E::State, metrics| {
        let state = &state;
        lambda_runtime::run(service_fn(async |event: LambdaEvent<E::Payload>| {
            let result = E::handle(state, event.payload, event.context.deadline()).await;
            metrics.put_out();
            // The runtime logs it with all that its `Debug` shows, rows of the database included.
            result.map_err(|error| lambda_runtime::Error::from(error.to_string()))
        }))
        .await
    })
}

/// One thread: a Lambda has one request at a time, and more threads cost more than they bring.
fn run<S: State, Run>(serve: impl FnOnce(S, Metrics) -> Run) -> ExitCode
where
    Run: Future<Output = Result<(), lambda_runtime::Error>>,
{
    observe::log();
    finish(start(serve))
}

fn finish(result: Result<(), StartError>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the function cannot run");
            ExitCode::FAILURE
        }
    }
}

fn start<S: State, Run>(serve: impl FnOnce(S, Metrics) -> Run) -> Result<(), StartError>
where
    Run: Future<Output = Result<(), lambda_runtime::Error>>,
{
    tokio_runtime()?.block_on(async {
        let state = S::set_up()?;
        serve(state, Metrics::collect()?).await.map_err(StartError::Lambda)
    })
}

fn tokio_runtime() -> Result<tokio::runtime::Runtime, StartError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(StartError::Tokio)
}
