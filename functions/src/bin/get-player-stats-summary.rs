//! `GET /players/{player_id}/stats/summary`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetPlayerStatsSummary>()
}
