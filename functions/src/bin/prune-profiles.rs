//! Deletes old players, by schedule.

fn main() -> std::process::ExitCode {
    functions::run_event::<functions::events::PruneProfiles>()
}
