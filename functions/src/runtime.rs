//! One function on Lambda's runtime.

use std::{future::Future, process::ExitCode, sync::Arc};

use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_runtime::{LambdaEvent, service_fn};
use tracing_subscriber::EnvFilter;

use crate::{
    App, Config,
    app::StartError,
    endpoints::Endpoint,
    events::Event,
    http::{lambda, respond},
};

/// Serves one endpoint until Lambda ends the process.
#[must_use]
pub fn run_endpoint<E: Endpoint>() -> ExitCode {
    run(async |app| {
        let app = &Arc::new(app);
        lambda_runtime::run(service_fn(async |event: LambdaEvent<ApiGatewayV2httpRequest>| {
            let response = respond::<E>(app, lambda::request(event.payload)).await;
            Ok::<_, lambda_runtime::Error>(lambda::response(response))
        }))
        .await
    })
}

/// Serves one event function until Lambda ends the process.
#[must_use]
pub fn run_event<E: Event>() -> ExitCode {
    run(async |app| {
        let app = &app;
        lambda_runtime::run(service_fn(async |_: LambdaEvent<serde_json::Value>| {
            E::handle(app).await.map_err(lambda_runtime::Error::from)
        }))
        .await
    })
}

/// One thread: a Lambda has one request at a time, and more threads cost more than they bring.
fn run<Run>(serve: impl FnOnce(App) -> Run) -> ExitCode
where
    Run: Future<Output = Result<(), lambda_runtime::Error>>,
{
    log();
    match start(serve) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the function cannot run");
            ExitCode::FAILURE
        }
    }
}

fn start<Run>(serve: impl FnOnce(App) -> Run) -> Result<(), StartError>
where
    Run: Future<Output = Result<(), lambda_runtime::Error>>,
{
    let config = Config::from_env()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(StartError::Tokio)?;
    runtime.block_on(async {
        let app = App::new(config)?;
        serve(app).await.map_err(StartError::Lambda)
    })
}

/// JSON lines; what is shown is set by `RUST_LOG`, info and above unless told.
fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).without_time().init();
}
