//! The function `watch-pages`, which an event starts.

fn main() -> std::process::ExitCode {
    functions::run_event::<functions::events::WatchPages>()
}
