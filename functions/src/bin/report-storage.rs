//! Puts out what storage holds, by schedule.

fn main() -> std::process::ExitCode {
    functions::run_event::<functions::events::ReportStorage>()
}
