//! `GET /players/summaries`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::ListPlayerSummaries>()
}
