//! Every route that is no endpoint's.

fn main() -> std::process::ExitCode {
    functions::run_fallback()
}
