//! Watches Blizzard's pages, by schedule.

fn main() -> std::process::ExitCode {
    functions::run_event::<functions::events::WatchPages>()
}
