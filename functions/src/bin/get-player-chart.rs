//! `GET /players/{player_id}/chart.svg`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetPlayerChart>()
}
