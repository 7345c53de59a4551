//! The function `follow-players`, which an event starts.

fn main() -> std::process::ExitCode {
    functions::run_event::<functions::events::FollowPlayers>()
}
