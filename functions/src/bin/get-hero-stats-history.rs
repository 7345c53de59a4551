//! `GET /heroes/stats/history`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetHeroStatsHistory>()
}
