//! `GET /p`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::SearchPage>()
}
