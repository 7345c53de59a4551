//! `GET /robots.txt`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetRobots>()
}
