//! `GET /players/{player_id}/stats/diff`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetPlayerStatsDiff>()
}
