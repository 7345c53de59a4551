//! Asks for static data, after a deployment.

fn main() -> std::process::ExitCode {
    functions::run_event::<functions::events::WarmUp>()
}
