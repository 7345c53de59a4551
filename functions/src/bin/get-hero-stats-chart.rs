//! `GET /heroes/stats/history/chart.svg`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetHeroStatsChart>()
}
