//! `GET /players/{player_id}/history`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetPlayerHistory>()
}
