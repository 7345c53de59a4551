//! Every route of no endpoint.

fn main() -> std::process::ExitCode {
    functions::run_fallback()
}
