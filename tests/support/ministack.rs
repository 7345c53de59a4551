//! ministack, an emulator of AWS, where it is installed.

use std::{net::TcpListener, process::Command};

use super::{program::Program, runs, skip};

/// Its address, and the program, which ends when it is dropped; says so where there is none.
pub(crate) fn start() -> Option<(String, Program)> {
    if !runs("python3", &["-c", "import boto3, ministack, yaml"]) {
        skip("ministack", "pip install -r .ci/requirements.txt");
        return None;
    }
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let endpoint = format!("http://127.0.0.1:{port}");
    let mut command = Command::new("sh");
    // It talks on standard error.
    command.args(["-c", "exec python3 -m ministack 2>&1"]);
    command.env("BIND_HOST", "127.0.0.1").env("GATEWAY_PORT", port.to_string());
    // What the functions are told, too.
    command.env("AWS_ENDPOINT_URL", &endpoint);
    let (program, _) = Program::start(&mut command, "Running on");
    Some((endpoint, program))
}
