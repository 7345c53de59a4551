//! `cargo run -p local` and `cargo lambda watch`.

use std::{net::TcpListener, process::Output};

use super::{
    functions,
    program::{Program, command},
    runs, skip,
};

/// The API as `cargo run -p local` serves it; its address comes with it.
pub(crate) fn run_local(arguments: &[&str], variables: &[(&str, &str)]) -> (Program, String) {
    let mut command = command(env!("CARGO"));
    command.args(["run", "--quiet", "-p", "local", "--", "--port", "0"]).args(arguments);
    command.env_remove("DATABASE_URL").envs(variables.iter().copied());
    let (program, line) = Program::start(&mut command, "OverFast is at ");
    let address =
        line.split("OverFast is at ").nth(1).unwrap().split(',').next().unwrap().to_owned();
    (program, address)
}

/// The Lambdas behind `cargo lambda watch`; `None` where cargo-lambda is not installed.
pub(crate) async fn run_lambdas(variables: &[(&str, &str)]) -> Option<(Program, String)> {
    if !runs("cargo-lambda", &["lambda", "--version"]) {
        skip("cargo-lambda", "pip install cargo-lambda");
        return None;
    }
    // Compiling takes longer than a request waits.
    functions::build();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let mut command = command("cargo-lambda");
    command.args([
        "lambda",
        "watch",
        "--ignore-changes",
        "--disable-cors",
        "--package",
        "functions",
    ]);
    command.args(["--invoke-address", "127.0.0.1", "--invoke-port", &port]);
    command.envs(variables.iter().copied()).env("RUST_LOG", "info");
    let (program, _) = Program::start(&mut command, "starting Runtime server");
    Some((program, format!("http://127.0.0.1:{port}")))
}

/// Runs `cargo run -p local` to its end, with these variables and no `DATABASE_URL` but theirs.
pub(crate) async fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = command(env!("CARGO"));
    command.args(["run", "--quiet", "-p", "local", "--", "--port", "0"]).args(arguments);
    command.env_remove("DATABASE_URL").envs(variables.iter().copied());
    tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap()
}

/// What it says when it refuses.
pub(crate) async fn refusal(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = run(arguments, variables).await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{said}");
    said
}
