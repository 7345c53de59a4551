//! `GET /heroes/all`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::ListAllHeroes>()
}
