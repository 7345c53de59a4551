//! Brings the database up to date, by the deployment.

fn main() -> std::process::ExitCode {
    functions::run_event::<functions::events::Migrate>()
}
