//! `GET /players/{player_id}/history/{taken_at}`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetPlayerVersion>()
}
