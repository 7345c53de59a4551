//! `GET /players/{player_id}/stats/career`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetPlayerCareerStats>()
}
