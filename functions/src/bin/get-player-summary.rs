//! `GET /players/{player_id}/summary`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetPlayerSummary>()
}
