//! Refreshes what the queue asks for.

fn main() -> std::process::ExitCode {
    functions::run_event::<functions::events::RefreshFromQueue>()
}
