//! `GET /heroes/stats`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetHeroStats>()
}
