//! `GET /p/{player_id}`

fn main() -> std::process::ExitCode {
    functions::run_endpoint::<functions::endpoints::GetPlayerPage>()
}
