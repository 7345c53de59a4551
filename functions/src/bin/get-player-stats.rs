//! `GET /players/{player_id}/stats`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetPlayerStats>()
}
