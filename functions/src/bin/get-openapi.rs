//! `GET /openapi.json`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetOpenapi>()
}
